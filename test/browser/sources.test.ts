import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { deskOfFile, expectSound } from './desk.ts';
import { axeFindings, DESKTOP, PHONE, settled, shoot, smallTargets, visibleText } from './screen.ts';

const SOURCES = '/quan-tri/he-thong-nguon';
const ALERTS = '/canh-bao';
const RAW = /(source|alert|inbox|problem)\.[a-z]/;
const PROVINCE = 'Hệ thống thông tin nguồn tỉnh Nghệ An';
const HOLD_MS = 2_000;

const desk = deskOfFile();
const { sources, alerts } = desk.fake.world;

const sheet = (page: Page) => page.locator('dialog[open]');
const save = (page: Page) => sheet(page).locator('button[type=submit]').click();
const row = (page: Page, name: string) => page.locator('[data-sources] li', { hasText: name });
const act = (page: Page, name: string, verb: string) =>
  row(page, name).getByRole('button', { name: new RegExp(`^${verb}.*${name}`) });

test.each([DESKTOP, PHONE])('the sources and what they called are clean at %o', async (size) => {
  const page = await desk.open('admin', SOURCES, size);
  await row(page, PROVINCE).waitFor();
  const text = await visibleText(page);
  expect(text).toContain(`4 nguồn đang nối. Có trục trặc: ${PROVINCE}, Khí tượng thủy văn. 12 báo cáo chờ gửi.`);
  expect(text).toContain('Chưa đối chiếu được với văn bản chính thức nào.');
  expect(text).not.toMatch(RAW);
  await expectSound(page);
  expect(await smallTargets(page)).toEqual([]);
  await shoot(page, `sources-${size.width}`);
  for (const verb of ['Nhật ký gọi', 'Báo cáo', 'Sửa']) {
    await act(page, PROVINCE, verb).click();
    await sheet(page).waitFor();
    await settled(page);
    expect(await axeFindings(page), verb).toEqual([]);
    expect(await sheet(page).textContent()).not.toMatch(RAW);
    await shoot(page, `sources-${verb}-${size.width}`);
    await page.keyboard.press('Escape');
    await sheet(page).waitFor({ state: 'detached' });
  }
});

test.each([DESKTOP, PHONE])(
  'where alerts are fetched is shown with its fault, set, and taken away at %o',
  async (size) => {
    const name = 'Khí tượng thủy văn';
    const page = await desk.open('admin', SOURCES, size);
    const fed = row(page, name);
    if (size === DESKTOP) await fed.getByText(/Không lấy được cảnh báo từ .*bên kia đang lỗi/).waitFor();
    await act(page, name, 'Sửa').click();
    await page.fill('#source-feed-url', 'https://cap.example.vn/rss');
    await page.fill('#source-feed-seconds', '30');
    await page.fill('#source-feed-hosts', 'tep.example.vn');
    await save(page);
    await sheet(page).locator('a[href="#source-feed-seconds"]').waitFor();
    await page.fill('#source-feed-seconds', '300');
    expect(await axeFindings(page)).toEqual([]);
    await page.locator('#source-feed-url').scrollIntoViewIfNeeded();
    await shoot(page, `source-feed-form-${size.width}`);
    await save(page);
    await sheet(page).waitFor({ state: 'detached' });
    const changed = sources.sources.find((one) => one.name === name);
    expect(changed?.feed).toEqual({ url: 'https://cap.example.vn/rss', everySeconds: 300, hosts: ['tep.example.vn'] });
    await fed.getByText('mỗi 300 giây').waitFor();
    await expectSound(page);
    await fed.scrollIntoViewIfNeeded();
    await shoot(page, `source-feed-${size.width}`);
    await act(page, name, 'Sửa').click();
    await page.fill('#source-feed-url', '');
    await save(page);
    await sheet(page).waitFor({ state: 'detached' });
    expect(changed?.feed).toBeUndefined();
  },
);

