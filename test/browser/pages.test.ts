import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { instantAt } from '../../protocol/vietnam-time.ts';
import { deskOfFile } from './desk.ts';
import { type FakeGateway, SESSION_COOKIE } from './fake/fake-gateway.ts';
import {
  AM_OR_PM,
  apart,
  axeFindings,
  DESKTOP,
  openContext,
  overflow,
  PHONE,
  runningOver,
  settled,
  smallTargets,
  TWO_DIGIT_YEAR,
  visibleText,
  visit,
} from './screen.ts';

const desk = deskOfFile();
const { fake } = desk;

function pagesOf(world: FakeGateway['world']): string[] {
  const commune = world.places.communes[1]?.id ?? '';
  const node = world.places.nodes.find((one) => one.commune === commune);
  const [onAir] = world.broadcast.onAir();
  const { morning } = world.broadcast.programmesOf(commune);
  const past = `${morning}@${instantAt('2026-11-23', '05:30')}`;
  return [
    '/tong-quan',
    '/thon',
    `/thon/${node?.hamlet}`,
    '/cum-loa',
    `/cum-loa/${node?.id}`,
    '/ban-tin',
    `/ban-tin/${world.broadcast.bulletins.find((one) => one.title === 'Bản tin sáng')?.id}`,
    '/lich',
    '/lich?tuan=2027-W05',
    '/lich?xem=luoi',
    '/lich?xem=danh-sach',
    '/lich?xem=danh-sach&tim=khongco',
    '/lich/moi',
    ...[1, 2, 3, 4].map((step) => `/lich/moi?sua=${morning}&buoc=${step}`),
    `/lich/${morning}`,
    '/se-phat',
    '/se-phat?ngay=14',
    '/dot-tuyen-truyen',
    `/luot-phat/${onAir?.id}`,
    `/luot-phat/${past}`,
    '/dang-phat',
    '/khan-cap',
    '/dien-tap',
    '/su-co',
    '/nhat-ky',
    '/tim?q=an%202',
    '/them',
    '/khong-co-trang-nay',
  ];
}

/** Who sees which page: most of them the operator, and what only others have. */
function visitsOf(world: FakeGateway['world']): [string, string][] {
  const setup = ['', '?buoc=1', '?buoc=2', '?buoc=3', '?buoc=4', '?buoc=5'].map((step) => `/thiet-lap${step}`);
  const waiting = world.broadcast.bulletins.find((one) => one.state === 'pending');
  const byRole: [string, string[]][] = [
    ['operator', pagesOf(world)],
    ['approver', ['/duyet', `/duyet/${waiting?.id}`, '/lich']],
    ['dong.hunglinh', ['/lich']],
    [
      'admin',
      [
        ...setup,
        `/cum-loa/${world.places.nodes[0]?.id}`,
        '/lich',
        '/dot-tuyen-truyen/moi',
        `/dot-tuyen-truyen/${world.schedule.campaigns[0]?.id}`,
        '/dang-ky-thiet-bi',
        '/dang-ky-thiet-bi/nhan',
        '/tai-khoan',
        '/quan-tri/nguoi-dung',
        '/quan-tri/nguoi-dung/moi',
        `/quan-tri/nguoi-dung/${world.people.named('dong.hunglinh').id}`,
      ],
    ],
    ['stranger', ['/tong-quan']],
  ];
  return byRole.flatMap(([username, paths]) => paths.map((path): [string, string] => [username, path]));
}

/** Everything that lists, makes or decides what the appraiser only judges. */
const CLOSED_TO_APPRAISERS = [
  ...[
    '/tong-quan',
    '/dang-phat',
    '/lich',
    '/lich/moi',
    '/se-phat',
    '/dot-tuyen-truyen',
    '/dot-tuyen-truyen/moi',
    '/ban-tin',
    '/duyet',
  ],
  ...['/khan-cap', '/dien-tap', '/cum-loa', '/su-co', '/dang-ky-thiet-bi', '/nhat-ky', '/thiet-lap'],
  '/quan-tri/nguoi-dung',
];

describe.each([
  ['desktop', DESKTOP],
  ['phone', PHONE],
])('on a %s', (_name, size) => {
  // One window for all of them: what costs is what a page does, not what a browser does to begin.
  let page: Page;
  const foreign: string[] = [];
  const errors: string[] = [];

  beforeAll(async () => {
    const context = await openContext(desk.browser, desk.address, size);
    context.on(
      'request',
      (request) =>
        !request.url().startsWith(desk.address) && !request.url().startsWith('data:') && foreign.push(request.url()),
    );
    page = await context.newPage();
    page.on('pageerror', (error) => errors.push(error.message));
  });
  afterAll(() => page.context().close());

  test.each(visitsOf(fake.world))(
    '%s sees %s without axe findings, short years or AM and PM, with DEMO and with STOP far from the emergency button; it fits',
    async (username, path) => {
      await page.context().addCookies([{ name: SESSION_COOKIE, value: username, url: desk.address }]);
      await visit(page, path);
      const text = await visibleText(page);
      expect(await axeFindings(page)).toEqual([]);
      expect(text).not.toMatch(TWO_DIGIT_YEAR);
      expect(text).not.toMatch(AM_OR_PM);
      expect(text).toContain('DEMO · số liệu minh họa 2023');
      expect(await page.locator('h1').count()).toBe(1);
      const stop = await page.locator('[data-stop]').boundingBox();
      expect(stop?.height ?? 0).toBeGreaterThanOrEqual(56);
      const emergency = page.locator('[data-emergency-button]');
      if (await emergency.count()) expect(apart(await emergency.boundingBox(), stop)).toBeGreaterThanOrEqual(96);
      expect(await smallTargets(page)).toEqual([]);
      expect(await page.evaluate<number>("document.querySelectorAll('*').length")).toBeLessThanOrEqual(1_500);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      if (size === PHONE) {
        await page.setViewportSize({ width: 320, height: 640 });
        expect(await overflow(page), 'at 320 px').toBeLessThanOrEqual(0);
        expect(await runningOver(page), 'at 320 px').toEqual([]);
        await page.setViewportSize(size);
      }
      expect(errors.splice(0)).toEqual([]);
      expect(foreign.splice(0)).toEqual([]);
    },
  );

  test('sign-in and open dialogs are free of axe findings', async () => {
    const context = await desk.window(size);
    const page = await context.newPage();
    await visit(page, '/dang-nhap');
    expect(await axeFindings(page)).toEqual([]);
    await page.click('button[type=submit]');
    expect(await page.locator('[role=alert] a').count()).toBe(2);
    expect(await axeFindings(page)).toEqual([]);
    await page.close();
    const signedIn = await desk.openIn(context, 'operator');
    await signedIn.locator('button[data-stop]').click();
    await signedIn.waitForSelector('dialog[open] button');
    expect(await axeFindings(signedIn)).toEqual([]);
  });
});

