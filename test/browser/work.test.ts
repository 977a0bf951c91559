import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { cameraPictures } from './camera.ts';
import { deskOfFile } from './desk.ts';
import { GOOD_CODE, REFUSED_CODES } from './fake/enrol-routes.ts';
import { SESSION_COOKIE } from './fake/fake-gateway.ts';
import { axeFindings, DESKTOP, PHONE, settled, shoot, visibleText, visit } from './screen.ts';

const desk = deskOfFile();
const { fake } = desk;
const HOMES = [
  ['admin', '/tong-quan'],
  ['operator', '/tong-quan'],
  ['approver', '/duyet'],
  ['technician', '/su-co'],
  ['appraiser', '/tham-dinh'],
  ['dong.hunglinh', '/tong-quan'],
] as const;

describe('signing in', () => {
  test('a wrong password says so without naming the field, and the wanted page opens after the right one', async () => {
    const page = await (await desk.window()).newPage();
    await page.goto('/cum-loa?trang-thai=offline');
    await page.waitForSelector('#username');
    expect(page.url()).toContain('/dang-nhap?tiep=');
    await page.fill('#username', 'operator');
    await page.fill('#password', 'sai');
    await page.click('button[type=submit]');
    await page.locator('[role=alert]', { hasText: 'Sai tên đăng nhập hoặc mật khẩu.' }).waitFor();
    await page.fill('#password', 'demo');
    await page.click('button[type=submit]');
    await page.waitForSelector('main#content h1');
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/cum-loa?trang-thai=offline');
  });

  test.each([
    ['desktop', DESKTOP],
    ['phone', PHONE],
  ])('on a %s each role lands on its own home, whose sentence stands in the first 200 px', async (_name, size) => {
    const window = await desk.window(size);
    const page = await window.newPage();
    for (const [username, home] of HOMES) {
      await window.addCookies([{ name: SESSION_COOKIE, value: username, url: desk.address }]);
      await visit(page, '/');
      expect(new URL(page.url()).pathname, username).toBe(home);
      const sentence = page.locator('h1 + p');
      await sentence.waitFor();
      const [header, box] = [await page.locator('header').first().boundingBox(), await sentence.boundingBox()];
      const below = (box?.y ?? 0) + (box?.height ?? 0) - ((header?.y ?? 0) + (header?.height ?? 0));
      expect(below, username).toBeLessThanOrEqual(200);
    }
  });
});

describe('Vietnamese names', () => {
  test('a search without marks finds «Ân 2», and names sort as a dictionary does', async () => {
    const page = await desk.open('operator', '/thon?sap-xep=ten');
    const names = await page.locator('tbody th').allInnerTexts();
    expect(names).toEqual(['An Đình', 'Ân 2', 'Ấp 2', 'Ấp 10', 'Đoài', 'Đông', 'Thượng'].map((name) => `Xóm ${name}`));
    await page.getByLabel('Tìm thôn, xã').fill('an 2');
    await expect.poll(() => page.locator('tbody th').allInnerTexts()).toEqual(['Xóm Ân 2']);
    await visit(page, '/cum-loa');
    await page.getByLabel('Tìm mã, thôn, vị trí').fill('doai');
    await expect.poll(() => page.locator('tbody tr').count()).toBe(2);
    expect(page.url()).toContain('tim=doai');
  });
});

describe('putting something on the air', () => {
  test('an approved bulletin plays now where it was chosen, and the page of its run opens', async () => {
    const page = await desk.open('operator', '/ban-tin?tim=ve+sinh+duong');
    await page.click('a:has-text("Vệ sinh đường làng")');
    await page.locator('button:has-text("Phát ngay")').click();
    await page.locator('dialog').getByLabel('Xóm Đông').check();
    await page.click('dialog button:has-text("Phát ngay")');
    await page.waitForURL('**/luot-phat/**');
    await settled(page);
    expect(await page.locator('tbody tr').count()).toBe(2);
  });
});

