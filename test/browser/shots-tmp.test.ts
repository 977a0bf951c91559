import { expect, test } from 'vitest';
import { instantAt } from '../../protocol/vietnam-time.ts';
import { builtDashboard } from './built.ts';
import { FakeGateway, SESSION_COOKIE } from './fake/fake-gateway.ts';
import { axeFindings, DESKTOP, launchBrowser, openContext, overflow, PHONE, visit } from './screen.ts';

test('shots', async () => {
  const fake = new FakeGateway();
  const address = await fake.start(await builtDashboard());
  const browser = await launchBrowser();
  const commune = fake.world.places.communes[1];
  const hamlet = fake.world.places.hamlets.find((one) => one.parent === commune?.id);
  const morning = fake.world.broadcast.programmesOf(commune?.id ?? '').morning;
  const returned = fake.world.broadcast.programmes.find((one) => one.state === 'returned');
  const only = process.env.ONLY;
  const list: [string, string, string][] = [
    ['operator', 'lich', '/lich'],
    ['operator', 'lich-luoi', '/lich?xem=luoi'],
    ['operator', 'lich-danh-sach', '/lich?xem=danh-sach'],
    ['operator', 'lich-t7', '/lich?ngay=2026-11-28'],
    ['admin', 'lich-tinh', '/lich'],
    ['operator', 'moi-1', '/lich/moi'],
    ['operator', 'lich-id', `/lich/${morning}?luot=${instantAt('2026-11-24', '05:30')}`],
    ['operator', 'lich-id-returned', `/lich/${returned?.id}`],
    ['operator', 'se-phat', '/se-phat'],
    ['operator', 'se-phat-14', `/se-phat?thon=${hamlet?.id}&ngay=14`],
    ['admin', 'dot', '/dot-tuyen-truyen'],
    ['admin', 'dot-id', `/dot-tuyen-truyen/${fake.world.schedule.campaigns[0]?.id}`],
    ['admin', 'dot-moi', '/dot-tuyen-truyen/moi'],
  ];
  const problems: string[] = [];
  for (const [name, size] of [['d', DESKTOP], ['p', PHONE]] as const) {
    const context = await openContext(browser, address, size);
    const page = await context.newPage();
    page.on('pageerror', (error) => problems.push(`${page.url()} ${error.message}`));
    page.on('console', (m) => m.type() === 'error' && problems.push(`${page.url()} console ${m.text()}`));
    for (const [who, shot, path] of list) {
      if (only && !shot.includes(only)) continue;
      await context.addCookies([{ name: SESSION_COOKIE, value: who, url: address }]);
      await visit(page, path);
      await page.waitForTimeout(350);
      const axe = await axeFindings(page);
      if (axe.length) problems.push(`${name} ${shot}: ${axe.join('\n   ')}`);
      const over = await overflow(page);
      if (over > 0) problems.push(`${name} ${shot}: overflow ${over}`);
      if (size === PHONE) {
        await page.setViewportSize({ width: 320, height: 640 });
        const over320 = await overflow(page);
        if (over320 > 0) problems.push(`${name} ${shot}: overflow at 320 ${over320}`);
        await page.setViewportSize(size);
      }
      const nodes = await page.evaluate<number>("document.querySelectorAll('*').length");
      if (nodes > 1500) problems.push(`${name} ${shot}: ${nodes} nodes`);
      await page.screenshot({ path: `/tmp/shots-schedule/${name}-${shot}.png`, fullPage: true });
    }
    await context.close();
  }
  console.log(problems.join('\n'));
  await browser.close();
  await fake.stop();
  expect(1).toBe(1);
}, 300_000);
