import type { BrowserContext, Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { cameraPictures } from './camera.ts';
import { deskOfEachTest, expectSound } from './desk.ts';
import { DESKTOP, KEEPS_SHELL, PHONE, settled, shoot, smallTargets, visibleText } from './screen.ts';

const desk = deskOfEachTest();
const world = () => desk.fake.world.inspections;

const main = (page: Page) => page.locator('main');
const press = (page: Page, words: string) => main(page).getByRole('button', { name: words, exact: true }).click();
const sheet = (page: Page) => page.locator('dialog[open]');
const says = (page: Page, words: string): Locator => main(page).getByText(words).first();

const choose = (page: Page, label: string) => main(page).getByText(label, { exact: true }).click();

async function fillVisit(page: Page, commune: string) {
  await page.selectOption('#inspection-commune', { label: commune });
  await choose(page, 'Không báo trước');
  await page.fill('#inspection-present', 'Ông Đông, trưởng thôn');
  await press(page, 'Tiếp tục');
}

async function fillPlace(page: Page, hamlet: string, place: string) {
  await page.selectOption('#line-hamlet', { label: hamlet });
  await page.fill('#line-place', place);
  await choose(page, 'Không dây (FM)');
  await press(page, 'Tiếp tục');
}

async function fillSound(page: Page) {
  await main(page)
    .getByRole('group', { name: 'Buổi phát theo lịch đang kêu' })
    .getByText('Có', { exact: true })
    .click();
  await page.fill('#line-there', '4');
  await page.getByRole('button', { name: 'Thêm một: Loa có tiếng' }).click();
  await page.getByRole('button', { name: 'Thêm một: Loa có tiếng' }).click();
  await choose(page, 'Rè');
}

async function saveRecord(page: Page) {
  await press(page, 'Xong điểm này');
  await press(page, 'Tiếp tục');
  await page.fill('#inspection-conclusion', 'Hai loa không kêu');
  await press(page, 'Tiếp tục');
  await press(page, 'Lưu biên bản');
  await page.waitForURL('**/kiem-tra');
}

const shellKept = (page: Page) => page.waitForFunction('document.documentElement.dataset.shellKept');
const inTheField = async (): Promise<[BrowserContext, Page]> => {
  const window = await desk.window(PHONE, KEEPS_SHELL);
  return [window, await desk.openIn(window, 'inspector', '/')];
};

test.each([
  ['inspector', DESKTOP],
  ['inspector', PHONE],
  ['operator', PHONE],
  ['admin', DESKTOP],
] as const)('the page of inspections is sound for %s at %o', async (username, size) => {
  const page = await desk.open(username, '/kiem-tra', size);
  await says(page, 'thôn FM, có dây còn thiếu lượt kiểm tra').waitFor();
  await main(page).locator('table').nth(2).waitFor();
  await expectSound(page);
  expect(await smallTargets(page)).toEqual([]);
  expect(await visibleText(page)).not.toMatch(/inspection\.|licence\.|menu\./);
  await shoot(page, `inspections-${username}-${size.width}`);
});

test('an inspector comes home to the inspections and finds nothing but hamlets and clusters beside them', async () => {
  const page = await desk.open('inspector');
  expect(new URL(page.url()).pathname).toBe('/kiem-tra');
  const items = await page.locator('nav a').allInnerTexts();
  expect(items.map((item) => item.trim())).toEqual(['Cụm loa', 'Thôn', 'Kiểm tra loa']);
  for (const path of ['/tong-quan', '/dang-phat', '/ban-tin', '/su-co', '/quan-tri/nguoi-dung']) {
    await page.goto(path);
    await page
      .getByText('Trang này không dành cho tài khoản')
      .or(page.locator('h1', { hasText: 'Không' }))
      .first()
      .waitFor();
  }
  const operator = await desk.open('operator', '/kiem-tra/moi');
  expect(await operator.locator('#inspection-commune').count()).toBe(0);
});

test('without a network a record with two photos is made, survives two reloads, and arrives once though sent twice', async () => {
  const [window, page] = await inTheField();
  const before = world().records.length;
  await says(page, 'còn thiếu lượt').waitFor();
  await shellKept(page);
  const pictures = await cameraPictures(page, 2_000, 1_500);
  expect(pictures[0]?.buffer.length).toBeGreaterThan(200_000);
  // What the field needs is fetched ahead; the last of it is the third commune's clusters.
  await page.waitForFunction(`(async () => {
    const open = indexedDB.open('loaxa-inspections');
    const database = await new Promise((resolve) => { open.onsuccess = () => resolve(open.result); });
    const keys = database.transaction('copies').objectStore('copies').getAllKeys();
    const found = await new Promise((resolve) => { keys.onsuccess = () => resolve(keys.result); });
    database.close();
    return found.filter((key) => key.includes('/nodes?')).length >= 2;
  })()`);
  await window.setOffline(true);
  await main(page).getByRole('link', { name: 'Lập biên bản' }).click();
  await says(page, 'Không có mạng. Biên bản và ảnh được giữ trên máy').waitFor();
  await fillVisit(page, 'Xã Long Xá');
  await press(page, 'Thêm điểm kiểm tra');
  await fillPlace(page, 'Xóm Ấp 2', 'Nhà văn hóa');
  await fillSound(page);
  await main(page).locator('input[type=file]').setInputFiles(pictures);
  await main(page).locator('img').nth(1).waitFor();
  await shoot(page, 'inspection-sound-360');
  await expectSound(page, 'sound');

  await page.reload();
  await page.locator('#line-there').waitFor();
  expect(await page.inputValue('#line-there')).toBe('4');
  expect(await page.inputValue('#line-sounding')).toBe('2');
  await main(page).locator('img').nth(1).waitFor();
  await saveRecord(page);
  await says(page, 'Chờ gửi (1)').waitFor();
  await page.reload();
  await says(page, 'Chờ gửi (1)').waitFor();
  await says(page, 'Bản lưu trên máy lúc').waitFor();
  await shoot(page, 'inspections-waiting-360');
  expect(world().sent).toEqual([]);

  world().loseAnswers = 1;
  await window.setOffline(false);
  await expect.poll(() => world().sent.length).toBeGreaterThanOrEqual(1);
  await expect
    .poll(
      async () => {
        const again = main(page).getByRole('button', { name: 'Gửi ngay' });
        if ((await again.count()) > 0) await again.click({ timeout: 1_000 }).catch(() => undefined);
        return main(page).locator('[data-waiting]').count();
      },
      { timeout: 15_000 },
    )
    .toBe(0);
  const made = world().records.slice(before);
  expect(made).toHaveLength(1);
  expect(new Set(world().sent)).toEqual(new Set([made[0]?.id]));
  expect(world().sent.length).toBeGreaterThanOrEqual(2);
  expect(made[0]).toMatchObject({ unannounced: true, conclusion: 'Hai loa không kêu' });
  expect(made[0]?.lines).toMatchObject([
    {
      place: 'Nhà văn hóa',
      technology: 'fm',
      hornsThere: 4,
      hornsSounding: 2,
      quality: 'distorted',
      duringSession: true,
    },
  ]);
  const photos = made[0]?.lines[0]?.photos ?? [];
  expect(new Set(photos).size).toBe(2);
  for (const name of photos) {
    const file = world().files.get(name);
    expect(file?.content.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
    expect(file?.bytes).toBeLessThanOrEqual(200_000);
  }
  await main(page).getByRole('link', { name: '23/11/2026' }).first().waitFor();
});

test('the service worker keeps no answer of the API and nothing of another page', async () => {
  const [, page] = await inTheField();
  await shellKept(page);
  const kept: string[] = await page.evaluate(`(async () => {
    const names = await caches.keys();
    const all = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)));
    return all.flat();
  })()`);
  expect(kept).toContain('/');
  expect(kept.filter((path) => path !== '/' && !path.startsWith('/assets/'))).toEqual([]);
  expect(kept.filter((path) => path.endsWith('.js')).length).toBeGreaterThanOrEqual(3);
});

test('what the gateway refuses is mended under the same id and sent again', async () => {
  const [, page] = await inTheField();
  await main(page).getByRole('link', { name: 'Lập biên bản' }).click();
  await fillVisit(page, 'Xã Long Xá');
  await press(page, 'Thêm điểm kiểm tra');
  await fillPlace(page, 'Xóm Ấp 2', 'sai thôn');
  await fillSound(page);
  await saveRecord(page);
  await says(page, 'Có thôn không thuộc xã của biên bản').waitFor();
  await expectSound(page, 'refused');
  await press(page, 'Sửa rồi gửi lại');
  await press(page, 'Tiếp tục');
  await page.getByRole('button', { name: 'Sửa điểm ở Xóm Ấp 2' }).click();
  await page.fill('#line-place', 'Nhà văn hóa');
  await press(page, 'Tiếp tục');
  await saveRecord(page);
  await expect.poll(() => world().records.length).toBe(2);
  expect(new Set(world().sent).size).toBe(1);
});

test('a record is made with the keyboard alone, and what is missing is named and focused', async () => {
  const page = await desk.open('inspector', '/kiem-tra/moi');
  await page.locator('#inspection-commune').waitFor();
  await page.locator('#inspection-licence').focus();
  await page.keyboard.press('Enter');
  await main(page).locator('[role=alert]:focus').waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  expect(await page.evaluate('document.activeElement.id')).toBe('inspection-commune');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  expect(await page.inputValue('#inspection-commune')).not.toBe('');
  expect(await page.isChecked('#inspection-unannounced')).toBe(true);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.locator('h2', { hasText: 'Các điểm kiểm tra' }).waitFor();
  await page.getByRole('button', { name: 'Thêm điểm kiểm tra' }).focus();
  await page.keyboard.press('Enter');
  await page.locator('#line-hamlet').waitFor();
  await expectSound(page, 'place');
  await shoot(page, 'inspection-place-1366');
});

test('a record shows the columns of the form, and the hamlet head disagrees in the own account', async () => {
  const [record] = world().records;
  const page = await desk.open('inspector', `/kiem-tra/${record?.id}`, PHONE);
  await says(page, 'Biên bản kiểm tra hiện trạng loa').waitFor();
  await expectSound(page);
  await shoot(page, 'inspection-record-360');
  const columns = await page.locator('main thead th').allInnerTexts();
  expect(columns).toEqual([
    ...['TT', 'Thôn', 'Vị trí, tọa độ', 'Loại hình', 'Số hộ', 'Loa lắp', 'Loa có tiếng', 'Chất lượng'],
    ...['Tăng âm/máy thu', 'Đường dây', 'Nguồn điện', 'Buổi đang phát', 'Ảnh', 'Tồn tại'],
  ]);
  const line = record?.lines[0];
  if (line) Object.assign(line, { hamlet: desk.fake.world.people.named('dong.hunglinh').areas[0] });
  const head = await desk.open('dong.hunglinh', `/kiem-tra/${record?.id}`);
  await press(head, 'Xác nhận');
  await sheet(head).locator('button[type=submit]').click();
  await sheet(head).locator('a[href="#word-agrees"]').waitFor();
  await sheet(head).getByText('Không đồng ý', { exact: true }).click();
  await head.fill('#word-note', 'Hôm đó mất điện');
  await expectSound(head, 'sheet');
  await sheet(head).locator('button[type=submit]').click();
  await says(head, 'Cao Văn Đông không đồng ý lúc').waitFor();
  await shoot(head, 'inspection-record-1366');
  expect(record?.lines[0]?.confirmed).toMatchObject({ agrees: false, note: 'Hôm đó mất điện' });
});

test('a correction begins with the old record and names it', async () => {
  const [record] = world().records;
  const page = await desk.open('inspector', `/kiem-tra/${record?.id}`);
  await press(page, 'Đính chính biên bản');
  await page
    .getByRole('button', { name: 'Sửa điểm ở Ấp 10' })
    .or(page.getByRole('button', { name: /Sửa điểm ở/ }))
    .first()
    .click();
  await press(page, 'Tiếp tục');
  await page.fill('#line-sounding', '5');
  await saveRecord(page);
  await expect.poll(() => world().records.at(-1)?.corrects).toBe(record?.id);
  expect(world().records.at(-1)?.lines[0]).toMatchObject({ hornsSounding: 5, households: 142 });
});

test.each([
  ['operator', DESKTOP],
  ['operator', PHONE],
] as const)('the log kept by hand is sound for %s at %o, takes a line and cancels one', async (username, size) => {
  const page = await desk.open(username, '/so-phat-thanh', size);
  await says(page, '2 buổi được tính').waitFor();
  await expectSound(page);
  await shoot(page, `hand-log-${size.width}`);
  await press(page, 'Ghi buổi đã phát');
  await page.fill('#log-day', '10/11/2026');
  await sheet(page).locator('button[type=submit]').click();
  await sheet(page).locator('a[href="#log-day"]').waitFor();
  await expectSound(page, 'sheet');
  await shoot(page, `hand-log-sheet-${size.width}`);
  await page.fill('#log-day', '22/11/2026');
  await page.fill('#log-from', '17h');
  await page.fill('#log-to', '17:30');
  await page.fill('#log-title', 'Tin chiều');
  await sheet(page).locator('button[type=submit]').click();
  await sheet(page).waitFor({ state: 'detached' });
  await says(page, '3 buổi được tính').waitFor();
  await page.getByRole('button', { name: 'Hủy dòng Tin chiều, 22/11/2026' }).click();
  await page.fill('#log-reason', 'Ghi nhầm');
  await sheet(page).locator('button[type=submit]').click();
  await says(page, 'Ghi nhầm').waitFor();
  await says(page, '2 buổi được tính').waitFor();
});

test('a licence that ends soon says so, until a newer one is entered', async () => {
  const page = await desk.open('operator', '/so-phat-thanh');
  await says(page, 'còn 42 ngày').waitFor();
  await press(page, 'Nhập giấy phép mới');
  await sheet(page).locator('button[type=submit]').click();
  await sheet(page).locator('a[href="#licence-number"]').waitFor();
  await page.fill('#licence-number', '88/GP-CTS');
  await page.fill('#licence-from', '01/01/2027');
  await page.fill('#licence-to', '31/12/2031');
  const scan = { name: 'giay-phep.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 88/GP-CTS') };
  await sheet(page).locator('input[type=file]').setInputFiles(scan);
  await sheet(page).locator('[data-documents=licence-document] a').waitFor();
  await expectSound(page, 'licence');
  await sheet(page).locator('button[type=submit]').click();
  // The number leads to the paper.
  await page.locator('a[href*="/attachments/"]', { hasText: '88/GP-CTS' }).waitFor();
  await says(page, 'Còn hạn').waitFor();
  await settled(page);
});
