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

test('over an open sheet it is said in the sheet, and so is what waits for a second person', async () => {
  const { fake } = desk;
  let until = fake.world.now() + 3 * MINUTE;
  fake.sessionEnds = () => until;
  const window = await desk.window(PHONE);
  await window.clock.install();
  const flood = fake.world.broadcast.bulletins.find((one) => one.title === 'Cảnh báo lũ quét');
  const page = await desk.openIn(window, 'admin', `/ban-tin/${flood?.id}`);
  await page.click('main button:has-text("Phát ngay")');
  const sheet = page.locator('dialog[open]');
  await sheet.getByLabel('Toàn bộ Xã Hưng Lĩnh').check();
  await expect.poll(() => fake.listeners).toBe(1);
  await pass(page, 1.5 * MINUTE);
  const stay = sheet.getByRole('button', { name: 'Ở lại thêm' });
  await stay.waitFor();
  const asked = fake.world.people.ask(fake.world.people.named('second'), 'Xả lũ', ['Hưng Lĩnh', 'Long Xá'], 28);
  fake.say({ type: 'confirmation', at: fake.world.now(), id: asked.id, state: 'waiting' });
  await sheet.locator('[role=alert]', { hasText: 'xin phát khẩn cấp «Xả lũ»' }).waitFor();
  await expectSound(page, 'both over the sheet');
  await shoot(page, 'session-ending-over-sheet-360');
  until = fake.world.now() + 12 * 60 * MINUTE;
  await stay.click();
  await stay.waitFor({ state: 'detached' });
  await sheet.getByRole('button', { name: 'Xác nhận' }).click();
  await expect.poll(() => asked.state).toBe('confirmed');
  expect(await sheet.getByLabel('Toàn bộ Xã Hưng Lĩnh').isChecked(), 'nothing that was chosen is lost').toBe(true);
});
