import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { deskOfEachTest, expectSound } from './desk.ts';
import { axeFindings, DESKTOP, PHONE, settled, shoot, visibleText } from './screen.ts';

const PATH = '/quan-tri/cai-dat';

const desk = deskOfEachTest();

const sheet = (page: Page) => page.locator('dialog[open]');
const save = (page: Page) => sheet(page).locator('button[type=submit]').click();

test.each([
  ['approver', DESKTOP],
  ['operator', PHONE],
  ['admin', PHONE],
] as const)('the settings page and its dialogs are clean for %s at %o', async (username, size) => {
  const page = await desk.open(username, PATH, size);
  await page.locator('[data-templates=exercise] li').first().waitFor();
  await expectSound(page);
  expect(await visibleText(page)).not.toMatch(/settings\.|problem\./);
  await shoot(page, `page-${username}-${size.width}`);
  const openers = [
    'Đổi giờ không phát',
    'Đổi khung giờ',
    'Đổi âm lượng',
    'Đổi giới hạn',
    'Đổi mức âm lượng',
    'Thêm số gọi',
    'Soạn tin diễn tập',
    'Thêm từ',
  ];
  let opened = 0;
  for (const opener of openers) {
    const button = page.locator(`main button:has-text("${opener}")`).first();
    if ((await button.count()) === 0) continue;
    opened += 1;
    await button.click();
    await sheet(page).waitFor();
    expect(await axeFindings(page), opener).toEqual([]);
    await shoot(page, `dialog-${opened}-${username}-${size.width}`);
    await save(page);
    await sheet(page).locator('[role=alert]').waitFor();
    await page.keyboard.press('Escape');
    await sheet(page).waitFor({ state: 'detached' });
  }
  expect(opened).toBe(username === 'admin' ? 8 : username === 'operator' ? 5 : 3);
});

test('a leader changes the quiet hours with a reason, and the page says the new ones', async () => {
  const page = await desk.open('approver', PATH);
  expect(await visibleText(page)).toContain('không phát trong giờ 21:00–05:00');
  await page.click('main button:has-text("Đổi giờ không phát")');
  await page.fill('#window-0-from', '20h30');
  await save(page);
  await sheet(page).locator('text=Ghi lý do').first().waitFor();
  expect(desk.fake.world.settingReasons).toEqual([]);
  await page.fill('#settings-reason', 'Dân ngủ sớm mùa đông');
  await page.click('dialog button:has-text("Thêm khung giờ")');
  await page.fill('#window-1-from', '11:30');
  await page.fill('#window-1-to', '25:00');
  await save(page);
  await sheet(page).locator('a[href="#window-1-to"]').waitFor();
  await page.fill('#window-1-to', '13:00');
  await save(page);
  await sheet(page).waitFor({ state: 'detached' });
  await page.locator('h1 + p', { hasText: '20:30–05:00, 11:30–13:00' }).waitFor();
  expect(desk.fake.world.settingReasons).toEqual(['Dân ngủ sớm mùa đông']);
});

test('an operator sets volume and stagger and keeps the rest; what only others may change has no button', async () => {
  const page = await desk.open('operator', PATH);
  expect(await page.locator('button:has-text("Đổi giờ không phát")').count()).toBe(0);
  expect(await page.locator('button:has-text("Thêm số gọi")').count()).toBe(0);
  expect(await visibleText(page)).toContain('Người được đổi: Quản trị tỉnh, Lãnh đạo duyệt.');
  await page.click('main button:has-text("Đổi âm lượng")');
  await page.fill('#volume-normal', '101');
  await page.fill('#settings-reason', 'Loa mới to hơn');
  await save(page);
  await sheet(page).locator('a[href="#volume-normal"]').waitFor();
  await page.fill('#volume-normal', '65');
  await save(page);
  await sheet(page).waitFor({ state: 'detached' });
  await page.locator('main dd', { hasText: '65%' }).waitFor();
  await page.click('main button:has-text("Đổi giới hạn")');
  await page.getByLabel('Cắt khi tới giờ không phát').check();
  await page.fill('#limit-seconds', '3');
  await page.fill('#limit-metres', '800');
  await page.fill('#settings-reason', 'Hai loa gần nhau dội tiếng');
  await save(page);
  await page.locator('main dd', { hasText: '3 giây, giữa các cụm trong 800 m' }).waitFor();
  await page.locator('main dd', { hasText: '65%' }).waitFor();
  expect(desk.fake.world.settingReasons).toHaveLength(2);
});

