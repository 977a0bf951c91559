import type { Page } from 'playwright-core';
import { afterEach, describe, expect, test } from 'vitest';
import { deskOfFile } from './desk.ts';
import { axeFindings, visibleText, visit } from './screen.ts';

const desk = deskOfFile();
const { fake } = desk;

afterEach(() => fake.comeBack());

async function listenAs(username: string, path: string): Promise<Page> {
  const page = await desk.open(username, path);
  await expect.poll(() => fake.listeners).toBeGreaterThan(0);
  return page;
}

describe('the open page is alive', () => {
  test('a node that falls silent is offline in the list and in the counters, without a reload', async () => {
    const page = await listenAs('operator', '/cum-loa');
    const node = fake.world.places.nodes.find(
      (one) => one.commune === fake.world.places.communes[1]?.id && one.presence === 'online',
    );
    if (!node) throw new Error('the fake world has no node online in the second commune');
    let loads = 0;
    page.on('load', () => loads++);
    const row = page.locator('tbody tr', { hasText: node.code });
    expect(await row.textContent()).toContain('Hoạt động');
    const before = await page.locator('h1 + p').textContent();
    fake.presence(node, 'offline');
    await row.locator('text=Mất kết nối').waitFor({ timeout: 3_000 });
    await expect.poll(() => page.locator('h1 + p').textContent(), { timeout: 5_000 }).not.toBe(before);
    fake.presence(node, 'online');
    await row.locator('text=Hoạt động').waitFor({ timeout: 3_000 });
    expect(loads).toBe(0);
  });

  test('receipts arrive on the page of a run, and only what was heard counts', async () => {
    const [run] = fake.world.broadcast.onAir();
    if (!run) throw new Error('the fake world has nothing on air');
    const page = await listenAs('operator', `/luot-phat/${run.id}`);
    expect(await page.locator('h1 + p').textContent()).toContain('Nghe đủ ở 0/14 cụm loa');
    const [first, second, third] = run.deliveries;
    if (!first || !second || !third) throw new Error('the run on air has too few nodes');
    fake.report(run.id, [
      { node: first.node, state: 'full', heard: true, playedMs: 1_800_000, receivedAt: 1 },
      { node: second.node, state: 'full', heard: false, playedMs: 1_800_000, receivedAt: 1 },
      { node: third.node, state: 'missed', reason: 'no-power', receivedAt: 1 },
    ]);
    await page.locator('text=Nghe đủ ở 1/14 cụm loa. 3 cụm đã gửi xác nhận.').waitFor({ timeout: 3_000 });
    const rows = await page.locator('tbody tr').allInnerTexts();
    expect(rows[0]).toContain('Không ra tiếng');
    expect(rows[1]).toContain('Mất điện');
    expect(rows.at(-1)).toContain('Phát đủ');
  });
});

describe('the age of what is shown', () => {
  test('when the gateway is away the chip greys after 30 s and the banner names the time after 60 s; it heals without a reload', async () => {
    const page = await desk.open('operator');
    await page.clock.install();
    await visit(page, '/tong-quan');
    await page.locator('text=/Số liệu lúc 06:1\\d/').waitFor();
    fake.goAway();
    await page.clock.runFor(35_000);
    await page.locator('text=/Số liệu cũ \\d+ giây/').waitFor();
    expect(await page.locator('[data-stale]').count()).toBe(1);
    expect(await page.locator('text=Mất kết nối máy chủ').count()).toBe(0);
    await page.clock.runFor(35_000);
    await page.locator('text=Mất kết nối máy chủ').waitFor();
    await page.locator('text=/Số liệu bên dưới là của 06:1\\d/').waitFor();
    expect(await visibleText(page)).toContain('thôn phát đủ buổi sáng nay');
    expect(await axeFindings(page)).toEqual([]);
    fake.comeBack();
    await page.clock.runFor(31_000);
    await page.locator('text=Mất kết nối máy chủ').waitFor({ state: 'detached' });
    await page.locator('text=/Số liệu lúc/').waitFor();
  });

  test('without the feed the page asks every 15 s, so its figures stay fresh', async () => {
    const page = await desk.open('operator');
    await page.routeWebSocket(/feed/, (socket) => socket.close());
    await page.clock.install();
    await visit(page, '/tong-quan');
    let asked = 0;
    page.on('request', (request) => request.url().includes('/overview') && asked++);
    for (let seconds = 0; seconds < 60; seconds += 5) await page.clock.runFor(5_000);
    expect(asked).toBeGreaterThanOrEqual(3);
    expect(await page.locator('text=Mất kết nối máy chủ').count()).toBe(0);
  });

  test('while the gateway cannot hear the nodes, the page says that it does not know', async () => {
    fake.world.watching = false;
    const page = await listenAs('operator', '/tong-quan');
    await page.locator('text=Máy chủ đang không nghe được đường truyền').waitFor();
    fake.world.watching = true;
    fake.say({ type: 'tick', at: fake.world.now(), watching: true });
    await page.locator('text=Máy chủ đang không nghe được đường truyền').waitFor({ state: 'detached' });
  });
});

describe('a session that ends', () => {
  test('asks for the password over the page, and what was typed is still there', async () => {
    const page = await listenAs('operator', '/lich/moi');
    await page.getByLabel('Vệ sinh đường làng ngõ xóm').check();
    await page.fill('#plan-title', 'Tiêm phòng đợt 2');
    fake.endSessions();
    await page.click('button:has-text("Tiếp tục")');
    await page.waitForSelector('dialog[open]');
    await page.fill('dialog #password', 'demo');
    await page.click('dialog button[type=submit]');
    await page.waitForSelector('dialog', { state: 'detached' });
    await page.goBack();
    await page.waitForSelector('#plan-title');
    expect(await page.inputValue('#plan-title')).toBe('Tiêm phòng đợt 2');
  });
});
