import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { deskOfFile, expectSound } from './desk.ts';
import {
  AM_OR_PM,
  DESKTOP,
  overflow,
  PHONE,
  settled,
  shoot,
  smallTargets,
  TWO_DIGIT_YEAR,
  visibleText,
  visit,
} from './screen.ts';

const desk = deskOfFile();
const { fake } = desk;
const domNodes = (page: Page) => page.evaluate<number>('document.querySelectorAll("*").length');
const scroll = (page: Page, to: number) =>
  page.evaluate(`document.querySelector('section[aria-label^="Danh sách"]').scrollTo(0, ${to})`);
const nodeWith = (test: (node: (typeof fake.world.places.nodes)[number]) => boolean) => {
  const node = fake.world.places.nodes.find(test);
  if (!node) throw new Error('the fake world has no such node');
  return node;
};

describe('one node', () => {
  test('says what is wrong since when, what to do and whom to call, and its parts are sound on desktop and phone', async () => {
    const node = nodeWith((one) => one.presence === 'offline' && !one.maintenance);
    for (const size of [DESKTOP, PHONE]) {
      const page = await desk.open('technician', `/cum-loa/${node.id}`, size);
      await page.locator('a[href="tel:0912345678"]', { hasText: 'Gọi Bà Nguyễn Thị Lan' }).waitFor();
      expect(await page.locator('h1 + p').textContent()).toMatch(/^Mất kết nối từ \d\d:\d\d, \d\d\/11\/2026\. /);
      expect(await visibleText(page)).toContain('Gọi người giữ chìa khóa xem đèn nguồn');
      await shoot(page, `node-${size.width}`);
      for (const tab of ['Buổi phát', 'Điện và sóng', 'Phần mềm', 'Lịch sử']) {
        await page.getByRole('tab', { name: tab }).click();
        await settled(page);
        expect(await overflow(page), tab).toBeLessThanOrEqual(0);
        if (size === DESKTOP || tab === 'Điện và sóng') await expectSound(page, tab);
        expect(await smallTargets(page), tab).toEqual([]);
        expect(await visibleText(page), tab).not.toMatch(TWO_DIGIT_YEAR);
        expect(await visibleText(page), tab).not.toMatch(AM_OR_PM);
        await shoot(page, `node-${tab}-${size.width}`);
      }
    }
  });

  test('a chart draws what nobody watched and the silence as such, and its table says «Không rõ» there', async () => {
    const node = nodeWith((one) => one.presence === 'offline');
    const page = await desk.open('technician', `/cum-loa/${node.id}?xem=dien-song`);
    const chart = page.locator('svg[role=img][aria-label^="Điện lưới:"]');
    await chart.waitFor();
    expect(await chart.locator('[data-gap=silent]').count()).toBeGreaterThan(0);
    await page.locator('summary', { hasText: 'Bảng số liệu: Điện lưới' }).click();
    const rows = page.getByRole('table', { name: 'Bảng số liệu: Điện lưới' }).locator('tbody tr');
    expect(await rows.first().textContent()).toContain('Không rõ');
    await page.getByRole('button', { name: '12 tháng' }).click();
    await settled(page);
    expect(page.url()).toContain('khoang=12-thang');
    await expectSound(page);
  });

  test('an asset is checked before it is sent and shown as it was kept', async () => {
    const node = nodeWith((one) => one.presence === 'online');
    const page = await desk.open('technician', `/cum-loa/${node.id}`);
    await page.getByRole('button', { name: 'Sửa tài sản' }).click();
    await page.fill('#asset-keeperPhone', 'không có');
    await page.fill('#asset-simMonthlyMb', '0');
    await page.getByRole('button', { name: 'Lưu tài sản' }).click();
    await page.waitForSelector('dialog [role=alert]:focus');
    expect(await page.locator('dialog [role=alert] li').count()).toBe(2);
    await expectSound(page, 'the form');
    await page.fill('#asset-keeperPhone', '0987 000 111');
    await page.fill('#asset-simMonthlyMb', '2.000');
    await page.selectOption('#asset-uplink', { label: 'Thêm mới' });
    await page.fill('#asset-newUplink', 'Trạm BTS Yên Mã');
    await page.getByRole('button', { name: 'Lưu tài sản' }).click();
    await page.locator('dialog').waitFor({ state: 'detached' });
    expect(await visibleText(page)).toContain('0987 000 111');
    expect(await visibleText(page)).toContain('Trạm BTS Yên Mã');
    expect(fake.world.fleet.assetOf(node).sim?.monthlyMb).toBe(2_000);
    const [mast] = fake.world.cases.parents;
    expect(mast).toMatchObject({ kind: 'uplink', name: 'Trạm BTS Yên Mã', area: node.commune });
    expect(fake.world.fleet.assetOf(node).uplink).toBe(mast?.id);
    const reader = await desk.open('operator', `/cum-loa/${node.id}`);
    expect(await reader.getByRole('button', { name: 'Sửa tài sản' }).count()).toBe(0);
  });

  test('without a network the card and the telephone number are still there, with the time of the copy', async () => {
    const window = await desk.window(PHONE);
    const node = nodeWith((one) => one.presence === 'offline');
    const page = await desk.openIn(window, 'technician', `/cum-loa/${node.id}`);
    await page.locator('a[href^="tel:"]').waitFor();
    await page.getByRole('tab', { name: 'Lịch sử' }).waitFor();
    await page.route('**/api/v1/nodes/**', (route) => route.abort());
    await page.route('**/api/v1/faults**', (route) => route.abort());
    await page.reload();
    await page.locator('text=/Bản lưu trên máy lúc/').first().waitFor();
    await page.locator('a[href^="tel:"]').waitFor();
    expect(await page.locator('h1').textContent()).toContain(node.code);
    await page.waitForLoadState('networkidle');
    const said = await page.locator('text=/Bản lưu trên máy lúc/').allTextContents();
    expect(new Set(said).size).toBe(said.length);
  });
});

