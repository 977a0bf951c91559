import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { deskOfEachTest, expectSound } from './desk.ts';
import { DESKTOP, PHONE, shoot, smallTargets } from './screen.ts';

const desk = deskOfEachTest();

const main = (page: Page) => page.locator('main');
const press = (page: Page, name: string) => main(page).getByRole('button', { name, exact: true }).click();
const chosen = async (page: Page, field: string) => [
  await page.inputValue(`#${field}`),
  await page.locator(`#${field} option:checked`).textContent(),
];

test.each([DESKTOP, PHONE])('an appraiser records a visit within the own open round, at %o', async (size) => {
  const { world } = desk.fake;
  const page = await desk.open('appraiser', '/kiem-tra', size);
  await main(page).getByRole('link', { name: 'Lập biên bản' }).click();
  await press(page, 'Tiếp tục');
  // Without a round nothing goes on, and no commune is offered.
  await main(page).getByText('Chọn đợt thẩm định').first().waitFor();
  expect(await page.locator('#inspection-commune option').count()).toBe(1);
  await page.selectOption('#inspection-round', { index: 1 });
  const [round] = await chosen(page, 'inspection-round');
  await page.selectOption('#inspection-commune', { index: 1 });
  expect(await page.locator('#inspection-commune option').count()).toBe(13);
  const [commune, communeName] = await chosen(page, 'inspection-commune');
  await main(page).getByText('Không báo trước', { exact: true }).click();
  await expectSound(page, 'round-visit');
  expect(await smallTargets(page)).toEqual([]);
  await shoot(page, `round-visit-${size.width}`);
  await press(page, 'Tiếp tục');

  // What was seen at one place; from here on round and commune stay.
  await press(page, 'Thêm điểm kiểm tra');
  await page.selectOption('#line-hamlet', { index: 1 });
  const [hamlet, hamletName] = await chosen(page, 'line-hamlet');
  await page.fill('#line-place', 'Cổng làng');
  await main(page).getByText('Không dây (FM)', { exact: true }).click();
  await press(page, 'Tiếp tục');
  const sounding = main(page).getByRole('group', { name: 'Buổi phát theo lịch đang kêu' });
  await sounding.getByText('Có', { exact: true }).click();
  await page.fill('#line-there', '3');
  await page.fill('#line-sounding', '2');
  await main(page).getByText('Rè', { exact: true }).click();
  await press(page, 'Xong điểm này');
  await press(page, 'Tiếp tục');
  await page.fill('#inspection-conclusion', 'Một loa không kêu');
  await press(page, 'Tiếp tục');
  await main(page).getByRole('button', { name: 'Lưu biên bản' }).waitFor();
  await main(page).getByText(String(communeName)).first().waitFor();
  expect(await smallTargets(page)).toEqual([]);
  await shoot(page, `round-visit-whole-${size.width}`);
  const before = world.inspections.records.length;
  await press(page, 'Lưu biên bản');
  await page.waitForURL('**/kiem-tra');

  // Stored once, as a record of the round, and found again by whoever opens it.
  await expect.poll(() => world.inspections.records.length).toBe(before + 1);
  const made = world.inspections.records.at(-1);
  expect(made).toMatchObject({ round, commune, unannounced: true, conclusion: 'Một loa không kêu' });
  expect(made?.lines).toMatchObject([
    {
      ...{ hamlet, place: 'Cổng làng', technology: 'fm', duringSession: true },
      ...{ hornsThere: 3, hornsSounding: 2, quality: 'distorted' },
    },
  ]);
  await expect.poll(() => main(page).locator('[data-waiting]').count()).toBe(0);
  const row = main(page).locator('tr', { has: page.locator(`a[href$="${made?.id}"]`) });
  await row.waitFor();
  // The list says the name, the choice its unit before it.
  expect(await row.textContent()).toContain(`${hamletName?.replace(/^\S+ /, '')}2/3`);
  await row.getByRole('link').first().click();
  await main(page).getByText('Một loa không kêu').first().waitFor();
  await main(page).getByText('Cổng làng').first().waitFor();
});