describe('STOP', () => {
  test('two taps silence everything, and with nothing on air the button says so', async () => {
    const page = await desk.open('operator');
    await settled(page);
    await page.locator('button[data-stop]').click();
    await page.waitForSelector('dialog button:focus');
    expect(await page.locator('dialog button:focus').textContent()).toBe('DỪNG NGAY');
    await page.keyboard.press('Enter');
    await page.locator('text=/Đã gửi lệnh dừng tới \\d+ cụm loa/').waitFor();
    await page.click('dialog button:has-text("Đóng")');
    await page.locator('a[data-stop]:has-text("Không có gì đang phát")').click();
    expect(new URL(page.url()).pathname).toBe('/dang-phat');
  });

  test('Esc closes the sheet, stops nothing, and gives the focus back', async () => {
    const page = await desk.open('operator');
    fake.world.broadcast.playNow('Bản tin thử', 60_000, [fake.world.places.communes[1]?.id ?? '']);
    await visit(page, '/tong-quan');
    const sent: string[] = [];
    page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()));
    await page.locator('button[data-stop]').click();
    await page.waitForSelector('dialog[open]');
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog', { state: 'detached' });
    expect(await page.evaluate("document.activeElement.hasAttribute('data-stop')")).toBe(true);
    expect(sent).toEqual([]);
  });
});

const table = (name: string, ...rows: string[]) => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(`\ufeff${rows.join('\r\n')}\r\n`),
});

async function importTable(page: Page, file: ReturnType<typeof table>, rows: number) {
  await page.setInputFiles('input[type=file]', file);
  await page.locator(`text=${file.name}: ${rows} dòng đọc được`).waitFor();
  await page.click(`button:has-text("Nhập ${rows} dòng")`);
  await page.locator(`text=Đã nhập ${rows} dòng.`).waitFor();
}

describe('setting up', () => {
  test('an account without areas is told whom to ask, and only an administrator is led to the set-up', async () => {
    const stranger = await desk.open('stranger', '/cum-loa');
    expect(await visibleText(stranger)).toContain('Tài khoản chưa có địa bàn. Nhờ quản trị tỉnh gán.');
    await visit(stranger, '/thiet-lap');
    expect(await stranger.locator('h1').textContent()).toBe('Không có quyền');
    for (const path of ['/', '/tong-quan', '/lich', '/cum-loa', '/thon']) {
      const page = await desk.openIn(stranger.context(), 'founder', path);
      expect(new URL(page.url()).pathname, path).toBe('/thiet-lap');
      expect(await page.locator('[role=alert]').count(), path).toBe(0);
      await page.close();
    }
  });

  test('an empty installation is set up from the province to an account', async () => {
    const page = await desk.open('founder', '/', PHONE);
    await page.click('button:has-text("Tạo tỉnh")');
    await page.locator('[role=alert]', { hasText: 'Nhập tên tỉnh.' }).waitFor();
    await page.fill('#province-name', 'Thành phố Huế');
    await page.click('button:has-text("Tạo tỉnh")');
    await page.locator('dd:has-text("Thành phố Huế")').waitFor();
    await visit(page, '/tong-quan');
    await page.click('a:has-text("Làm tiếp phần thiết lập")');
    const areas = table(
      'dia-ban.csv',
      'Cấp;Tên;Trực thuộc',
      'xã;Vinh Thanh;Huế',
      'thôn;Đông;Vinh Thanh',
      'thôn;Đoài;Vinh Thanh',
    );
    await importTable(page, areas, 3);
    await page.locator('text=1 xã, 2 thôn').waitFor();
    await page.click('button:has-text("Làm tiếp: 3. Cụm loa")');
    await importTable(page, table('cum-loa.csv', 'Mã cụm;Thôn;Xã;Số loa', 'VT-001;Đông;Vinh Thanh;4'), 1);
    await page.click('button:has-text("Làm tiếp: 4. Đài")');
    await importTable(page, table('dai.csv', 'Xã;Loại hình', 'Vinh Thanh;không dây'), 1);
    await visit(page, '/thiet-lap');
    expect(await page.locator('#account-name').count(), 'what is left is open after a reload').toBe(1);
    await page.fill('#account-username', 'Ngà');
    await page.click('button:has-text("Tạo tài khoản")');
    await page.waitForSelector('[role=alert]:focus');
    expect(await page.locator('[role=alert] li').count()).toBe(3);
    await page.fill('#account-name', 'Trần Thị Nga');
    await page.fill('#account-username', 'nga.vinhthanh');
    await page.getByLabel('Toàn bộ Xã Vinh Thanh').check();
    await page.click('button:has-text("Tạo tài khoản")');
    await page.locator('text=/lien-ket#ma=LINK/').waitFor();
    const row = page.locator('tbody tr', { hasText: 'Trần Thị Nga' });
    await row.locator('text=Xã Vinh Thanh').waitFor();
    await page.locator('text=Đã xong các bước.').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await visit(page, '/cum-loa');
    await page.locator('tbody tr', { hasText: 'VT-001' }).waitFor();
  });

  test('what is wrong in a table is shown row by row, and nothing is imported', async () => {
    const page = await desk.open('admin', '/thiet-lap?buoc=2');
    await page.locator('text=18 xã, 126 thôn').waitFor();
    const writes: string[] = [];
    page.on('request', (request) => /imports.*dry-run=false/.test(request.url()) && writes.push(request.url()));
    const wrong = table(
      'sai.csv',
      'Cấp;Tên;Trực thuộc;Số hộ;Hiệu lực từ',
      'thôn;Mới;Hưng Lĩnh;80;01/07/2025',
      'thôn;Lạc;Hưng Không Có;80;01/07/2025',
      'làng nhàng;Sai;Hưng Lĩnh;;',
      'thôn;Số;Hưng Lĩnh;tám mươi;',
      'thôn;Mới;Hưng Lĩnh;81;01/07/2025',
    );
    await page.setInputFiles('input[type=file]', wrong);
    await page.locator('[role=alert]', { hasText: 'sai.csv: 5 dòng đọc được' }).waitFor();
    const rows = await page.locator('tbody tr').allInnerTexts();
    expect(rows.map((row) => row.split(/\s*[\t\n]\s*/))).toEqual([
      ['Dòng 3', 'Trực thuộc', 'Để trống, không tìm thấy, hoặc có nhiều nơi trùng tên.'],
      ['Dòng 4', 'Cấp', 'Ghi rõ cấp: tỉnh, xã, phường, thôn, xóm.'],
      ['Dòng 5', 'Số hộ', '«tám mươi» không phải số hợp lệ.'],
      ['Dòng 6', 'Cả dòng', 'Trùng với dòng 2. Xóa bớt một dòng.'],
    ]);
    expect(await page.locator('button:has-text("Nhập")').count()).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
    await page.setInputFiles('input[type=file]', table('trong.csv', 'một;hai', 'a;b'));
    await page.locator('[role=alert]', { hasText: 'Không nhận ra cột nào.' }).waitFor();
    expect(writes).toEqual([]);
    await visit(page, '/thiet-lap?buoc=2');
    await page.locator('text=18 xã, 126 thôn').waitFor();
  });
});

