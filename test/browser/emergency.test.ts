import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { deskOfEachTest } from './desk.ts';
import { SESSION_COOKIE } from './fake/fake-gateway.ts';
import { apart, axeFindings, DESKTOP, KEEPS_SHELL, overflow, PHONE, settled, visibleText, visit } from './screen.ts';

/** The STOP sheet and the emergency page have been fetched ahead by then. */
const PREFETCHED_MS = 6_000;

const desk = deskOfEachTest();

const raised = () => desk.fake.world.emergencies.commands.filter((one) => one.kind === 'emergency');
const sent = (kind: string) => desk.fake.world.emergencies.commands.filter((one) => one.kind === kind);
const commune = () => desk.fake.world.places.communes[1]?.id ?? '';
const holdButton = (page: Page) => page.locator('main [data-hold=emergency]');

async function choose(page: Page): Promise<void> {
  await page.locator('[data-template]').first().click();
  await holdButton(page).waitFor();
}

function backgroundOf(element: Locator): Promise<string> {
  return element.evaluate((one) => {
    // Runs in the browser, whose names the tests do not know.
    const view = globalThis as unknown as { getComputedStyle(of: unknown): { backgroundColor: string } };
    return view.getComputedStyle(one).backgroundColor;
  });
}

async function middleOf(button: Locator): Promise<{ x: number; y: number }> {
  await button.scrollIntoViewIfNeeded();
  const box = await button.boundingBox();
  if (!box) throw new Error('the button is not on the screen');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function hold(page: Page, button: Locator, ms: number): Promise<void> {
  const { x, y } = await middleOf(button);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.waitForTimeout(ms);
  await page.mouse.up();
}

/** As the operator whose commune it is. */
function raise(status: 'actual' | 'exercise' = 'actual'): string {
  const template = desk.fake.world.emergencies.templates.find((one) => one.status === status);
  const emergency = desk.fake.world.emergencies.raise(
    {
      key: '01JDABCDEFGHJKMNPQRSTVWXYZ',
      status,
      template: template?.id ?? '',
      targets: [{ area: commune() }],
      forMinutes: 10,
    },
    desk.fake.world.people.named('operator'),
  );
  desk.fake.world.emergencyStarted(emergency.id);
  return emergency.id;
}

describe.each([
  ['1366 × 768', DESKTOP],
  ['360 × 740', PHONE],
] as const)('the hold at %s', (_, size) => {
  test('a tap, a double tap, a hold of 1.5 s, one that slides off and one that loses the focus send nothing', async () => {
    const page = await desk.open('operator', '/khan-cap', size);
    await choose(page);
    const button = holdButton(page);
    await button.click();
    await button.dblclick();
    await hold(page, button, 1_500);
    await page.waitForTimeout(700);
    const { x, y } = await middleOf(button);
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.waitForTimeout(1_000);
    await page.mouse.move(x, y - 120, { steps: 4 });
    await page.waitForTimeout(1_400);
    await page.mouse.up();
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.waitForTimeout(1_000);
    await page.evaluate('document.activeElement.blur(); window.dispatchEvent(new Event("blur"))');
    await page.waitForTimeout(1_400);
    await page.mouse.up();
    await button.focus();
    await page.keyboard.down('Enter');
    await page.waitForTimeout(1_500);
    await page.keyboard.up('Enter');
    await page.waitForTimeout(900);
    expect(raised()).toEqual([]);
    expect(new URL(page.url()).pathname).toBe('/khan-cap');
    await page.close();
  });

  test('a hold of 2.2 s raises exactly one, and the page shows how it goes', async () => {
    const page = await desk.open('operator', '/khan-cap', size);
    await choose(page);
    await hold(page, holdButton(page), 2_200);
    await page.waitForURL('**/khan-cap/*');
    await page.waitForTimeout(600);
    expect(raised()).toHaveLength(1);
    expect(raised()[0]?.status).toBe('actual');
  });

  test('three taps from each home, with no password and no code asked', async () => {
    for (const username of ['operator', 'approver']) {
      const page = await desk.open(username, '/', size);
      await page.locator('[data-emergency-button]').click();
      const template = page.locator('[data-template]').first();
      await template.waitFor();
      const before = await template.boundingBox();
      await template.click();
      await holdButton(page).waitFor();
      const after = await holdButton(page).boundingBox();
      // What was tapped must not lie under the finger that holds.
      expect(apart(before, after), username).toBeGreaterThan(0);
      expect(await page.locator('input[type=password], input[autocomplete=one-time-code]').count()).toBe(0);
      const known = raised().length;
      await hold(page, holdButton(page), 2_200);
      await page.waitForURL('**/khan-cap/*');
      expect(raised()).toHaveLength(known + 1);
    }
  });

  test('the emergency button is 56 px and 96 px from STOP, and the hold 96 px from the templates', async () => {
    const page = await desk.open('operator', '/khan-cap', size);
    await choose(page);
    for (const width of size === DESKTOP ? [1920, 1366, 1100, 1024, 900, 800] : [768, 480, 360, 320]) {
      await page.setViewportSize({ width, height: size.height });
      await page.waitForTimeout(120);
      const button = await page.locator('[data-emergency-button]').boundingBox();
      const stop = await page.locator('[data-stop]').boundingBox();
      expect(button?.height, `${width}`).toBeGreaterThanOrEqual(56);
      expect(apart(button, stop), `${width}`).toBeGreaterThanOrEqual(96);
      expect((button?.x ?? 0) + (button?.width ?? 0), `${width}`).toBeLessThanOrEqual(width);
      expect(await overflow(page), `${width}`).toBeLessThanOrEqual(0);
      const held = await holdButton(page).boundingBox();
      for (const template of await page.locator('[data-template]').all())
        expect(apart(await template.boundingBox(), held), `${width}`).toBeGreaterThanOrEqual(96);
    }
  });
});

describe('the hold in other hands', () => {
  test.each(['Enter', ' '])('%j held raises exactly one, however often the keyboard repeats it', async (key) => {
    const page = await desk.open('operator', '/khan-cap');
    await choose(page);
    await holdButton(page).focus();
    for (let repeats = 0; repeats < 12; repeats++) {
      await page.keyboard.down(key);
      await page.waitForTimeout(200);
    }
    await page.waitForURL('**/khan-cap/*');
    await page.keyboard.up(key);
    await page.waitForTimeout(600);
    expect(raised()).toHaveLength(1);
  });

  test('on a trusted device the PIN stands in for the hold with as many taps', async () => {
    const page = await desk.open('operator', '/tong-quan');
    await page.evaluate(
      `fetch('/api/v1/me/devices', { method: 'POST', headers: { 'content-type': 'application/json', 'x-csrf-token': 'fake-token' }, body: JSON.stringify({ name: 'Máy bàn', pin: '135790' }) })`,
    );
    await visit(page, '/tong-quan');
    await page.locator('[data-emergency-button]').click();
    await choose(page);
    await page.locator('text=Nhập mã PIN').click();
    await page.keyboard.type('135790');
    await page.waitForURL('**/khan-cap/*');
    expect(raised()).toHaveLength(1);
  });

  test('an answer that is lost is asked for again with the same key: one emergency', async () => {
    const page = await desk.open('operator', '/khan-cap');
    await choose(page);
    let lost = 0;
    await page.route('**/api/v1/emergencies', async (route) => {
      if (route.request().method() !== 'POST' || lost++ > 0) return route.continue();
      await route.fetch();
      await route.abort();
    });
    await hold(page, holdButton(page), 2_200);
    await page.waitForURL('**/khan-cap/*');
    expect(lost).toBeGreaterThan(1);
    expect(raised()).toHaveLength(1);
  });

  test('what is typed is sent as text, where it was chosen', async () => {
    const page = await desk.open('operator', '/khan-cap');
    await page.locator('[data-template]', { hasText: 'Gõ lời đọc' }).click();
    await page.fill('#emergency-text', 'Vỡ đê ở Xóm Đông.');
    await page.locator('text=Đổi nơi phát').click();
    await page.locator('dialog label', { hasText: 'Toàn bộ' }).click();
    await page.locator('dialog label', { hasText: 'Xóm Đông' }).click();
    await page.locator('dialog button', { hasText: 'Xong' }).click();
    await page.locator('text=PHÁT THẬT «Việc khác»').waitFor();
    const posted = page.waitForRequest(
      (request) => request.method() === 'POST' && request.url().endsWith('/emergencies'),
    );
    await hold(page, holdButton(page), 2_200);
    const body = (await posted).postDataJSON();
    const hamlet = desk.fake.world.places.hamlets.find((one) => one.parent === commune() && one.name === 'Đông');
    expect(body).toMatchObject({
      status: 'actual',
      text: 'Vỡ đê ở Xóm Đông.',
      event: 'other',
      targets: [{ area: hamlet?.id }],
      forMinutes: 10,
    });
  });
});

describe('after it was fired', () => {
  test('cancelled during the siren, no word is spoken', async () => {
    const page = await desk.open('operator', '/khan-cap');
    await choose(page);
    await hold(page, holdButton(page), 2_200);
    await page.locator('[data-cancel]').click();
    await page.locator('text=chưa đọc lời nào').waitFor();
    const [command] = raised();
    expect(desk.fake.world.emergencies.spoken(command?.id ?? '')).toBe(false);
    expect(sent('cancelled')).toHaveLength(1);
    expect(await page.locator('[data-emergency]').count()).toBe(0);
  });

  test('«TIN BÁO NHẦM» is one tap once it speaks, and stands where «HỦY» never stood', async () => {
    const page = await desk.open('operator', '/khan-cap', PHONE);
    await choose(page);
    await hold(page, holdButton(page), 2_200);
    const cancel = await page.locator('[data-cancel]').boundingBox();
    const wrong = page.locator('[data-retract]');
    await wrong.waitFor({ timeout: 8_000 });
    expect(apart(cancel, await wrong.boundingBox())).toBeGreaterThan(0);
    expect(await page.locator('[data-cancel]').count()).toBe(0);
    await wrong.click();
    await page.locator('text=đã báo nhầm').waitFor();
    expect(sent('retracted')).toHaveLength(1);
  });

  test('who has not confirmed stands first, by hamlet and code', async () => {
    const own = desk.fake.world.places.nodes.filter((one) => one.commune === commune());
    const [deaf, away] = own;
    if (!deaf || !away) throw new Error('the commune has too few nodes');
    desk.fake.world.emergencies.deaf.add(deaf.code);
    Object.assign(away, { presence: 'offline' });
    const page = await desk.open('operator', `/khan-cap/${raise()}`);
    await page.locator('h2', { hasText: 'Chưa xác nhận: 2 cụm' }).waitFor({ timeout: 6_000 });
    const rows = await page.locator('table').first().locator('tbody tr').allInnerTexts();
    expect(rows.map((row) => row.replace(/\s+/g, ' '))).toEqual([
      expect.stringMatching(new RegExp(`${deaf.code}.*Chưa trả lời`)),
      expect.stringMatching(new RegExp(`${away.code}.*Mất kết nối`)),
    ]);
    expect(await visibleText(page)).toContain('1 cụm chưa trả lời, đang gửi lại.');
  });

  test('an approver reviews it afterwards with a note, its maker cannot', async () => {
    const id = raise();
    desk.fake.world.emergencies.end(id, 'cleared', desk.fake.world.people.named('operator'));
    const own = await desk.open('operator', '/tong-quan');
    await own.locator('text=Người phát không tự xem lại').waitFor();
    const page = await desk.open('approver', '/tong-quan');
    await page.locator('text=1 lần khẩn cấp cần xem lại').waitFor();
    await page.locator('button', { hasText: 'Đã xem lại' }).click();
    await page.locator('text=Ghi nhận xét').waitFor();
    await page.fill(`#review-${id}`, 'Đúng tình huống.');
    await page.locator('button', { hasText: 'Đã xem lại' }).click();
    await page.locator('text=Cần xem lại sau khẩn cấp').waitFor({ state: 'detached' });
    expect(desk.fake.world.emergencies.detail(id).review?.note).toBe('Đúng tình huống.');
  });
});

describe('beyond one commune', () => {
  async function asked(): Promise<Page> {
    const page = await desk.open('admin', '/khan-cap');
    await choose(page);
    await hold(page, holdButton(page), 2_200);
    await page.locator('dialog', { hasText: 'Gọi một người khác' }).waitFor();
    return page;
  }

  test('nothing is sent before a second person confirms', async () => {
    const page = await asked();
    expect(raised()).toEqual([]);
    const second = await desk.open('second', '/tong-quan');
    await second.locator('button', { hasText: /^Xác nhận$/ }).click();
    await expect.poll(() => raised().length).toBe(1);
    await page.locator('dialog button', { hasText: 'Xem lượt phát' }).click();
    await page.waitForURL('**/khan-cap/*');
  });

  test('after sixty seconds it is over and nothing was sent', async () => {
    const page = await asked();
    const [confirmation] = desk.fake.world.people.confirmations;
    Object.assign(confirmation ?? {}, { state: 'expired' });
    desk.fake.say({ type: 'confirmation', at: desk.fake.world.now(), id: confirmation?.id ?? '', state: 'expired' });
    await page.locator('dialog', { hasText: 'Không ai xác nhận trong 60 giây' }).waitFor();
    expect(raised()).toEqual([]);
    expect((confirmation?.expiresAt ?? 0) - (confirmation?.requestedAt ?? 0)).toBe(60_000);
  });
});

describe('drills', () => {
  test('the page holds no live message, says DIỄN TẬP on its button, and posts an exercise', async () => {
    const page = await desk.open('operator', '/dien-tap');
    await page.locator('[data-template]').first().click();
    const html = await page.content();
    for (const one of desk.fake.world.emergencies.templates.filter(({ status }) => status === 'actual'))
      expect(html).not.toContain(one.text);
    const button = page.locator('[data-hold=drill]');
    expect(await button.textContent()).toContain('DIỄN TẬP');
    const posted = page.waitForRequest(
      (request) => request.method() === 'POST' && request.url().endsWith('/emergencies'),
    );
    await hold(page, button, 2_200);
    expect((await posted).postDataJSON()).toMatchObject({ status: 'exercise' });
    await page.waitForURL('**/dien-tap/*');
    const banner = page.locator('[data-emergency=exercise]');
    await banner.waitFor();
    const drill = await backgroundOf(banner);
    raise();
    const live = page.locator('[data-emergency=actual]');
    await live.waitFor();
    const real = await backgroundOf(live);
    expect(real).toBe('rgb(138, 28, 18)');
    expect(drill).not.toBe(real);
  });

  test('a drill is put on the calendar, held, and shows its result by hamlet', async () => {
    const page = await desk.open('operator', '/dien-tap');
    await page.fill('#drill-title', 'Diễn tập lũ quý IV');
    await page.locator('button', { hasText: 'Thêm vào lịch' }).click();
    await page.locator('text=Ghi ngày diễn tập').waitFor();
    await page.fill('#drill-day', '23/11/2026');
    await page.locator('button', { hasText: 'Thêm vào lịch' }).click();
    await page.locator('tbody tr', { hasText: 'Diễn tập lũ quý IV' }).locator('text=Bắt đầu').click();
    await hold(page, page.locator('[data-hold=drill]'), 2_200);
    await page.waitForURL('**/dien-tap/*');
    await page.waitForTimeout(700);
    await visit(page, '/dien-tap');
    await page.locator('tbody tr', { hasText: '7/7 thôn nghe được' }).waitFor();
    expect(desk.fake.world.emergencies.drills[0]?.emergency).toBe(raised()[0]?.id);
  });
});

describe('the banner', () => {
  test('is on an open page of somebody else within 2 s, is said once, survives a reload, and goes', async () => {
    const page = await desk.open('technician', '/su-co');
    await expect.poll(() => desk.fake.listeners).toBeGreaterThan(0);
    const said = page.locator('[data-announcement]');
    expect(await said.getAttribute('aria-live')).toBe('assertive');
    await page.evaluate(
      `window.said = []; new MutationObserver(() => window.said.push(document.querySelector('[data-announcement]').textContent)).observe(document.querySelector('[data-announcement]'), { childList: true, characterData: true, subtree: true })`,
    );
    const id = raise();
    await page.locator('[data-emergency=actual]').waitFor({ timeout: 2_000 });
    await page.waitForTimeout(2_500);
    expect(await page.evaluate('window.said')).toEqual(['Đang phát khẩn cấp «Lũ, lũ quét» tại 7 thôn.']);
    // Who may not raise one may not stop one either.
    expect(await page.locator('[data-emergency] [data-hold]').count()).toBe(0);
    await page.reload();
    await page.locator('[data-emergency=actual]').waitFor();
    desk.fake.world.emergencies.end(id, 'cleared', desk.fake.world.people.named('operator'));
    desk.fake.say({ type: 'changed', at: desk.fake.world.now(), what: 'emergencies' });
    await page.locator('[data-emergency=actual]').waitFor({ state: 'detached', timeout: 2_000 });
    expect(await said.textContent()).toBe('Đã hết phát khẩn cấp «Lũ, lũ quét».');
  });

  test('stops it by a hold, from any page', async () => {
    raise();
    const page = await desk.open('operator', '/cum-loa');
    const button = page.locator('[data-emergency] [data-hold=stop]');
    await button.waitFor();
    await hold(page, button, 900);
    await page.waitForTimeout(1_400);
    expect(sent('cleared')).toEqual([]);
    await hold(page, button, 2_200);
    await expect.poll(() => sent('cleared').length).toBe(1);
  });
});

describe('STOP', () => {
  test('two taps, and the node that does not answer is named by code within 5 s, with the feed closed', async () => {
    const deaf = desk.fake.world.places.nodes.find((one) => one.commune === commune() && one.presence === 'online');
    desk.fake.world.emergencies.deaf.add(deaf?.code ?? '');
    const window = await desk.window();
    await window.routeWebSocket('**/feed', (socket) => socket.close());
    const page = await desk.openIn(window, 'operator', '/tong-quan');
    await page.locator('button[data-stop]').click();
    await page.locator('dialog button', { hasText: 'DỪNG NGAY' }).click();
    await page.locator('dialog', { hasText: deaf?.code ?? '' }).waitFor({ timeout: 5_000 });
    await page.locator('text=/Đã im 13\\/14 trong 0,9 giây/').waitFor();
    expect(sent('stop')).toHaveLength(1);
    expect(await axeFindings(page)).toEqual([]);
  });

  test('works with scripts disabled, by one press on its plain page', async () => {
    const deaf = desk.fake.world.places.nodes.find((one) => one.commune === commune() && one.presence === 'online');
    desk.fake.world.emergencies.deaf.add(deaf?.code ?? '');
    const window = await desk.window(PHONE, { javaScriptEnabled: false });
    await window.addCookies([{ name: SESSION_COOKIE, value: 'operator', url: desk.address }]);
    const page = await window.newPage();
    await page.goto('/dung');
    const button = page.locator('button', { hasText: 'DỪNG NGAY' });
    expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(56);
    await button.click();
    await page.locator('[role=status]', { hasText: 'Đã im 13/14 cụm' }).waitFor({ timeout: 5_000 });
    expect(await page.locator('[role=status] li').allInnerTexts()).toEqual([
      expect.stringContaining(deaf?.code ?? '?'),
    ]);
    expect(sent('stop')).toHaveLength(1);
  });

  test('an emergency is not stopped with the rest: it has a hold of its own', async () => {
    raise();
    const page = await desk.open('operator', '/tong-quan');
    await page.locator('button[data-stop]').click();
    await page.locator('dialog [data-hold=stop]').waitFor();
    await page.locator('dialog button', { hasText: 'DỪNG NGAY' }).click();
    await page.locator('text=Mọi cụm loa đã im.').waitFor();
    expect(sent('cleared')).toEqual([]);
    expect(await page.locator('[data-emergency=actual]').count()).toBe(1);
  });

  test('a stop that does not arrive says so with telephone numbers, tries again, and arrives once', async () => {
    const page = await desk.open('operator', '/tong-quan');
    await page.waitForTimeout(PREFETCHED_MS);
    desk.fake.goAway();
    await page.locator('button[data-stop]').click();
    await page.locator('dialog button', { hasText: 'DỪNG NGAY' }).click();
    await page.locator('dialog', { hasText: 'Lệnh dừng chưa tới máy chủ, đang thử lại (lần 2)' }).waitFor();
    await page.locator('dialog a[href="tel:02383844115"]').waitFor();
    desk.fake.comeBack();
    await page.locator('text=/Đã im/').waitFor({ timeout: 8_000 });
    expect(sent('stop')).toHaveLength(1);
  });

  test('without network it says that nothing was stopped', async () => {
    const page = await desk.open('operator', '/dang-phat', DESKTOP, KEEPS_SHELL);
    await page.waitForTimeout(PREFETCHED_MS);
    await page.context().setOffline(true);
    await page.locator('main button', { hasText: 'Dừng tất cả' }).click();
    await page.locator('dialog', { hasText: 'Máy này không có mạng, chưa dừng được' }).waitFor();
    await page.locator('dialog a[href="tel:02383844115"]').waitFor();
  });
});

describe('without network', () => {
  test('the emergency page shows the kept numbers and nothing to fire', async () => {
    const page = await desk.open('operator', '/tong-quan', DESKTOP, KEEPS_SHELL);
    await page.waitForTimeout(PREFETCHED_MS);
    await page.context().setOffline(true);
    await page.locator('[data-emergency-button]').click();
    await page.locator('main a[href="tel:0912000115"]').waitFor();
    expect(await visibleText(page)).toContain('Máy này không có mạng, không phát được.');
    expect(await page.locator('main [data-hold]').count()).toBe(0);
    expect(await page.locator('[data-template]').count()).toBe(0);
  });
});

describe('what became of a run', () => {
  test('five nodes stand in five states, and what is unknown is never full', async () => {
    const run = desk.fake.world.broadcast.playNow('Bản tin thử', 60_000, [commune()]);
    const [a, b, c, d, e] = run.deliveries;
    if (!a || !b || !c || !d || !e) throw new Error('the commune has too few nodes');
    const page = await desk.open('operator', `/luot-phat/${run.id}`);
    await expect.poll(() => desk.fake.listeners).toBeGreaterThan(0);
    const played = { playedMs: 60_000, receivedAt: 1 };
    desk.fake.report(run.id, [
      { node: a.node, state: 'full', heard: true, heardMs: 60_000, ...played },
      { node: b.node, state: 'partial', heard: true, playedMs: 25_000, heardMs: 25_000, reason: 'restarted' },
      { node: c.node, state: 'full', heard: false, heardMs: 0, ...played },
      { node: d.node, state: 'missed', reason: 'no-power' },
      { node: e.node, state: 'unknown' },
    ]);
    const state = (code: string) => page.locator('tbody tr', { hasText: code }).locator('[data-state]');
    await expect.poll(() => state(a.code).getAttribute('data-state')).toBe('full');
    expect(await state(b.code).getAttribute('data-state')).toBe('partial');
    expect(await state(b.code).textContent()).toMatch(/Phát một phần\s*25 giây/);
    expect(await state(c.code).getAttribute('data-state')).toBe('played-not-heard');
    expect(await state(d.code).getAttribute('data-state')).toBe('missed');
    expect(await page.locator('tbody tr', { hasText: d.code }).textContent()).toContain('Mất điện');
    expect(await state(e.code).getAttribute('data-state')).toBe('unknown');
    expect(await page.locator('tbody tr', { hasText: e.code }).textContent()).toContain('Cụm chưa gửi xác nhận');
    const shapes = await page
      .locator('tbody tr [data-state] svg')
      .evaluateAll((all) => [
        ...new Set(all.map((one) => (one as unknown as { dataset: { shape: string } }).dataset.shape)),
      ]);
    expect(shapes).toEqual(expect.arrayContaining(['good', 'partial', 'bad', 'unknown']));
    await page.emulateMedia({ forcedColors: 'active' });
    await state(e.code).locator('text=Không rõ').waitFor();
  });
});

describe.each([
  ['1366 × 768', DESKTOP],
  ['360 × 740', PHONE],
] as const)('every page and state at %s', (_, size) => {
  test('is free of axe findings, fits, and writes years in full', async () => {
    const id = raise();
    const drill = raiseDrill();
    const page = await desk.open('operator', '/tong-quan', size);
    const run = desk.fake.world.broadcast.runs(0, desk.fake.world.now(), commune()).find((one) => one.programme);
    for (const path of [
      '/tong-quan',
      '/khan-cap',
      `/khan-cap/${id}`,
      '/dien-tap',
      `/dien-tap/${drill}`,
      '/dang-phat',
      `/luot-phat/${run?.id}`,
    ]) {
      await visit(page, path);
      await page.locator('[data-emergency=actual]').waitFor();
      const template = page.locator('[data-template]').first();
      if (await template.count()) await template.click();
      expect(await axeFindings(page), path).toEqual([]);
      expect(await visibleText(page), path).not.toMatch(/\b\d{1,2}\/\d{1,2}\/\d{2}\b(?!\d)/);
      expect(await overflow(page), path).toBeLessThanOrEqual(0);
      if (size === PHONE) {
        await page.setViewportSize({ width: 320, height: 640 });
        expect(await overflow(page), `${path} at 320 px`).toBeLessThanOrEqual(0);
        await page.setViewportSize(size);
      }
      const small = await page.evaluate<string[]>(
        `[...document.querySelectorAll('main button, header button, header a, footer a, [data-stop]')].filter((one) => one.offsetParent && (one.offsetHeight < 24 || one.offsetWidth < 24)).map((one) => one.outerHTML.slice(0, 120))`,
      );
      expect(small, path).toEqual([]);
    }
  });

  test('the answer of the day stands in the first 200 px under the header', async () => {
    const page = await desk.open('operator', '/tong-quan', size);
    const sentence = page.locator('h1 + p');
    await page.locator('text=6/7 thôn phát đủ buổi sáng nay.').waitFor();
    const header = await page.locator('header').first().boundingBox();
    const box = await sentence.boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? 0) - ((header?.y ?? 0) + (header?.height ?? 0))).toBeLessThanOrEqual(200);
    expect(await sentence.textContent()).toContain('Tiếp theo: 17:00 Bản tin chiều.');
    expect(await page.locator('[data-state=partial]').count()).toBe(1);
  });

  test('every control that takes the focus is clear of header and STOP strip', async () => {
    raise();
    const page = await desk.open('operator', '/khan-cap', size);
    for (const path of ['/khan-cap', '/tong-quan', '/dang-phat', '/dien-tap']) {
      await visit(page, path);
      if (path === '/khan-cap') await choose(page);
      for (let tab = 0; tab < 40; tab++) {
        await page.keyboard.press('Tab');
        const covered = await page.evaluate<string | undefined>(
          `(() => { const one = document.activeElement; if (!one || !one.closest('main')) return undefined; const box = one.getBoundingClientRect(); const top = document.elementFromPoint(box.left + box.width / 2, Math.min(box.bottom - 4, box.top + box.height / 2)); return top && (top === one || one.contains(top) || top.contains(one)) ? undefined : one.outerHTML.slice(0, 120); })()`,
        );
        expect(covered, `${path}, tab ${tab}`).toBeUndefined();
      }
    }
  });
});

test('who may not raise an emergency sees neither its button nor its pages', async () => {
  for (const username of ['technician', 'appraiser', 'dong.hunglinh']) {
    const page = await desk.open(username, '/');
    await settled(page);
    expect(await page.locator('[data-emergency-button], a[href="/dien-tap"]').count(), username).toBe(0);
    for (const path of ['/khan-cap', '/dien-tap']) {
      await visit(page, path);
      expect(await page.locator('h1').textContent(), `${username} ${path}`).toBe('Không có quyền');
    }
  }
});

function raiseDrill(): string {
  const template = desk.fake.world.emergencies.templates.find((one) => one.status === 'exercise');
  const { id } = desk.fake.world.emergencies.raise(
    {
      key: '01JDABCDEFGHJKMNPQRSTVWXY0',
      status: 'exercise',
      template: template?.id ?? '',
      targets: [{ area: commune() }],
      forMinutes: 10,
    },
    desk.fake.world.people.named('operator'),
  );
  desk.fake.world.emergencyStarted(id);
  return id;
}
