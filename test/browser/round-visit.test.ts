import { expect, test } from 'vitest';
import { deskOfEachTest, expectSound } from './desk.ts';
import { DESKTOP, PHONE, shoot, smallTargets } from './screen.ts';

const desk = deskOfEachTest();

test.each([DESKTOP, PHONE])('an appraiser records a visit within the own open round, at %o', async (size) => {
  const page = await desk.open('appraiser', '/kiem-tra', size);
  const main = page.locator('main');
  const press = (name: string) => main.getByRole('button', { name, exact: true }).click();
  await main.getByRole('link', { name: 'Lập biên bản' }).click();
  await press('Tiếp tục');
  // Without a round nothing goes on, and no commune is offered.
  await main.getByText('Chọn đợt thẩm định').first().waitFor();
  expect(await page.locator('#inspection-commune option').count()).toBe(1);
  await page.selectOption('#inspection-round', { index: 1 });
  await page.selectOption('#inspection-commune', { index: 1 });
  expect(await page.locator('#inspection-commune option').count()).toBe(13);
  await main.getByText('Không báo trước', { exact: true }).click();
  await expectSound(page, 'round-visit');
  expect(await smallTargets(page)).toEqual([]);
  await shoot(page, `round-visit-${size.width}`);
  await press('Tiếp tục');
  await main.getByRole('button', { name: 'Thêm điểm kiểm tra' }).waitFor();
});
