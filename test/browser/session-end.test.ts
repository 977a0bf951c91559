import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { deskOfEachTest, expectSound } from './desk.ts';
import { DESKTOP, PHONE, type Size, shoot, visibleText } from './screen.ts';

const MINUTE = 60_000;
const desk = deskOfEachTest();

const banner = (page: Page) => page.locator('main', { hasText: 'Sắp hết phiên đăng nhập' });

/** Time goes by for gateway and page alike. */
async function pass(page: Page, ms: number) {
  const { fake } = desk;
  fake.world.passes(ms);
  fake.say({ type: 'tick', at: fake.world.now(), watching: true });
  // The page looks every five seconds; the word may come after its look.
  await expect
    .poll(async () => {
      await page.clock.runFor(6_000);
      return fake.listeners;
    })
    .toBeGreaterThan(0);
}

async function typing(size: Size): Promise<Page> {
  const window = await desk.window(size);
  await window.clock.install();
  const page = await desk.openIn(window, 'operator', '/lich/moi');
  await page.getByLabel('Vệ sinh đường làng ngõ xóm').check();
  await page.fill('#plan-title', 'Tiêm phòng đợt 2');
  await expect.poll(() => desk.fake.listeners).toBe(1);
  return page;
}

async function signInOver(page: Page, username: string) {
  await page.waitForSelector('dialog[open] #password');
  await page.fill('dialog #username', username);
  await page.fill('dialog #password', 'demo');
  await page.click('dialog button[type=submit]');
  await page.waitForSelector('dialog[open]', { state: 'detached' });
}

test('two minutes before a session ends the page says so, and one tap makes it longer', async () => {
  let until = desk.fake.world.now() + 10 * MINUTE;
  desk.fake.sessionEnds = () => until;
  const page = await typing(PHONE);
  await pass(page, 5 * MINUTE);
  expect(await banner(page).count()).toBe(0);
  await pass(page, 3.2 * MINUTE);
  await banner(page).waitFor();
  expect(await visibleText(page)).toMatch(/Phiên đăng nhập hết lúc \d\d:\d\d\. .*Còn \d phút/s);
  await expectSound(page, 'the end ahead');
  await shoot(page, 'session-ending-360');
  until = desk.fake.world.now() + 12 * 60 * MINUTE;
  await page.getByRole('button', { name: 'Ở lại thêm' }).click();
  await banner(page).waitFor({ state: 'detached' });
  expect(await page.inputValue('#plan-title')).toBe('Tiêm phòng đợt 2');
});

test('where no rule makes it longer, it is begun anew over the page', async () => {
  let until = desk.fake.world.now() + 1.5 * MINUTE;
  desk.fake.sessionEnds = () => until;
  const page = await typing(DESKTOP);
  await pass(page, 1_000);
  await banner(page).waitFor();
  await page.getByRole('button', { name: 'Ở lại thêm' }).click();
  await page.locator('text=Phiên này không kéo dài thêm được.').waitFor();
  await expectSound(page, 'no longer');
  await shoot(page, 'session-final-desktop');
  await page.getByRole('button', { name: 'Đăng nhập lại' }).click();
  until = desk.fake.world.now() + 12 * 60 * MINUTE;
  await signInOver(page, 'operator');
  await banner(page).waitFor({ state: 'detached' });
  expect(await page.inputValue('#plan-title')).toBe('Tiêm phòng đợt 2');
});

test('what was being sent when it ended is sent once more after the sign-in, and no third time', async () => {
  const page = await desk.open('technician', '/dang-ky-thiet-bi/nhan', PHONE);
  const sent: number[] = [];
  page.on('response', (answer) => {
    if (answer.request().method() === 'POST' && answer.url().endsWith('/labels')) sent.push(answer.status());
  });
  await page.fill('#label-count', '3');
  desk.fake.endSessions();
  await page.click('button:has-text("Tạo nhãn")');
  await signInOver(page, 'technician');
  await page.locator('text=Nhãn là bí mật cho đến khi dùng').waitFor();
  expect(sent).toEqual([401, 201]);
});