describe('each role', () => {
  test('the district’s communes stand worst first, and a commune leads to its hamlets', async () => {
    const page = await desk.open('admin');
    await settled(page);
    expect(await axeFindings(page)).toEqual([]);
    const verdicts = await page.locator('table').last().locator('tbody td[data-label="Đánh giá"]').allInnerTexts();
    expect(verdicts).toHaveLength(18);
    expect(verdicts.indexOf('Chưa đạt')).toBe(0);
    expect(verdicts.lastIndexOf('Chưa đạt')).toBeLessThan(
      verdicts.indexOf('Đạt') === -1 ? 18 : verdicts.indexOf('Đạt'),
    );
    await visit(page, '/nhat-ky');
    expect(await axeFindings(page)).toEqual([]);
    expect(await visibleText(page)).toContain('Duyệt bản tin');
    await page.goBack();
    await page.locator('a[href^="/tong-quan?xa="]').first().click();
    await page.waitForSelector('h2:has-text("Các thôn")');
    expect(await page.locator('table').last().locator('tbody tr').count()).toBe(7);
  });

  test('what an appraiser may never see answers «Không có quyền», stands in no menu, and nothing is sent', async () => {
    const page = await desk.open('appraiser');
    const sent: string[] = [];
    page.on('request', (request) => request.method() !== 'GET' && sent.push(`${request.method()} ${request.url()}`));
    await settled(page);
    const menu = await page
      .locator('nav a')
      .evaluateAll((links) => links.map((link) => (link as unknown as { pathname: string }).pathname));
    expect(menu).toEqual(expect.arrayContaining(['/tham-dinh', '/thon', '/xac-minh']));
    expect(menu.filter((path) => CLOSED_TO_APPRAISERS.includes(path))).toEqual([]);
    expect(await page.locator('[data-stop]').count()).toBe(0);
    for (const path of CLOSED_TO_APPRAISERS) {
      await visit(page, path);
      expect(await page.locator('h1').textContent(), path).toBe('Không có quyền');
    }
    expect(sent).toEqual([]);
  });

  test('a hamlet head chooses among one hamlet, and another’s address answers «Không có quyền»', async () => {
    const page = await desk.open('dong.hunglinh', '/lich/moi', PHONE);
    await page.getByLabel('Vệ sinh đường làng ngõ xóm').check();
    await page.click('button:has-text("Tiếp tục")');
    await page.waitForSelector('#plan-areas input');
    await settled(page);
    expect(await page.locator('#plan-areas label').allInnerTexts()).toEqual(['Xóm Đông']);
    const [own] = fake.world.people.named('dong.hunglinh').areas;
    await visit(page, `/thon/${own}`);
    expect(await page.locator('h1').textContent()).toContain('Đông');
    const other = fake.world.places.hamlets.find((one) => one.id !== own)?.id;
    await visit(page, `/thon/${other}`);
    await page.locator('h1:has-text("Không có quyền")').waitFor();
  });
});

describe('when the gateway refuses', () => {
  test('the page says what happened with a way to try again, and comes to itself', async () => {
    const page = await desk.open('operator');
    const problem = {
      type: 'urn:loaxa:problem:internal',
      title: 'Internal Server Error',
      status: 500,
      code: 'internal',
    };
    await page.route('**/api/v1/repairs*', (route) =>
      route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify(problem) }),
    );
    await visit(page, '/su-co');
    const alert = page.locator('[role=alert]', { hasText: 'Không tải được' });
    await alert.waitFor();
    expect(await alert.textContent()).toContain('Máy chủ gặp lỗi.');
    expect(await axeFindings(page)).toEqual([]);
    await page.unroute('**/api/v1/repairs*');
    await page.click('button:has-text("Thử lại")');
    await page.locator('text=Không có sự cố').or(page.locator('tbody tr')).first().waitFor();
  });
});

describe('English', () => {
  test('one switch changes every word but the names, and is kept', async () => {
    const page = await desk.open('operator');
    await page.click('button:has-text("Nguyễn Thị Nga")');
    await page.click('button:has-text("English")');
    await page.waitForSelector('nav a:has-text("Overview")');
    expect(await page.getAttribute('html', 'lang')).toBe('en');
    await visit(page, '/thon');
    expect(await visibleText(page)).toContain('Xóm Ân 2');
    expect(await visibleText(page)).toContain('Hamlets');
    expect(await axeFindings(page)).toEqual([]);
  });
});