test('an administrator keeps the numbers of the commune and of the province apart', async () => {
  const commune = desk.fake.world.places.communes[1]?.id ?? '';
  const page = await desk.open('admin', `${PATH}?xa=${commune}`);
  const rows = page.locator('[data-contacts] li');
  expect(await rows.allInnerTexts()).toHaveLength(2);
  expect(await rows.first().textContent()).toContain('Lê Văn Tám');
  await page.getByRole('button', { name: 'Thêm số gọi' }).click();
  await page.fill('#contact-name', 'Trực ban xã');
  await page.fill('#contact-telephone', 'không có');
  await save(page);
  await sheet(page).locator('a[href="#contact-telephone"]').waitFor();
  await page.fill('#contact-telephone', '0238 3844 116');
  await save(page);
  await sheet(page).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Đưa «Trực ban xã» lên' }).click();
  await page.locator('[data-contacts] li:first-child', { hasText: 'Trực ban xã' }).waitFor();
  await page.getByRole('button', { name: /^Xóa ?: Lê Văn Tám/ }).click();
  await sheet(page).getByRole('button', { name: 'Xóa', exact: true }).click();
  await sheet(page).waitFor({ state: 'detached' });
  await page.locator('[data-contacts]', { hasNotText: 'Lê Văn Tám' }).waitFor();
  expect(desk.fake.world.emergencies.contacts.map((one) => [one.name, one.area])).toEqual([
    ['Trực ban tỉnh', desk.fake.world.places.province.id],
    ['Trực ban xã', commune],
  ]);
});

test('an operator writes a drill message of the commune, changes and deletes it; the province’s is only read', async () => {
  const page = await desk.open('operator', PATH);
  const list = page.locator('[data-templates=exercise]');
  await list.locator('li').first().waitFor();
  expect(await page.getByRole('button', { name: /^Sửa ?: Diễn tập phòng chống lũ/ }).count()).toBe(0);
  await page.getByRole('button', { name: 'Soạn tin diễn tập' }).click();
  await page.fill('#template-title', 'Diễn tập cháy chợ');
  await page.fill('#template-text', 'Chợ đang cháy.');
  await save(page);
  await sheet(page).locator('[role=alert]').waitFor();
  await page.fill('#template-text', 'Đây là diễn tập. Chợ cháy giả định. Đây là diễn tập.');
  await save(page);
  await list.locator('li', { hasText: 'Diễn tập cháy chợ' }).waitFor();
  await page.getByRole('button', { name: /^Sửa ?: Diễn tập cháy chợ/ }).click();
  await page.fill('#template-title', 'Diễn tập cháy chợ Vực');
  await save(page);
  await list.locator('li', { hasText: 'Diễn tập cháy chợ Vực' }).waitFor();
  await page.getByRole('button', { name: /^Xóa ?: Diễn tập cháy chợ Vực/ }).click();
  await sheet(page).getByRole('button', { name: 'Xóa', exact: true }).click();
  await list.locator('li', { hasText: 'Diễn tập cháy chợ Vực' }).waitFor({ state: 'detached' });
});

test('the menu leads there for whom it concerns, and English says everything', async () => {
  const page = await desk.open('approver', '/duyet');
  await page.click('nav a[href="/quan-tri/cai-dat"]');
  await settled(page);
  await page.evaluate("localStorage.setItem('loaxa.language', 'en')");
  await page.reload();
  await page.getByRole('heading', { name: 'Quiet hours' }).waitFor();
  expect(await visibleText(page)).not.toMatch(/settings\.|Giờ không phát/);
  const technician = await desk.open('technician', PATH);
  expect(await visibleText(technician)).toContain('Không có quyền');
});

test('an operator keeps how words are read: adds one, changes it, takes it out; a leader only reads them', async () => {
  const page = await desk.open('operator', PATH);
  const card = page.locator('section', { has: page.getByRole('heading', { name: 'Từ điển đọc', exact: true }) });
  await card.locator('li', { hasText: 'Krông Ana' }).waitFor();
  expect(await card.locator('li button').count()).toBe(0);
  await card.getByRole('button', { name: 'Thêm từ', exact: true }).click();
  await page.fill('#word-written', 'Pù Mát');
  await page.fill('#word-spoken', 'bù mát');
  await save(page);
  await card.locator('li', { hasText: 'đọc là «bù mát»' }).waitFor();
  const word = card.locator('li', { hasText: 'Pù Mát' });
  await word.getByRole('button', { name: /^Sửa/ }).click();
  await page.fill('#word-spoken', 'pù mát');
  await page.getByLabel('Phân biệt chữ hoa, chữ thường').check();
  await save(page);
  await card.locator('li', { hasText: 'đọc là «pù mát» (phân biệt chữ hoa)' }).waitFor();
  await word.getByRole('button', { name: /^Xóa/ }).click();
  await sheet(page).getByRole('button', { name: 'Xóa', exact: true }).click();
  await sheet(page).waitFor({ state: 'detached' });
  expect(await word.count()).toBe(0);
  const leader = await desk.open('approver', PATH);
  await leader.locator('li', { hasText: 'Krông Ana' }).waitFor();
  expect(await leader.locator('button:has-text("Thêm từ")').count()).toBe(0);
});
