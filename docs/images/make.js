// Takes the pictures of the README from a running demo: node docs/images/make.js http://127.0.0.1:8080 PASSWORD
import { chromium } from 'playwright-core';

const [url, password] = process.argv.slice(2);
if (!url || !password) throw new Error('Say where the demo runs and its password: node docs/images/make.js URL PASSWORD');

const sizes = { desktop: { width: 1366, height: 768 }, phone: { width: 360, height: 740 } };
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
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
await browser.close();
