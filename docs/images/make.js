// Takes the pictures of the README from a running demo: node docs/images/make.js http://127.0.0.1:8080 PASSWORD
import { chromium } from 'playwright-core';

const [url, password] = process.argv.slice(2);
if (!url || !password) throw new Error('Say where the demo runs and its password: node docs/images/make.js URL PASSWORD');

const sizes = { desktop: { width: 1366, height: 768 }, phone: { width: 360, height: 740 } };
const ARGS = ['--no-sandbox', '--disable-gpu', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGS });
for (const [name, viewport] of Object.entries(sizes)) {
  const page = await (await browser.newContext({ baseURL: url, viewport, locale: 'vi-VN' })).newPage();
  await page.goto('/dang-nhap');
  await page.fill('#username', 'admin');
  await page.fill('#password', password);
  await page.click('button[type=submit]');
  await page.waitForSelector('main#content h1');
  const take = async (path, file) => {
    await page.goto(path);
    await page.waitForLoadState('networkidle');
    await page.waitForTimeout(500);
    await page.screenshot({ path: new URL(`${file}-${name}.png`, import.meta.url).pathname });
  };
  await take('/tong-quan', 'tong-quan');
  await take('/thon', 'thon');
  const hamlet = await page.locator('a[href^="/thon/a"]').first().getAttribute('href');
  await take(hamlet, 'mot-thon');
  await take('/tham-dinh', 'tham-dinh');
  await take('/lich', 'lich');
  await take('/cum-loa', 'cum-loa');
  const runs = await page.request.get('/api/v1/runs?state=ended&limit=1');
  const [run] = (await runs.json()).items;
  if (run) await take(`/luot-phat/${encodeURIComponent(run.id)}`, 'luot-phat');
}
// The technician's: what to repair, and a node that has a fault.
for (const [name, viewport] of Object.entries(sizes)) {
  const page = await (await browser.newContext({ baseURL: url, viewport, locale: 'vi-VN' })).newPage();
  await page.goto('/dang-nhap');
  await page.fill('#username', 'technician');
  await page.fill('#password', password);
  await page.click('button[type=submit]');
  await page.waitForSelector('main#content h1');
  await page.waitForTimeout(1_500);
  await page.screenshot({ path: new URL(`su-co-${name}.png`, import.meta.url).pathname });
  const cases = await page.request.get('/api/v1/cases?limit=50');
  const node = (await cases.json()).items.find((one) => one.node && one.kind === 'not-heard')?.node;
  if (node) {
    await page.goto(`/cum-loa/${node}`);
    await page.waitForTimeout(1_500);
    await page.screenshot({ path: new URL(`mot-cum-${name}.png`, import.meta.url).pathname });
  }
}
// The operator's: who speaks, what the machine will read, stations. The microphone is Chromium's own.
{
  const page = await (
    await browser.newContext({ baseURL: url, viewport: sizes.desktop, locale: 'vi-VN', permissions: ['microphone'] })
  ).newPage();
  const take = (file) => page.screenshot({ path: new URL(`${file}-desktop.png`, import.meta.url).pathname });
  await page.goto('/dang-nhap');
  await page.fill('#username', 'operator');
  await page.fill('#password', password);
  await page.click('button[type=submit]');
  await page.waitForSelector('main#content h1');
  await page.goto('/ban-tin');
  await page.click('button:has-text("Đọc văn bản")');
  await page.fill(
    'textarea',
    'Sáng 30/12/2026, UBND xã phát 5.000.000đ cho 38/38 hộ theo Quyết định số 03/QĐ-UBND. Ai chưa nhận gọi 0912 345 678 trước 7h30.',
  );
  await page.waitForSelector('text=Máy sẽ đọc');
  await page.waitForTimeout(1_500);
  await take('doc-van-ban');
  await page.goto('/quan-tri/dai-tiep-am');
  await page.waitForTimeout(1_500);
  await take('dai-tiep-am');
  await page.goto('/truc-tiep');
  await page.click('button:has-text("Đổi nơi nghe")');
  await page.locator('dialog input[type=checkbox]').nth(1).check();
  await page.locator('dialog button:has-text("Xong"), dialog button:has-text("Chọn"), dialog button:has-text("Dùng")').last().click();
  await page.locator('button:has-text("BẮT ĐẦU NÓI")').click();
  await page.waitForSelector('text=ĐANG PHÁT');
  await page.waitForTimeout(4_000);
  await take('truc-tiep');
  await page.locator('button:has-text("KẾT THÚC")').click();
  await page.waitForSelector('text=Đã nói xong');
}
await browser.close();
