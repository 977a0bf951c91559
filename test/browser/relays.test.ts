import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { deskOfFile, expectSound } from './desk.ts';
import { axeFindings, DESKTOP, PHONE, settled, shoot, smallTargets, visibleText } from './screen.ts';

const PATH = '/quan-tri/dai-tiep-am';
const RAW = /(relay|compose|bulletin|problem)\.[a-z]/;

const desk = deskOfFile();
const { relays } = desk.fake.world;
beforeAll(() => relays.passOn());

const sheet = (page: Page) => page.locator('dialog[open]');
const save = (page: Page) => sheet(page).locator('button[type=submit]').click();
const row = (page: Page, name: string) =>
  page.locator('[data-stations] li').filter({ has: page.getByText(name, { exact: true }) });
const act = (page: Page, name: string, verb: string) =>
  row(page, name).getByRole('button', { name: new RegExp(`^${verb}.*${name}$`) });

test.each([
  ['admin', DESKTOP],
  ['operator', PHONE],
] as const)('the stations and every dialog of them are clean for %s at %o', async (username, size) => {
  const page = await desk.open(username, PATH, size);
  await row(page, 'VOV1').waitFor();
  const text = await visibleText(page);
  expect(text).toContain('5/8 đài nghe được. Mất nguồn: VOV2. Không có tiếng: Đài Hưng Nguyên cũ.');
  expect(text).not.toMatch(RAW);
  await expectSound(page);
  expect(await smallTargets(page)).toEqual([]);
  await shoot(page, `relays-${size.width}`);
  for (const [name, verb] of [
    ['VOV2', 'Sự kiện'],
    ['VOV1', 'Sửa'],
    ['VOV1', 'Xóa'],
  ] as const) {
    await act(page, name, verb).click();
    await sheet(page).waitFor();
    await settled(page);
    expect(await axeFindings(page), verb).toEqual([]);
    expect(await sheet(page).textContent()).not.toMatch(RAW);
    await shoot(page, `relays-${verb}-${size.width}`);
    await page.keyboard.press('Escape');
    await sheet(page).waitFor({ state: 'detached' });
  }
});