describe('the device of a node', () => {
  test('a technician gets a claim code with its end, and revokes only after confirming', async () => {
    const page = await desk.open('technician', `/cum-loa/${fake.world.places.nodes[0]?.id}`);
    await page.click('button:has-text("Cấp mã đăng ký")');
    await page.locator('[role=status]', { hasText: 'K7QM-2WXD-9RTA' }).waitFor();
    expect(await visibleText(page)).toMatch(/Hết hạn lúc 06:\d\d, 24\/11\/2026/);
    expect(await axeFindings(page)).toEqual([]);
    await page.click('button:has-text("Thu hồi thiết bị")');
    await page.click('dialog button:has-text("Quay lại")');
    expect(fake.world.places.nodes[0]?.enrolled).toBe(true);
    await page.click('button:has-text("Thu hồi thiết bị")');
    await page.click('dialog button:has-text("Thu hồi thiết bị")');
    await page.locator('text=Cụm loa này chưa đăng ký thiết bị.').waitFor();
    expect(await page.locator('button:has-text("Thu hồi thiết bị")').count()).toBe(0);
  });

  test('who only listens in sees no way to touch the device', async () => {
    const page = await desk.open('operator', `/cum-loa/${fake.world.places.nodes[0]?.id}`);
    expect(await page.locator('button:has-text("Cấp mã đăng ký")').count()).toBe(0);
  });
});

