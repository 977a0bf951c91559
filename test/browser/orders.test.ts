import { beforeEach, expect, test } from 'vitest';
import { instantAt } from '../../protocol/vietnam-time.ts';
import { deskOfEachTest, expectSound } from './desk.ts';
import { seededUlid } from './fake/random.ts';
import { axeFindings, PHONE, shoot, visibleText } from './screen.ts';

const ABOVE = { programme: seededUlid('order', 'above'), title: 'Tìm cháu bé đi lạc', areaName: 'Nghệ An' };
const OWN = { programme: seededUlid('order', 'own'), title: 'Ngừng cấp nước', areaName: 'Hưng Lĩnh' };

const desk = deskOfEachTest();

beforeEach(() => {
  const { places, schedule } = desk.fake.world;
  const commune = places.communes[1]?.id ?? '';
  schedule.openOrders.push({ above: ABOVE, own: OWN, at: instantAt('2026-11-24', '17:00'), commune });
});

test('from the to-do list by keyboard alone the commune says which of two goes first; nothing is proposed', async () => {
  const page = await desk.open('operator', '/tong-quan');
  const line = page.locator('main a[href="/lich#orders"]', { hasText: '1 cặp tin trùng giờ chưa có thứ tự' });
  await line.focus();
  await page.keyboard.press('Enter');
  const choose = page.locator('[data-orders] button');
  await choose.waitFor();
  expect(await page.locator('[data-orders] li').textContent()).toContain('17:00, 24/11/2026');
  await choose.focus();
  await page.keyboard.press('Enter');
  const dialog = page.locator('dialog[open]');
  await dialog.locator('ol[data-ordered=false]').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  const submit = dialog.getByRole('button', { name: 'Xếp thứ tự' });
  await submit.focus();
  await page.keyboard.press('Enter');
  await dialog.locator('[role=alert]', { hasText: 'Xếp thứ tự với «Tìm cháu bé đi lạc».' }).waitFor();
  expect(desk.fake.world.schedule.givenOrders).toEqual([]);
  await dialog.getByRole('button', { name: 'Đưa «Ngừng cấp nước» lên' }).focus();
  await page.keyboard.press('Space');
  await dialog.locator('ol[data-ordered=true] li:first-child', { hasText: '1. Ngừng cấp nước' }).waitFor();
  await submit.focus();
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await page.locator('text=Đã xếp: «Ngừng cấp nước» phát trước.').waitFor();
  expect(desk.fake.world.schedule.givenOrders).toEqual([{ first: OWN.programme, second: ABOVE.programme }]);
  await page.locator('[data-orders]').waitFor({ state: 'detached' });
});

test('on a phone it fits and is clean; who speaks for the province is not asked', async () => {
  const page = await desk.open('operator', '/lich', PHONE);
  await page.locator('[data-orders] button').click();
  await page.locator('dialog[open]').waitFor();
  await expectSound(page);
  await shoot(page, 'orders-360');
  const admin = await desk.open('admin', `/lich?xa=${desk.fake.world.places.communes[1]?.id}`);
  await admin.locator('main table').first().waitFor();
  expect(await visibleText(admin)).not.toContain('Hai bản tin ưu tiên trùng giờ');
});
