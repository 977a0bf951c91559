import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { deskOfEachTest, expectSound } from './desk.ts';
import { axeFindings, DESKTOP, PHONE, settled, shoot, smallTargets, visibleText } from './screen.ts';

const PATH = '/quan-tri/phan-mem';
const desk = deskOfEachTest();
const sheet = (page: Page) => page.locator('dialog[open]');
const save = (page: Page) => sheet(page).locator('button[type=submit]').click();
const file = (name: string, text: string) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(text),
});

test.each([DESKTOP, PHONE])(
  'a roll-out that halted says why, which nodes failed, and goes on only when asked twice, at %o',
  async (size) => {
    const page = await desk.open('admin', PATH, size);
    await page.getByRole('heading', { name: 'Cụm không nhận được' }).waitFor();
    await expectSound(page);
    expect(await smallTargets(page)).toEqual([]);
    const text = await visibleText(page);
    expect(text).toContain('Đợt loaxa-node 1.4.0 đã tự dừng vì có cụm hỏng.');
    expect(text).toContain('Phần mềm mới bị treo khi khởi động.');
    expect(text).toContain('96 cụm sắp phát hoặc đợi lượt');
    // Until when a signature is good; one that is over can only be signed again.
    expect(text).toMatch(/Dùng đến .*23\/12\/2026/);
    expect(text).toContain('Chữ ký hết hạn');
    expect(await page.getByText('Ký lại rồi tải lên').count()).toBe(1);
    expect(await page.getByRole('button', { name: /^Cập nhật dần: loaxa-node 1\.4\.1/ }).count()).toBe(0);
    expect(text).not.toMatch(/firmware\.|problem\./);
    await shoot(page, `phan-mem-${size.width}`);
    await page.getByRole('button', { name: 'Chạy tiếp' }).click();
    await sheet(page).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await sheet(page).getByRole('button', { name: 'Chạy tiếp' }).click();
    await page.getByRole('button', { name: 'Tạm dừng' }).waitFor();
    expect(desk.fake.world.firmware.rollouts[0]?.state).toBe('running');
  },
);

test('an administrator uploads what was signed and rolls it out; what nobody signed is refused in words', async () => {
  desk.fake.world.firmware.rollouts = [];
  const page = await desk.open('admin', PATH);
  await page.getByRole('button', { name: 'Tải phần mềm lên' }).click();
  await save(page);
  await sheet(page).locator('[role=alert]').waitFor();
  const inputs = sheet(page).locator('input[type=file]');
  await inputs.nth(0).setInputFiles(file('manifest.jws', 'by a stranger'));
  await inputs.nth(1).setInputFiles(file('image.bin', 'image'));
  await save(page);
  await sheet(page).locator('text=Chữ ký không thuộc khóa nào được tin').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await shoot(page, 'phan-mem-tai-len');
  await inputs.nth(0).setInputFiles(file('manifest.jws', 'signed'));
  await save(page);
  await sheet(page).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Cập nhật dần: loaxa-node 1.5.0' }).click();
  await page.fill('#rollout-stages', '10, 5, 100');
  await save(page);
  await sheet(page).locator('a[href="#rollout-stages"]').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await shoot(page, 'phan-mem-cap-nhat');
  await page.fill('#rollout-stages', '2, 20, 100');
  await save(page);
  await page.getByRole('heading', { name: /Đang cập nhật loaxa-node 1\.5\.0/ }).waitFor();
  expect(desk.fake.world.firmware.rollouts[0]?.stages.map(({ share }) => share)).toEqual([2, 20, 100]);
});

test('without a key the page explains how one is made; a technician looks, an operator is kept out, the settings lead there', async () => {
  const { firmware } = desk.fake.world;
  Object.assign(firmware, { keys: [], items: [], rollouts: [] });
  const page = await desk.open('technician', PATH, PHONE);
  expect(await visibleText(page)).toContain('Cụm loa chỉ nhận phần mềm có chữ ký của khóa cất ngoài máy chủ');
  expect(await page.getByRole('button', { name: 'Tải phần mềm lên' }).count()).toBe(0);
  await expectSound(page);
  await shoot(page, 'phan-mem-chua-co-khoa');
  expect(await visibleText(await desk.open('operator', PATH))).toContain('Không có quyền');
  const settings = await desk.open('admin', '/quan-tri/cai-dat');
  await settings.getByRole('link', { name: 'Xem phần mềm và đợt cập nhật' }).click();
  await settled(settings);
  await settings.evaluate("localStorage.setItem('loaxa.language', 'en')");
  await settings.reload();
  await settings.getByRole('heading', { name: 'Versions that run' }).waitFor();
  expect(await visibleText(settings)).not.toMatch(/firmware\.[a-z]|Phần mềm đã có/);
});