describe('enrolling a device', () => {
  test('each code that is of no use says why in its own sentence; a good one leads on, and a reload loses nothing', async () => {
    const page = await desk.open('technician', '/dang-ky-thiet-bi', PHONE);
    expect(await visibleText(page)).toContain('LX-8F2H');
    const refused = new Set<string>();
    for (const code of ['7777-7777-7777-7777', ...Object.keys(REFUSED_CODES)]) {
      await page.fill('#enrol-code', code);
      await page.click('button:has-text("Dùng mã này")');
      const alert = page.locator('[role=alert]');
      await expect.poll(() => alert.allTextContents().then(([text]) => text && !refused.has(text))).toBe(true);
      refused.add((await alert.textContent()) ?? '');
    }
    expect(refused.size).toBe(5);
    await page.fill('#enrol-code', 'ngắn quá');
    await page.click('button:has-text("Dùng mã này")');
    await page.locator('text=Mã có 16 chữ và số.').waitFor();
    await page.fill('#enrol-code', GOOD_CODE.toLowerCase());
    await page.click('button:has-text("Dùng mã này")');
    await page.waitForSelector('#enrol-hamlet');
    await page.click('button:has-text("Tiếp tục")');
    await page.locator('[role=alert]', { hasText: 'Chọn thôn nơi lắp.' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.selectOption('#enrol-hamlet', { label: 'Xóm Ân 2' });
    await page.fill('#enrol-place', 'cột 12');
    await page.reload();
    await page.waitForSelector('#enrol-place');
    expect(await page.inputValue('#enrol-place')).toBe('cột 12');
    await page.click('button:has-text("Tiếp tục")');
    await page.locator('main input[type=file]').setInputFiles(await cameraPictures(page, 800, 600));
    await page.locator('main img').nth(1).waitFor();
    await page.reload();
    await page.locator('main img').nth(1).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await shoot(page, 'enrol-photo');
    await page.click('button:has-text("Xác nhận đăng ký")');
    // A slow machine may see it only when the device has called already.
    await page.locator('[role=status]', { hasText: /Thiết bị LX-8F2H sẽ gọi lại|Xong\./ }).waitFor();
    // Sent by itself as soon as the node has a name.
    await page.locator('main img[src*="/attachments/"]').nth(1).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.locator('[role=status]', { hasText: 'Xong.' }).waitFor();
    await page.click('button:has-text("Phát thử tiếng nhỏ")');
    await page.locator('text=Có nghe tiếng không?').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await shoot(page, 'enrol-trial');
    await page.getByRole('button', { name: 'Có', exact: true }).click();
    await page.locator('[role=status]', { hasText: 'Đã lấy mốc.' }).waitFor();
  });

  test('a label opened by a plain camera app leads on after signing in, and its code leaves the address', async () => {
    const page = await (await desk.window(PHONE)).newPage();
    await page.goto('/dang-ky-thiet-bi#ma=0000-0000-0000-0001');
    await page.waitForSelector('#username');
    expect(page.url()).not.toContain('0000');
    await page.fill('#username', 'technician');
    await page.fill('#password', 'demo');
    await page.click('button[type=submit]');
    await page.locator('[role=alert]', { hasText: 'Nhãn này đã dùng rồi.' }).waitFor();
    expect(await page.inputValue('#enrol-code')).toBe('0000-0000-0000-0001');
  });

  test('a camera that is refused says so and leaves the code to be typed', async () => {
    const window = await desk.window(PHONE);
    await window.addInitScript(
      "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'))",
    );
    const page = await desk.openIn(window, 'technician', '/dang-ky-thiet-bi');
    await page.click('button:has-text("Bật camera")');
    await page.locator('[role=alert]', { hasText: 'Trình duyệt không cho dùng camera.' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });

  test('labels are printed alone on the paper, with the code as text below its QR', async () => {
    const page = await desk.open('technician', '/dang-ky-thiet-bi/nhan');
    await page.fill('#label-count', '3');
    await page.click('button:has-text("Tạo nhãn")');
    await page.locator('text=Nhãn là bí mật cho đến khi dùng').waitFor();
    expect(await page.locator('[data-print] li svg[role=img]').count()).toBe(3);
    expect(await axeFindings(page)).toEqual([]);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('header:visible, nav:visible, footer:visible, form:visible').count()).toBe(0);
    expect(await page.locator('[data-print] li').first().textContent()).toMatch(/([0-9A-Z]{4}-){3}[0-9A-Z]{4}/);
    await page.emulateMedia({ media: 'screen' });
    await page.locator('tbody button:has-text("Thu hồi nhãn")').first().click();
    await page.click('dialog button:has-text("Thu hồi nhãn")');
    await page.locator('text=2 nhãn chưa dùng.').waitFor();
  });
});
