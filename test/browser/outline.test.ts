import { expect, test } from 'vitest';
import { deskOfFile, expectSound } from './desk.ts';
import { axeFindings, DESKTOP, PHONE, settled, shoot, smallTargets } from './screen.ts';

const desk = deskOfFile();
const hamlet = desk.fake.world.places.nodes[0]?.hamlet ?? '';
const RING = [
  [105.68, 18.66],
  [105.69, 18.655],
  [105.7, 18.66],
  [105.702, 18.67],
  [105.695, 18.678],
  [105.683, 18.675],
  [105.68, 18.66],
];

test.each([DESKTOP, PHONE])('an outline is pasted, mended, drawn, saved and taken away at %o', async (size) => {
  const page = await desk.open('admin', `/thon/${hamlet}?xem=cum`, size);
  const card = page.getByRole('region', { name: 'Ranh giới thôn' });
  await card.getByText('Chưa có ranh giới').waitFor();
  await card.getByRole('button', { name: 'Nhập ranh giới' }).click();
  const sheet = page.locator('dialog[open]');
  await sheet.locator('#outline-text').fill('105.68, 18.66\n105.69, 18.65\n105.7, 18.7');
  await sheet.getByRole('button', { name: 'Lưu ranh giới' }).click();
  await sheet.getByRole('link', { name: 'Điểm 1 nằm ngoài Việt Nam' }).waitFor();
  const file = { name: 'thon.geojson', mimeType: 'application/json' };
  const buffer = Buffer.from(JSON.stringify({ type: 'Polygon', coordinates: [RING] }));
  await sheet.locator('input[type=file]').setInputFiles({ ...file, buffer });
  await sheet.getByRole('img', { name: 'Hình ranh giới, 6 điểm' }).waitFor();
  await settled(page);
  expect(await axeFindings(page)).toEqual([]);
  await shoot(page, `outline-sheet-${size.width}`);
  await sheet.getByRole('button', { name: 'Lưu ranh giới' }).click();
  await card.getByText('6 điểm, rộng khoảng 2.320 m, cao khoảng 2.560 m').waitFor();
  await expectSound(page);
  expect(await smallTargets(page)).toEqual([]);
  await shoot(page, `outline-${size.width}`);
  await card.getByRole('button', { name: 'Sửa ranh giới' }).click();
  expect(await sheet.locator('#outline-text').inputValue()).toContain('18.66, 105.68');
  await sheet.getByRole('button', { name: 'Bỏ ranh giới' }).click();
  await card.getByText('Chưa có ranh giới').waitFor();
});
