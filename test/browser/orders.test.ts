import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { instantAt } from '../../protocol/vietnam-time.ts';
import { builtDashboard } from './built.ts';
import { FakeGateway } from './fake/fake-gateway.ts';
import { seededUlid } from './fake/random.ts';
import { axeFindings, launchBrowser, openAs, openContext, overflow, PHONE, type Size, visibleText } from './screen.ts';

const ABOVE = { programme: seededUlid('order', 'above'), title: 'Tìm cháu bé đi lạc', areaName: 'Nghệ An' };
const OWN = { programme: seededUlid('order', 'own'), title: 'Ngừng cấp nước', areaName: 'Hưng Lĩnh' };

let browser: Browser;
let folder: string;
let fake: FakeGateway;
let address: string;
let contexts: BrowserContext[] = [];

beforeAll(async () => {
  folder = await builtDashboard();
  browser = await launchBrowser();
});

beforeEach(async () => {
  fake = new FakeGateway();
  address = await fake.start(folder);
  const commune = fake.world.places.communes[1]?.id ?? '';
  fake.world.schedule.openOrders.push({ above: ABOVE, own: OWN, at: instantAt('2026-11-24', '17:00'), commune });
});

afterEach(async () => {
  for (const context of contexts) await context.close();
  contexts = [];
  await fake.stop();
});

afterAll(() => browser?.close());

async function openPage(username: string, path: string, size?: Size): Promise<Page> {
  const context = await openContext(browser, address, size);
  contexts.push(context);
  return openAs(context, address, username, path);
}

test('from the to-do list by keyboard alone the commune says which of two goes first; nothing is proposed', async () => {
  const page = await openPage('operator', '/tong-quan');
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
  expect(fake.world.schedule.givenOrders).toEqual([]);
  await dialog.getByRole('button', { name: 'Đưa «Ngừng cấp nước» lên' }).focus();
  await page.keyboard.press('Space');
  await dialog.locator('ol[data-ordered=true] li:first-child', { hasText: '1. Ngừng cấp nước' }).waitFor();
  await submit.focus();
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await page.locator('text=Đã xếp: «Ngừng cấp nước» phát trước.').waitFor();
  expect(fake.world.schedule.givenOrders).toEqual([{ first: OWN.programme, second: ABOVE.programme }]);
  await page.locator('[data-orders]').waitFor({ state: 'detached' });
});

test('on a phone it fits and is clean; who speaks for the province is not asked', async () => {
  const page = await openPage('operator', '/lich', PHONE);
  await page.locator('[data-orders] button').click();
  await page.locator('dialog[open]').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  if (process.env.LOAXA_TEST_SHOTS) await page.screenshot({ path: `${process.env.LOAXA_TEST_SHOTS}/orders-360.png` });
  const admin = await openPage('admin', `/lich?xa=${fake.world.places.communes[1]?.id}`);
  await admin.locator('main table').first().waitFor();
  expect(await visibleText(admin)).not.toContain('Hai bản tin ưu tiên trùng giờ');
});
