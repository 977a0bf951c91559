import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { deskOfFile, expectSound } from './desk.ts';
import { axeFindings, DESKTOP, PHONE, shoot, visibleText } from './screen.ts';

const NOTIFY = '/quan-tri/thong-bao';
const HEALTH = '/quan-tri/suc-khoe';
const RAW = /(notify|health|problem)\.[a-z]/;

const desk = deskOfFile();

const sheet = (page: Page) => page.locator('dialog[open]');
const save = (page: Page) => sheet(page).locator('button[type=submit]').click();

test.each([
  ['admin', DESKTOP],
  ['technician', PHONE],
] as const)('both pages are clean for %s at %o', async (username, size) => {
  const page = await desk.open(username, NOTIFY, size);
  await page.locator('[data-messages] tbody tr').first().waitFor();
  expect(await visibleText(page)).toContain('1 trong 3 kênh không gửi được');
  await expectSound(page);
  expect(await visibleText(page)).not.toMatch(RAW);
  await shoot(page, `notify-${size.width}`);
  await page.click(`main nav a[href="${HEALTH}"]`);
  await page.locator('[data-checks] tbody tr').first().waitFor();
  expect(await visibleText(page)).toContain('2 việc cần xem');
  await expectSound(page);
  expect(await visibleText(page)).not.toMatch(RAW);
  expect(await page.locator('[data-gaps] li').allInnerTexts()).toHaveLength(2);
  await shoot(page, `health-${size.width}`);
});

test('an administrator adds an SMS gateway, tries it, and the answer is said in words', async () => {
  const page = await desk.open('admin', NOTIFY, PHONE);
  await page.getByRole('button', { name: 'Thêm kênh' }).click();
  await page.selectOption('#channel-kind', 'sms');
  await save(page);
  await sheet(page).locator('a[href="#channel-url"]').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await shoot(page, 'notify-channel-360');
  await page.fill('#channel-name', 'Zalo xã');
  await page.fill('#channel-url', 'https://zalo.example.vn/send?to={phone}');
  await page.fill('#channel-secret', 'khóa');
  await save(page);
  await sheet(page).waitFor({ state: 'detached' });
  const row = page.locator('[data-channels] li', { hasText: 'Zalo xã' });
  expect(await row.textContent()).toContain('Chưa gửi lần nào');
  expect(desk.fake.world.notify.secrets).toEqual(['khóa']);

  await row.getByRole('button', { name: /^Gửi thử/ }).click();
  await page.fill('#test-to', 'không phải số');
  await save(page);
  await sheet(page).locator('a[href="#test-to"]').waitFor();
  await page.fill('#test-to', '+84912345678');
  await save(page);
  await sheet(page).locator('[data-test-result]', { hasText: 'Đã gửi, bên nhận đã nhận trong 214 ms.' }).waitFor();
  await page.keyboard.press('Escape');
  const failing = page.locator('[data-channels] li', { hasText: 'SMS của nhà mạng' });
  await failing.getByRole('button', { name: /^Gửi thử/ }).click();
  await page.fill('#test-to', '+84912345678');
  await save(page);
  await sheet(page).locator('[data-test-result]', { hasText: 'Kiểm tra khóa và số dư' }).waitFor();
});

test('an operator has faults told to the own address, with own quiet hours; a technician sees it', async () => {
  const page = await desk.open('operator', '/tai-khoan');
  await page.getByRole('button', { name: 'Thêm người nhận' }).click();
  await page.fill('#person-to', 'nga@xa.example');
  await page.fill('#night-from', '22h');
  await page.fill('#night-to', '22:00');
  await save(page);
  await sheet(page).locator('a[href="#night-from"]').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.fill('#night-to', '06:00');
  await save(page);
  await sheet(page).waitFor({ state: 'detached' });
  const row = page.locator('[data-people] li', { hasText: 'nga@xa.example' });
  expect(await row.textContent()).toContain('nghỉ 22:00–06:00');
  const technician = await desk.open('technician', NOTIFY);
  await technician.locator('[data-people] li', { hasText: 'nga@xa.example' }).waitFor();
  expect(await technician.getByRole('button', { name: 'Thêm kênh' }).count()).toBe(0);
});

test('English says everything', async () => {
  const page = await desk.open('admin', NOTIFY);
  await page.evaluate("localStorage.setItem('loaxa.language', 'en')");
  await page.reload();
  await page.getByRole('heading', { name: 'Log of messages' }).waitFor();
  expect(await visibleText(page)).not.toMatch(RAW);
  await page.goto(HEALTH);
  await page.getByRole('heading', { name: 'Sign of life to the outside' }).waitFor();
  expect(await visibleText(page)).not.toMatch(RAW);
});