describe('the map', () => {
  test('is moved by buttons and keys, opens clusters, and its table says the same', async () => {
    const page = await desk.open('admin', '/cum-loa?xem=ban-do');
    await page.waitForSelector('svg[role=img] [data-node], svg[role=img] [data-cluster]');
    await expectSound(page);
    await shoot(page, 'map-1366');
    const asked: string[] = [];
    page.on('request', (request) => request.url().includes('/nodes/map') && asked.push(request.url()));
    await page.getByRole('button', { name: 'Phóng to' }).click();
    await page.locator('section[aria-label^="Bản đồ:"]').press('ArrowRight');
    await expect.poll(() => asked.length).toBe(2);
    await page.locator('summary', { hasText: 'Bảng số liệu của bản đồ' }).click();
    await page.locator('details tbody tr').nth(3).waitFor();
    await expectSound(page, 'with its table');
  });
});

// Last: it makes the world large.
describe('20,000 nodes', () => {
  test('first page ≤ 25 kB, document ≤ 1,500 elements, search and order are Vietnamese', async () => {
    fake.world.fleet.grow(20_000);
    const page = await desk.open('admin', '/cum-loa');
    await page.locator('tbody tr').first().waitFor();
    const first = await page.evaluate<string>(
      "fetch('/api/v1/nodes?limit=50&sort=code').then((answer) => answer.text())",
    );
    expect(gzipSync(first).length).toBeLessThanOrEqual(25_000);
    expect(await page.locator('tbody tr').count()).toBe(50);
    expect(await domNodes(page)).toBeLessThanOrEqual(1_500);
    await page.getByRole('button', { name: 'Tất cả 20.000', exact: true }).waitFor();
    await expectSound(page);
    expect(await smallTargets(page)).toEqual([]);
    await shoot(page, 'fleet-1366');
    await page.getByLabel('Tìm mã, thôn, vị trí').fill('an 2');
    await expect.poll(() => page.locator('tbody td:nth-child(3)').first().textContent()).toContain('Xóm Ân 2');
    const commune = fake.world.places.communes.find(({ name }) => name === 'Long Xá')?.id;
    await visit(page, `/cum-loa?xem=tat-ca&xa=${commune}&tim=xom+ap&sap-xep=hamlet`);
    const region = page.locator('section[aria-label^="Danh sách"]');
    const places = () => region.locator('tbody td:nth-child(2)').allInnerTexts();
    await expect.poll(async () => (await places())[0]).toBe('Xóm Ấp 2, Long Xá');
    expect(await places()).not.toContain('Xóm Ấp 10, Long Xá');
    await scroll(page, 1e9);
    await expect.poll(async () => (await places()).at(-1)).toBe('Xóm Ấp 10, Long Xá');
    const total = await region.locator('table').getAttribute('aria-rowcount');
    expect(await region.locator('tbody tr[aria-rowindex]').last().getAttribute('aria-rowindex')).toBe(total);
  });

  test('all rows are scrolled through with only those in view in the document', async () => {
    const page = await desk.open('admin', '/cum-loa?xem=tat-ca');
    const region = page.locator('section[aria-label^="Danh sách 20.000"]');
    await region.locator('tbody th').first().waitFor();
    expect(await region.locator('table').getAttribute('aria-rowcount')).toBe('20001');
    await scroll(page, 480_000);
    await region.locator('tr[aria-rowindex="10005"] th').waitFor();
    expect(await domNodes(page)).toBeLessThanOrEqual(1_500);
    await expectSound(page);
    await shoot(page, 'fleet-all-1366');
    await visit(page, '/cum-loa?xem=ban-do');
    await page.waitForSelector('svg[role=img] [data-cluster]');
    expect(await domNodes(page)).toBeLessThanOrEqual(1_500);
    await expectSound(page, 'the map');
    await shoot(page, 'map-many-1366');
  });

  test('on a phone the list is pages of cards, and a chip narrows it', async () => {
    const page = await desk.open('operator', '/cum-loa', PHONE);
    await page.getByRole('button', { name: /^Mất kết nối/ }).click();
    await expect.poll(() => page.url()).toContain('nhom=silent');
    await settled(page);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(await page.getByRole('button', { name: 'Tất cả các dòng' }).count()).toBe(0);
    await expectSound(page);
    await shoot(page, 'fleet-360');
  });

  test('nodes are chosen by row, by page and all of a filter; an order says how many and which before it goes, and then what came of each', async () => {
    const page = await desk.open('technician', '/cum-loa', DESKTOP);
    const boxes = page.locator('input[type=checkbox][aria-label^="Chọn "]');
    await boxes.first().check();
    await page.getByText('Đã chọn 1 cụm.').waitFor();
    await page.getByRole('button', { name: 'Chọn cả trang' }).click();
    await page.getByText('Đã chọn 50 cụm.').waitFor();
    await expectSound(page, 'chosen');
    await shoot(page, 'fleet-chosen-1366');
    await page.getByRole('button', { name: /^Chọn tất cả [\d.]+ cụm$/ }).click();
    await page.getByText(/^Đã chọn tất cả/).waitFor();
    // Of a whole province no slip is written in one; of a commune it is.
    await page.getByText('Phiếu bảo trì ghi cho cả xã, cả thôn').waitFor();
    await shoot(page, 'fleet-all-chosen-1366');
    await page.getByRole('button', { name: 'Bỏ chọn' }).click();
    await boxes.nth(2).check();
    await boxes.nth(3).check();
    await page.getByRole('button', { name: 'Đặt âm lượng' }).click();
    await page.fill('#bulk-percent', '400');
    await page.getByRole('button', { name: 'Xem lại' }).click();
    await page.locator('dialog').getByText('Ghi số từ 1 đến 100').waitFor();
    await page.fill('#bulk-percent', '70');
    await page.getByRole('button', { name: 'Xem lại' }).click();
    await page
      .locator('dialog')
      .getByText(/^Lệnh sẽ gửi tới \d trong 2 cụm/)
      .waitFor();
    await expectSound(page, 'review');
    await shoot(page, 'bulk-review-1366');
    await page
      .locator('dialog')
      .getByRole('button', { name: /^Gửi tới/ })
      .click();
    await page
      .locator('dialog')
      .getByText(/^Xong, \d cụm/)
      .waitFor({ timeout: 15_000 });
    await expectSound(page, 'result');
    await shoot(page, 'bulk-result-1366');
    const phone = await desk.open('technician', '/cum-loa', PHONE);
    await phone.locator('input[type=checkbox][aria-label^="Chọn "]').first().check();
    await phone.getByRole('button', { name: 'Kiểm tra im lặng' }).click();
    await phone
      .locator('dialog')
      .getByText(/^Lệnh sẽ gửi tới/)
      .waitFor();
    expect(await overflow(phone)).toBeLessThanOrEqual(0);
    await expectSound(phone, 'review on a phone');
    await shoot(phone, 'bulk-review-360');
    const reader = await desk.open('appraiser', '/cum-loa');
    await settled(reader);
    expect(await reader.locator('input[type=checkbox][aria-label^="Chọn "]').count()).toBe(0);
  });
});
