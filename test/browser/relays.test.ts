import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { deskOfFile, expectSound } from './desk.ts';
import { axeFindings, DESKTOP, PHONE, settled, shoot, smallTargets, visibleText } from './screen.ts';

const PATH = '/quan-tri/dai-tiep-am';
const RAW = /(relay|compose|bulletin|problem)\.[a-z]/;

const desk = deskOfFile();
const { relays } = desk.fake.world;
beforeAll(() => relays.passOn());

const sheet = (page: Page) => page.locator('dialog[open]');
const save = (page: Page) => sheet(page).locator('button[type=submit]').click();
const row = (page: Page, name: string) =>
  page.locator('[data-stations] li').filter({ has: page.getByText(name, { exact: true }) });
const act = (page: Page, name: string, verb: string) =>
  row(page, name).getByRole('button', { name: new RegExp(`^${verb}.*${name}$`) });

test.each([
  ['admin', DESKTOP],
  ['operator', PHONE],
] as const)('the stations and every dialog of them are clean for %s at %o', async (username, size) => {
  const page = await desk.open(username, PATH, size);
  await row(page, 'VOV1').waitFor();
  const text = await visibleText(page);
  expect(text).toContain('5/8 đài nghe được. Mất nguồn: VOV2. Không có tiếng: Đài Hưng Nguyên cũ.');
  expect(text).not.toMatch(RAW);
  await expectSound(page);
  expect(await smallTargets(page)).toEqual([]);
  await shoot(page, `relays-${size.width}`);
  for (const [name, verb] of [
    ['VOV2', 'Sự kiện'],
    ['VOV1', 'Sửa'],
    ['VOV1', 'Xóa'],
  ] as const) {
    await act(page, name, verb).click();
    await sheet(page).waitFor();
    await settled(page);
    expect(await axeFindings(page), verb).toEqual([]);
    expect(await sheet(page).textContent()).not.toMatch(RAW);
    await shoot(page, `relays-${verb}-${size.width}`);
    await page.keyboard.press('Escape');
    await sheet(page).waitFor({ state: 'detached' });
  }
});

test('an operator adds a station, hears it, has it checked, and is told where one that is used hangs', async () => {
  const page = await desk.open('operator', PATH);
  await page.getByRole('button', { name: 'Thêm đài' }).click();
  await page.fill('#station-url', 'ftp://dai.example.vn');
  await save(page);
  await sheet(page).locator('a[href="#station-name"]').waitFor();
  await sheet(page).locator('a[href="#station-url"]').waitFor();
  await page.fill('#station-name', 'Đài huyện Nam Đàn');
  await page.fill('#station-url', 'http://dai.namdan.example.vn:8000/live');
  await page.getByLabel('Trực tiếp từ đài').check();
  await save(page);
  await sheet(page).waitFor({ state: 'detached' });
  const made = row(page, 'Đài huyện Nam Đàn');
  await made.getByText('Chưa kiểm tra', { exact: true }).waitFor();
  expect(relays.stations.at(-1)).toMatchObject({ way: 'direct', format: 'auto', state: 'unknown' });
  await act(page, 'Đài huyện Nam Đàn', 'Kiểm tra ngay').click();
  await made
    .locator('[data-check-result]', { hasText: 'nghe được. AAC, 64 kbit/s, mức tiếng vừa đủ (−18 dB).' })
    .waitFor();
  await act(page, 'Đài huyện Nam Đàn', 'Nghe thử').click();
  await made.locator('[data-listening=sounding]').waitFor();
  await act(page, 'VOV2', 'Nghe thử').click();
  await row(page, 'VOV2').locator('[data-listening=broken]').waitFor();
  expect(await made.locator('[data-listening]').count()).toBe(0);
  await act(page, 'VOV1', 'Xóa').click();
  await sheet(page).getByText('Chưa xóa được, đài đang được dùng').waitFor();
  await sheet(page).locator('[data-used-in] a').first().waitFor();
  expect(await sheet(page).locator('button', { hasText: 'Xóa' }).count()).toBe(0);
  await page.keyboard.press('Escape');
  await act(page, 'Đài huyện Nam Đàn', 'Xóa').click();
  await sheet(page).getByRole('button', { name: 'Xóa', exact: true }).click();
  await made.waitFor({ state: 'detached' });
});

