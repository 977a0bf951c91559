import { expect, test } from 'vitest';
import { deskOfFile, expectSound, MICROPHONE } from './desk.ts';
import { PHONE, shoot } from './screen.ts';

const desk = deskOfFile(MICROPHONE);

test('an emergency is spoken into the microphone of a phone, and is ready to be held when it was sent', async () => {
  const page = await desk.open('operator', '/khan-cap', PHONE);
  await page.locator('[data-template]', { hasText: 'Ghi âm' }).click();
  await page.getByRole('button', { name: 'Bắt đầu ghi' }).click();
  await page.locator('[role=timer]:has-text("0:02")').waitFor();
  await expectSound(page);
  await shoot(page, 'emergency-recording-360');
  await page.getByRole('button', { name: 'Dừng ghi' }).click();
  await page.getByRole('button', { name: 'Dùng bản ghi này' }).click();
  await page.getByRole('button', { name: 'Nghe thử ở máy này' }).waitFor();
  const upload = desk.fake.world.library.uploads.at(-1);
  expect(upload?.type).toBe('audio/webm');
  expect(upload?.bytes).toBeGreaterThan(1_000);
  await page.locator('main [data-hold=emergency]').waitFor();
  expect(desk.fake.world.emergencies.commands).toEqual([]);
});
