import { expect, test } from 'vitest';
import { deskOfEachTest } from './desk.ts';
import { axeFindings, DESKTOP, PHONE, shoot } from './screen.ts';

const desk = deskOfEachTest();

test('a draft begun on the phone is found on the desktop; changed on both, it asks which one stays', async () => {
  const phone = await desk.open('operator', '/lich/moi', PHONE);
  const kept = () =>
    phone.waitForResponse((answer) => answer.url().endsWith('/drafts/new') && answer.request().method() === 'PUT');
  const first = kept();
  await phone.getByRole('checkbox', { name: 'Vệ sinh đường làng ngõ xóm' }).check();
  await first;

  const desktop = await desk.open('operator', '/lich/moi', DESKTOP);
  await desktop.locator('text=Tiếp tục bản nháp soạn trên máy khác').waitFor();
  expect(await desktop.getByRole('checkbox', { name: 'Vệ sinh đường làng ngõ xóm' }).isChecked()).toBe(true);

  const second = kept();
  await phone.getByRole('checkbox', { name: 'Vệ sinh đường làng ngõ xóm' }).uncheck();
  await second;
  await desktop.click('button:has-text("Tiếp tục")');
  await desktop.waitForSelector('#plan-areas');
  await desktop.click('button:has-text("Tiếp tục")');
  await desktop.fill('#plan-time-0', '17:40');
  await desktop.locator('[role=alert]', { hasText: 'cũng được sửa trên máy khác' }).waitFor();
  expect(await axeFindings(desktop)).toEqual([]);
  await shoot(desktop, 'draft-both');
  await desktop.click('button:has-text("Giữ bản trên máy này")');
  await desktop.locator('[role=alert]').waitFor({ state: 'detached' });
  expect(await desktop.inputValue('#plan-time-0')).toBe('17:40');
});

test('what was typed without a network outlives the browser being killed, and is gone from here after signing out', async () => {
  const window = await desk.window();
  await window.route('**/api/v1/drafts/**', (route) => route.abort());
  const first = await desk.openIn(window, 'operator', '/lich/moi');
  await first.getByRole('checkbox', { name: 'Vệ sinh đường làng ngõ xóm' }).check();
  await first.close();

  const second = await desk.openIn(window, 'operator', '/lich/moi');
  expect(await second.getByRole('checkbox', { name: 'Vệ sinh đường làng ngõ xóm' }).isChecked()).toBe(true);
  const kept = () => second.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('loaxa.form.')).length");
  expect(await kept()).toBeGreaterThan(0);

  await window.unroute('**/api/v1/drafts/**');
  // On a slow line too: the session ends when it is kept there, and what comes back finds nothing to write here.
  const heard: string[] = [];
  await window.route('**/api/v1/drafts/**', async (route) => {
    await new Promise((done) => setTimeout(done, 1_000));
    await route.continue();
  });
  second.on('requestfinished', (request) => heard.push(`${request.method()} ${new URL(request.url()).pathname}`));
  await second.getByRole('button', { name: /Nguyễn Thị Nga/ }).click();
  await second.getByRole('button', { name: 'Đăng xuất' }).click();
  await second.waitForSelector('#username');
  const ends = heard.filter((one) => /^(PUT|DELETE) /.test(one)).map((one) => one.replace('/api/v1/', ''));
  expect(ends.slice(-2)).toEqual(['PUT drafts/new', 'DELETE session']);
  expect(await kept()).toBe(0);
});