test('a sender of alerts is added with its signers; its secret is shown once, renewed, and it is ended after a question', async () => {
  const page = await desk.open('admin', SOURCES);
  await page.getByRole('button', { name: 'Thêm nguồn' }).click();
  await page.getByLabel('Nơi gửi cảnh báo (CAP)').check();
  await page.fill('#source-signers', '-----BEGIN CERTIFICATE-----\nAAAA');
  await save(page);
  await sheet(page).locator('a[href="#source-name"]').waitFor();
  await sheet(page).locator('a[href="#source-signers"]').waitFor();
  await page.fill('#source-name', 'Viện Vật lý địa cầu');
  await page.fill('#source-signers', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----');
  await page.getByRole('button', { name: 'Thêm dòng' }).click();
  await page.locator('#source-weights').getByLabel('Mức nguy hiểm').selectOption('Severe');
  await page.locator('#source-weights').getByLabel('Thì').selectOption('priority');
  expect(await axeFindings(page)).toEqual([]);
  await shoot(page, 'source-weights');
  await save(page);
  await sheet(page)
    .locator('[data-secret]', { hasText: sources.secrets[0] ?? 'lxs_' })
    .waitFor();
  expect(await axeFindings(page)).toEqual([]);
  expect(sources.written.at(-1)?.signers).toHaveLength(1);
  expect(sources.sources.at(-1)?.weights).toEqual([{ severity: ['Severe'], weight: 'priority' }]);
  await page.keyboard.press('Escape');
  await row(page, 'Viện Vật lý địa cầu').getByText('1 người ký').waitFor();
  expect(await visibleText(page)).not.toContain(sources.secrets[0]);

  await act(page, 'Viện Vật lý địa cầu', 'Sửa').click();
  await page.fill('#source-name', 'Viện Các khoa học Trái đất');
  await save(page);
  await sheet(page).waitFor({ state: 'detached' });
  expect(sources.sources.at(-1)).toMatchObject({ name: 'Viện Các khoa học Trái đất', signers: 1 });

  await act(page, 'Viện Các khoa học Trái đất', 'Mật khẩu mới').click();
  await sheet(page).getByRole('button', { name: 'Mật khẩu mới', exact: true }).click();
  await sheet(page).locator('[data-secret]').waitFor();
  expect(sources.secrets).toHaveLength(2);
  await page.keyboard.press('Escape');
  await act(page, 'Viện Các khoa học Trái đất', 'Kết thúc').click();
  await sheet(page).getByRole('button', { name: 'Kết thúc', exact: true }).click();
  await row(page, 'Viện Các khoa học Trái đất').getByText('Đã kết thúc').waitFor();
});

test.each([DESKTOP, PHONE])(
  'alerts say what became of them and why, page by page and state by state, at %o',
  async (size) => {
    const page = await desk.open('operator', ALERTS, size);
    const rows = page.locator('[data-alerts] li');
    await rows.first().waitFor();
    expect(await rows.count()).toBe(20);
    const text = await visibleText(page);
    expect(text).toContain('Đã từ chối, không phát. Chữ ký số không đúng.');
    expect(text).not.toMatch(RAW);
    await expectSound(page);
    expect(await smallTargets(page)).toEqual([]);
    await shoot(page, `alerts-${size.width}`);
    await page.getByLabel('Kết quả').selectOption('refused');
    await expect.poll(() => rows.count()).toBe(6);
    await page.goBack();
    await page.goto(`${ALERTS}/${alerts.alerts[4]?.id}`);
    await page.getByText('Bản gốc (XML)').click();
    expect(await page.locator('pre').textContent()).toContain('<script>');
    expect(await page.title()).not.toBe('chạy');
    await expectSound(page);
    await shoot(page, `alert-${size.width}`);
  },
);

test('one that waits is seen in the inbox, needs a reason, and goes on the air only by a hold', async () => {
  const [held] = alerts.alerts;
  const page = await desk.open('operator', '/ban-tin?muc=tinh-gui');
  await page
    .getByText('Xin phát: 05:30, 17:00, thứ Hai, thứ Tư, thứ Sáu, từ 24/11/2026, đến 30/11/2026. Xã chọn giờ.')
    .first()
    .waitFor();
  await expectSound(page);
  await shoot(page, 'inbox-1366');
  await page.getByRole('link', { name: 'Cảnh báo cần quyết định (1)' }).click();
  await page.locator('[data-alerts] a').first().click();
  const hold = page.locator('[data-hold=emergency]');
  await hold.waitFor();
  await expectSound(page);
  await shoot(page, 'alert-held-1366');
  await page.getByRole('button', { name: 'Bỏ qua' }).click();
  await page.locator('a[href="#alert-reason"]').waitFor();
  await page.fill('#alert-reason', 'Thôn trưởng báo nước đã tràn đê');
  await hold.click();
  const holdIt = async () => {
    await hold.focus();
    await page.keyboard.down('Enter');
    await page.waitForTimeout(HOLD_MS + 200);
    await page.keyboard.up('Enter');
  };
  alerts.takesTwo = true;
  await holdIt();
  await page.locator('dialog[open]', { hasText: 'Gọi một người khác' }).waitFor();
  await shoot(page, 'alert-waits-for-two-1366');
  await page.click('dialog button:has-text("Rút lại")');
  await page.waitForSelector('dialog', { state: 'detached' });
  expect(alerts.decisions, 'nothing sounds before a second person said yes').toEqual([]);
  alerts.takesTwo = false;
  await holdIt();
  await page.waitForURL('**/khan-cap/0*');
  expect(alerts.decisions).toEqual([{ id: held?.id, air: true, reason: 'Thôn trưởng báo nước đã tràn đê' }]);
});

test('the sources offline, and of nobody, say so', async () => {
  const kept = sources.sources.splice(0);
  const page = await desk.open('admin', SOURCES, PHONE);
  await page.getByText('Chưa có nguồn nào. Thêm').waitFor();
  sources.sources.push(...kept);
  await page.route('**/api/v1/sources', (route) =>
    route.fulfill({ status: 500, json: { code: 'internal', status: 500, title: 'x', type: 'about:blank' } }),
  );
  await page.reload();
  await page.getByRole('button', { name: 'Thử lại' }).waitFor();
});