test('«Tiếp âm» makes a bulletin by keyboard: station, minutes, the station’s own fallback, a proposed title', async () => {
  const page = await desk.open('operator', '/ban-tin', PHONE);
  await page.getByRole('button', { name: 'Tiếp âm', exact: true }).focus();
  await page.keyboard.press('Enter');
  await page.selectOption('#relay-station', { label: 'VOV1 – Nghe được' });
  expect(await page.inputValue('#relay-fallback')).toBe(relays.stations[0]?.fallback);
  expect(await page.inputValue('#bulletin-title')).toBe('Tiếp âm VOV1');
  await page.fill('#relay-minutes', '200');
  await page.getByRole('button', { name: 'Gửi duyệt' }).click();
  await page.locator('a[href="#relay-minutes"]').waitFor();
  await expectSound(page);
  await shoot(page, 'relay-compose-360');
  await page.fill('#relay-minutes', '45');
  await page.fill('#bulletin-title', 'Thời sự sáng');
  await page.getByRole('button', { name: 'Gửi duyệt' }).click();
  await page.waitForURL('**/ban-tin/0*');
  await page.locator('[data-relay]', { hasText: 'Tiếp âm VOV1 · 45 phút' }).waitFor();
  expect(desk.fake.world.broadcast.bulletins.find(({ title }) => title === 'Thời sự sáng')).toMatchObject({
    ...{ genre: 'relay', durationMs: 2_700_000, state: 'pending', recording: relays.stations[0]?.fallback },
    relay: { station: relays.stations[0]?.id, minutes: 45 },
  });
  await expectSound(page);
  await shoot(page, 'relay-bulletin-360');
  await page.getByRole('button', { name: 'Sửa', exact: true }).click();
  await page.fill('#relay-minutes', '20');
  await page.getByRole('button', { name: 'Gửi duyệt' }).click();
  await page.locator('[data-relay]', { hasText: '20 phút' }).waitFor();
});

test('list, approval and wizard say what is passed on, and what stands in for it', async () => {
  const page = await desk.open('operator', '/ban-tin');
  await page.getByText('Tiếp âm VOV1 · 30 phút · dự phòng «Vệ sinh đường làng ngõ xóm»').first().waitFor();
  await shoot(page, 'relay-list-1366');
  const approver = await desk.open('approver', '/duyet');
  const item = approver.locator('section', { has: approver.getByRole('heading', { name: 'Tiếp âm VOV2' }) });
  await item.locator('[data-relay]', { hasText: 'Tiếp âm VOV2 · 15 phút' }).waitFor();
  await item.getByText('Bản dự phòng: Vệ sinh đường làng ngõ xóm').waitFor();
  expect(await item.getByRole('button', { name: /^Nghe thử/ }).count()).toBe(1);
  await expectSound(approver);
  await shoot(approver, 'relay-approval-1366');
  const passed = desk.fake.world.broadcast.bulletins.find(({ title }) => title === 'Tiếp âm VOV1');
  await page.goto(`/lich/moi?ban-tin=${passed?.id}`);
  await settled(page);
  await page.getByText('1. Tiếp âm VOV1 · 30 phút').waitFor();
  expect(await visibleText(page)).not.toMatch(RAW);
  await shoot(page, 'relay-wizard-1366');
});

test('the receipts of a run say how long the station sounded, how long its fallback, and when it was away', async () => {
  const [run] = desk.fake.world.broadcast.onAir();
  const [first] = run?.deliveries ?? [];
  if (!run || !first) throw new Error('a relay is on the air');
  const [from, to] = [run.dueAt + 12 * 60_000, run.dueAt + 15 * 60_000];
  const breaks = [{ from, to, why: 'lost' as const }];
  const told = { relayMs: 1_620_000, fallbackMs: 180_000, breaks };
  Object.assign(run.contents[0] ?? {}, { relay: 'VOV1' });
  const event = { id: relays.stations[0]?.id ?? '', at: from, what: 'lost' as const, why: 'ended' };
  Object.assign(run, { relayEvents: [{ ...event, station: 'VOV1' }] });
  desk.fake.world.broadcast.report(run.id, [{ node: first.node, state: 'full', ...told }]);
  const page = await desk.open('operator', `/luot-phat/${run.id}`);
  await page.locator('[data-streams]', { hasText: 'đài 27 phút · dự phòng 3 phút · mất lúc 06:12–06:15' }).waitFor();
  await page.locator('[data-run-events] li', { hasText: 'Mất nguồn Đài đóng luồng phát.' }).waitFor();
  await expectSound(page);
});
