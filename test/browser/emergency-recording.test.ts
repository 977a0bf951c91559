import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { builtDashboard } from './built.ts';
import { FakeGateway } from './fake/fake-gateway.ts';
import { axeFindings, launchBrowser, openAs, openContext, overflow, PHONE } from './screen.ts';

const fake = new FakeGateway();
let browser: Browser;
let address: string;

beforeAll(async () => {
  address = await fake.start(await builtDashboard());
  browser = await launchBrowser(['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']);
});

afterAll(async () => {
  await browser?.close();
  await fake.stop();
});

test('an emergency is spoken into the microphone of a phone, and is ready to be held when it was sent', async () => {
  const context = await openContext(browser, address, PHONE);
  const page = await openAs(context, address, 'operator', '/khan-cap');
  await page.locator('[data-template]', { hasText: 'Ghi âm' }).click();
  await page.getByRole('button', { name: 'Bắt đầu ghi' }).click();
  await page.locator('[role=timer]:has-text("0:02")').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  if (process.env.LOAXA_TEST_SHOTS)
    await page.screenshot({ path: `${process.env.LOAXA_TEST_SHOTS}/emergency-recording-360.png`, fullPage: true });
  await page.getByRole('button', { name: 'Dừng ghi' }).click();
  await page.getByRole('button', { name: 'Dùng bản ghi này' }).click();
  await page.getByRole('button', { name: 'Nghe thử ở máy này' }).waitFor();
  const upload = fake.world.library.uploads.at(-1);
  expect(upload?.type).toBe('audio/webm');
  expect(upload?.bytes).toBeGreaterThan(1_000);
  await page.locator('main [data-hold=emergency]').waitFor();
  expect(fake.world.emergencies.commands).toEqual([]);
  await context.close();
});
