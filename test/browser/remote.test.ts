import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Node } from '../../protocol/api/areas.ts';
import { deskOfFile, expectSound } from './desk.ts';
import { axeFindings, DESKTOP, PHONE, shoot, visibleText } from './screen.ts';

const desk = deskOfFile();

/** A node of the technician's commune whose loudspeakers are like this. */
function nodeLike(character: string, presence: Node['presence'] = 'online'): Node {
  const { places, people } = desk.fake.world;
  const { areas } = people.named('technician');
  const found = places.nodes.find(
    (node) =>
      places.characters.get(node.hamlet) === character &&
      node.presence === presence &&
      node.sensor !== 'none' &&
      (areas.includes(node.commune) || areas.includes(places.province.id)),
  );
  if (!found) throw new Error(`no ${presence} node is ${character}`);
  return found;
}
const open = (node: Node, who = 'technician', size = DESKTOP) => desk.open(who, `/cum-loa/${node.id}`, size);
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const latest = (page: Page, state: string) => page.locator(`[data-action="${state}"]`).waitFor();

test('a test is sent, received and done, with what it found; then the log is fetched and read', async () => {
  const page = await open(nodeLike('good'));
  await press(page, 'Kiểm tra tiếng nhỏ');
  await latest(page, 'sent');
  await latest(page, 'accepted');
  await latest(page, 'done');
  await page.locator('[data-action=done]', { hasText: 'Loa kêu như lúc lấy mốc.' }).waitFor();
  await page.locator('table tr', { hasText: 'Kiểm tra tiếng nhỏ' }).first().waitFor();
  await expectSound(page);
  expect(await visibleText(page)).not.toMatch(/remote\.|self-test\.|test-(result|next)\./);
  await shoot(page, 'remote-done');
  await press(page, 'Xem nhật ký');
  const sheet = page.locator('dialog[open]');
  await sheet.locator('text=Chưa lấy nhật ký lần nào').waitFor();
  await sheet.getByRole('button', { name: 'Lấy nhật ký mới' }).click();
  await page.locator('[data-action=done]', { hasText: 'Lấy nhật ký' }).waitFor();
  await press(page, 'Xem nhật ký');
  await sheet.locator('section', { hasText: 'configured' }).waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await shoot(page, 'remote-log');
});

test('a technician limits the loudness of one node, and takes the limit away again', async () => {
  const node = nodeLike('good');
  const page = await open(node, 'technician', PHONE);
  const form = page.locator('[data-loudest-here]');
  await page.fill('#node-loudest', '101');
  await form.getByRole('button').click();
  await form.getByText('Nhập số từ 1 đến 100, hoặc để trống.').waitFor();
  await page.fill('#node-loudest', '55');
  await form.getByRole('button').click();
  await form.locator('[role=status]').waitFor();
  expect(node.loudest).toBe(55);
  await page.fill('#node-loudest', '');
  await form.getByRole('button').click();
  await expect.poll(() => node.loudest).toBeUndefined();
});

test('on a telephone, after five seconds without a word, it says so, and until when it is sent again', async () => {
  const node = nodeLike('good');
  const page = await open(node, 'technician', PHONE);
  node.presence = 'offline';
  await press(page, 'Kiểm tra im lặng');
  await latest(page, 'no-answer');
  node.presence = 'online';
  expect(await page.locator('[data-action]').textContent()).toContain('Quá 5 giây chưa có trả lời');
  await expectSound(page);
  await shoot(page, 'remote-no-answer-360');
});

test('a refusal is told in words, and a restart asks once more', async () => {
  const { remote } = desk.fake.world;
  remote.refusal = 'busy';
  const before = remote.orders;
  const page = await open(nodeLike('mute'));
  await press(page, 'Khởi động lại');
  const sheet = page.locator('dialog[open]');
  expect(await axeFindings(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'detached' });
  expect(remote.orders).toBe(before);
  await press(page, 'Khởi động lại');
  await sheet.getByRole('button', { name: 'Khởi động lại' }).click();
  await latest(page, 'rejected');
  expect(await page.locator('[data-action]').textContent()).toContain('Cụm từ chối: Đang phát bản khác.');
  await page.locator('[data-self-test]', { hasText: 'Không nghe thấy' }).waitFor();
  remote.refusal = undefined;
  await shoot(page, 'remote-refused');
});

test('an operator sets the volume within what the commune permits, and nothing else', async () => {
  const { places, people } = desk.fake.world;
  const node = places.nodes.find(
    ({ commune, enrolled }) => enrolled && people.named('operator').areas.includes(commune),
  );
  if (!node) throw new Error('the operator has no node');
  const page = await open(node, 'operator', PHONE);
  const slider = page.getByRole('slider');
  await slider.waitFor();
  expect(await page.getByRole('button', { name: 'Khởi động lại' }).count()).toBe(0);
  await slider.fill('60');
  await press(page, 'Đặt 60%');
  await latest(page, 'done');
  await page.locator('table tr', { hasText: '60%' }).first().waitFor();
  await shoot(page, 'remote-volume-360');
});

test('the timetable of self-tests warns of hours without room, and is told when another changed it meanwhile', async () => {
  const page = await desk.open('operator', '/quan-tri/cai-dat');
  const { remote, people } = desk.fake.world;
  const [commune = ''] = people.named('operator').areas;
  await page.locator('[data-self-test-settings]', { hasText: 'Loa chưa tự kiểm tra' }).waitFor();
  await press(page, 'Đổi lịch tự kiểm tra');
  const sheet = page.locator('dialog[open]');
  await sheet.getByLabel('Cho loa tự kiểm tra').check();
  // 06:45 leaves a quarter of an hour before the allowed hours end.
  await sheet.locator('#self-test-at').fill('06:45');
  await sheet.locator('[aria-live]', { hasText: '16:30' }).waitFor();
  await sheet.locator('#self-test-at').fill('06:00');
  await sheet.locator('#self-test-volume').fill('80');
  await sheet.locator('button[type=submit]').click();
  await sheet.locator('a[href="#self-test-volume"]').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await shoot(page, 'self-test-settings');
  await sheet.locator('#self-test-volume').fill('25');
  remote.set(remote.settingsOf(commune));
  await sheet.locator('button[type=submit]').click();
  await sheet.locator('[role=alert]', { hasText: 'Người khác vừa đổi' }).waitFor();
  await page.keyboard.press('Escape');
  await page.reload();
  await press(page, 'Đổi lịch tự kiểm tra');
  await sheet.getByLabel('Cho loa tự kiểm tra').check();
  await sheet.locator('#self-test-at').fill('06:00');
  await sheet.locator('button[type=submit]').click();
  await page.locator('[data-self-test-settings]', { hasText: 'Mỗi 1 ngày một lần, từ 06:00' }).waitFor();
});
