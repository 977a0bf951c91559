import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deskOfFile, expectSound } from './desk.ts';
import {
  AM_OR_PM,
  DESKTOP,
  KEEPS_SHELL,
  openAs,
  openContext,
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
fake.world.verdict.settle();

const SIZES = [
  ['desktop', DESKTOP],
  ['phone', PHONE],
] as const;
const commune = () => fake.world.verdict.commune.id;
const hamletOf = (kind: string) =>
  fake.world.verdict.places.find((place) => place.kind === kind)?.hamlet.id ?? expect.fail(`no hamlet is ${kind}`);
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const sheet = (page: Page) => page.locator('dialog[open]');

/** Counts the clicks of a flow; each waits for the page it leads to. */
function clicking(page: Page) {
  let clicks = 0;
  return {
    click: async (selector: string, leadsTo: RegExp | string) => {
      clicks += 1;
      await page.locator(selector).first().click();
      if (typeof leadsTo === 'string') await page.locator(leadsTo).first().waitFor();
      else await page.waitForURL(leadsTo);
      await settled(page);
    },
    get count() {
      return clicks;
    },
  };
}

describe.each(SIZES)('on a %s', (name, size) => {
  const pages = (): [string, string][] => [
    ['tham-dinh', '/tham-dinh'],
    ['xa', `/tham-dinh/hien-tai/xa/${commune()}`],
    ['xa-dong', `/tham-dinh/${fake.world.verdict.periods[1]?.id}/xa/${commune()}`],
    ['thon', `/thon?xa=${commune()}`],
    ['thon-rong', '/thon?tim=khongco'],
    ['thon-weak', `/tham-dinh/hien-tai/thon/${hamletOf('weak')}`],
    ['thon-buoi', `/thon/${hamletOf('weak')}?xem=buoi`],
    ['thon-lich-su', `/thon/${hamletOf('weak')}?xem=lich-su`],
    ['thon-fm', `/thon/${hamletOf('fm')}`],
    ['thon-none', `/thon/${hamletOf('none')}`],
    ['thon-excluded', `/thon/${hamletOf('excluded')}`],
    ['buoi-partial', sessionAddress('weak', 'partial')],
    ['buoi-unknown', sessionAddress('dark', 'unknown')],
    ['buoi-fm', sessionAddress('fm', 'unknown')],
    ['buoi-none', `/thon/${hamletOf('weak')}/buoi/2020-01-01/morning`],
    ['bien-nhan', `/bien-nhan/${anyReceipt()}`],
    ['goc', `/ban-tin-goc/${anyReceipt()}`],
    ['goc-none', '/ban-tin-goc/1'],
  ];

  let page: Page;
  const errors: string[] = [];
  beforeAll(async () => {
    const context = await openContext(desk.browser, desk.address, size);
    page = await openAs(context, desk.address, 'appraiser', '/tham-dinh');
    page.on('pageerror', (error) => errors.push(error.message));
  });
  afterAll(() => page.context().close());

  test.each(pages())('%s is clean for axe, fits 320 px and says times of Vietnam', async (title, path) => {
    await visit(page, path);
    await shoot(page, `${title}-${name}`);
    await expectSound(page);
    const text = await visibleText(page);
    expect(text).not.toMatch(TWO_DIGIT_YEAR);
    expect(text).not.toMatch(AM_OR_PM);
    expect(text).not.toMatch(/\{\w+\}|\b[a-z-]+\.[a-z-]+\.[a-z-]+\b/);
    expect(await smallTargets(page)).toEqual([]);
    expect(await page.evaluate<number>("document.querySelectorAll('*').length")).toBeLessThanOrEqual(1_500);
    expect(await page.locator('h1').count()).toBe(1);
    if (size === PHONE) {
      await page.setViewportSize({ width: 320, height: 640 });
      expect(await overflow(page), 'at 320 px').toBeLessThanOrEqual(0);
      await page.setViewportSize(size);
    }
    expect(errors.splice(0)).toEqual([]);
  });

  test('four clicks lead from the verdict to the signed message, whose hash is that of the text shown', async () => {
    const page = await desk.open('appraiser', `/tham-dinh/hien-tai/xa/${commune()}`, size);
    const way = clicking(page);
    await way.click(`main table a[href*="/thon/${hamletOf('weak')}"]`, /\/tham-dinh\/hien-tai\/thon\//);
    await way.click('[data-heatmap] a[data-state=heard]', /\/buoi\//);
    await way.click('a[data-receipt]', /\/bien-nhan\//);
    const told = await page.locator('[data-hash=gateway]').textContent();
    await way.click('main a:has-text("Xem bản gốc đã ký")', /\/ban-tin-goc\//);
    expect(way.count).toBe(4);
    const shown = await page.locator('[data-raw=raw]').textContent();
    await page.locator('[data-hash=own]').waitFor();
    const hash = await page.locator('[data-hash=own]').textContent();
    expect(hash).toBe(sha256(shown ?? ''));
    expect(hash).toBe(told);
    for (const proof of ['hash', 'signature', 'inclusion', 'sealed'])
      expect(await page.locator(`[data-proof=${proof}]`).getAttribute('data-meaning'), proof).toBe('good');
    await page.locator('[role=tab]:has-text("Dễ đọc")').click();
    expect(await page.locator('[data-raw=readable]').textContent()).toContain('"kind": "receipt"');
    expect(await page.locator('nav ol li').allInnerTexts()).toHaveLength(4);
    await shoot(page, `goc-de-doc-${name}`);
  });

  test('three clicks take the dossier home, and nothing is offered before it is whole', async () => {
    const { dossiers } = fake.world;
    const before = dossiers.asked.length;
    dossiers.held = true;
    const page = await desk.open('appraiser', `/tham-dinh/hien-tai/xa/${commune()}`, size);
    const way = clicking(page);
    await way.click('main button:has-text("Xuất hồ sơ")', 'dialog[open] button:has-text("Tạo hồ sơ")');
    expect(await sheet(page).textContent()).toContain('35 thôn, 2 tháng (01/10/2026–22/11/2026)');
    await expectSound(page, 'export dialog');
    await shoot(page, `xuat-${name}`);
    await way.click('dialog[open] button:has-text("Tạo hồ sơ")', 'dialog[open] progress');
    expect(await sheet(page).locator('a[href*="/files/"]').count()).toBe(0);
    await expectSound(page, 'progress');
    await shoot(page, `xuat-dang-${name}`);
    dossiers.held = false;
    await sheet(page).locator('a:has-text("Tải hồ sơ")').waitFor();
    await expectSound(page, 'ready');
    await shoot(page, `xuat-xong-${name}`);
    const coming = page.waitForEvent('download');
    await sheet(page).locator('a:has-text("Tải hồ sơ")').click();
    const file = await (await coming).path();
    expect(way.count + 1).toBe(3);
    expect(sha256(readFileSync(file, 'utf8'))).toBe(await sheet(page).locator('code').first().textContent());
    expect(dossiers.asked.length).toBe(before + 1);
    expect(dossiers.asked.at(-1)).toMatchObject({ area: commune(), parts: ['pdf', 'xlsx', 'csv', 'page'] });
  });
});

describe('what a page says', () => {
  test('a commune says its sentence with and without exclusions, hamlets without loudspeakers in the denominator', async () => {
    const page = await desk.open('appraiser', `/tham-dinh/hien-tai/xa/${commune()}`);
    const answer = fake.world.coverage.coverage(commune(), { period: fake.world.verdict.periods[0]?.id });
    const [whole] = answer.communes;
    const without = answer.hamlets.filter((one) => one.without.verdict === 'met').length;
    const sentence = await page.locator('[data-commune-sentence]').textContent();
    expect(sentence).toContain('Xã An Hòa: Chưa đạt');
    expect(sentence).toContain(`${whole?.met}/35 thôn đạt, cần 35/35. Nếu không loại trừ: ${without}/35.`);
    expect(without).toBeLessThan(whole?.met ?? 0);
    expect(sentence).toContain('1 thôn không có loa, tính là chưa đạt.');
    expect(await page.locator('tbody th a').count()).toBeGreaterThanOrEqual(35);
  });

  test('the table’s numbers are those of the answer and of the CSV taken home', async () => {
    const page = await desk.open('appraiser', `/tham-dinh/hien-tai/xa/${commune()}`);
    await page.click('main button:has-text("Xuất hồ sơ")');
    await sheet(page).locator('button:has-text("Tạo hồ sơ")').click();
    await sheet(page).locator('a:has-text("Tải hồ sơ")').waitFor();
    await sheet(page).locator('summary').click();
    const coming = page.waitForEvent('download');
    await sheet(page).locator('a:has-text(".csv")').click();
    const csv = readFileSync(await (await coming).path(), 'utf8');
    await page.keyboard.press('Escape');
    const cells = await page
      .locator('table')
      .first()
      .locator('tbody tr')
      .evaluateAll((rows) =>
        rows.map((row) =>
          [...(row as unknown as { cells: Iterable<{ textContent: string }> }).cells].map((cell) => cell.textContent),
        ),
      );
    expect(cells).toHaveLength(35);
    for (const [name = '', , owed, heard, , missed, unknown] of cells)
      expect(csv).toContain(`\n${name},${owed},${heard},${missed},${unknown},`);
  });

  test('every state of a session has its own word and shape, and unknown is never drawn as heard', async () => {
    const all = everyState();
    const page = await desk.open('appraiser', `/thon/${all}`);
    const cells = await page.locator('[data-heatmap] a').evaluateAll((links) =>
      links.map((one) => {
        const link = one as unknown as {
          dataset: { state: string; meaning: string };
          ariaLabel: string;
          querySelector(selector: string): { getAttribute(name: string): string } | null;
        };
        return {
          state: link.dataset.state,
          shape: link.querySelector('svg')?.getAttribute('data-shape'),
          label: link.ariaLabel,
        };
      }),
    );
    const shapes = new Map(cells.map(({ state, shape }) => [state, shape]));
    expect(Object.fromEntries(shapes)).toEqual({
      ...{ heard: 'good', partial: 'partial', 'not-heard': 'bad', unknown: 'unknown' },
      ...{ excluded: 'excused', cancelled: 'excused' },
    });
    const shown = fake.world.verdict.hamlet(all, {});
    expect(cells).toHaveLength(shown?.sessions.length ?? 0);
    for (const { state, label } of cells) {
      expect(label).toMatch(/^\d{2}\/\d{2}\/\d{4} buổi (sáng|chiều): .+, nghe được .+ trong .+/);
      if (state === 'unknown') expect(label).toContain('không rõ');
    }
  });

  test('grey-scale and forced colours leave every state told by shape and word', async () => {
    const page = await desk.open('appraiser', `/thon/${hamletOf('weak')}?xem=buoi`);
    await page.emulateMedia({ forcedColors: 'active' });
    const words = await page.locator('tbody td[data-label="Kết quả"]').allInnerTexts();
    expect(words.every((word) => word.trim() !== '')).toBe(true);
    expect(new Set(words).size).toBeGreaterThanOrEqual(4);
    await shoot(page, 'forced-colors');
  });

  test('a hamlet met by visits says so, one without loudspeakers counts as not met, one that inherits says from whom it has it', async () => {
    const page = await desk.open('appraiser', `/thon/${hamletOf('fm')}`);
    expect(await visibleText(page)).toContain('Đạt (theo kiểm tra)');
    expect(
      await page.locator('h2:has-text("Kiểm tra tại chỗ") + *, table:has-text("người ngoài xã")').count(),
    ).toBeGreaterThan(0);
    await visit(page, `/thon/${hamletOf('fm-unvisited')}`);
    expect(await visibleText(page)).toContain('Thiếu 1 lần kiểm tra.');
    await visit(page, `/thon/${hamletOf('none')}`);
    expect(await page.locator('h1 + p').textContent()).toContain('Không có loa, tính là chưa đạt.');
    await visit(page, `/thon/${hamletOf('merged')}`);
    expect(await page.locator('h1 + p').textContent()).toContain('46 buổi lấy từ thôn cũ');
    await visit(page, `/thon/${hamletOf('weak')}`);
    expect(await visibleText(page)).toContain('Số 1207/QĐ-UBND');
    expect(await page.locator('h1 + p').textContent()).toMatch(/máy chủ ngừng theo dõi từ 04:10.*Thiếu \d+ buổi\./);
  });

  test('the rule is named with set, level and validity, never as a bare code; the search needs no tone marks', async () => {
    const page = await desk.open('appraiser', '/thon');
    expect(await page.locator('[data-rule]').textContent()).toMatch(
      /nội dung loa thuộc 8\.3\. Bộ tiêu chí: NTM nâng cao 2021–2025, mức nâng cao, hiệu lực từ 01\/01\/2026/,
    );
    await page.getByLabel('Tìm thôn, xã').fill('thuong son');
    await page.locator('tbody tr').first().waitFor();
    await expect.poll(() => page.locator('tbody th').allInnerTexts()).toEqual(['Thôn Thượng Sơn']);
    await page.getByLabel('Tìm thôn, xã').fill('an hoa');
    await page.getByLabel('Chỉ thôn có vấn đề').check();
    await expect.poll(() => page.locator('tbody th').count()).toBeLessThan(12);
    expect(await page.locator('tbody td[data-label="Đánh giá"]').allInnerTexts()).not.toContain('Đạt');
    await page.getByLabel('Kỳ').selectOption({ label: 'Quý III/2026 · đã khóa' });
    await page.locator('svg[data-shape=lock]').waitFor();
    await page.getByLabel('Quy tắc').selectOption('base');
    await page.locator('[data-rule]:has-text("mức cơ bản")').waitFor();
    expect(new URL(page.url()).search).toContain('quy-tac=base');
  });

  test('the rule shows all eleven points on one printed page, and two versions side by side mark what differs', async () => {
    const page = await desk.open('appraiser', `/tham-dinh/hien-tai/xa/${commune()}`);
    await page.click('main button:has-text("Xem quy tắc")');
    await sheet(page).locator('tbody tr').first().waitFor();
    expect(await sheet(page).locator('tbody tr').count()).toBe(12);
    expect(await sheet(page).locator('tbody').textContent()).toContain('Nghe được ít nhất 80,0% số buổi');
    await expectSound(page, 'rule');
    await shoot(page, 'quy-tac');
    await page.emulateMedia({ media: 'print' });
    const paper = await page.pdf({ preferCSSPageSize: true });
    if (process.env.LOAXA_TEST_SHOTS) writeFileSync(`${process.env.LOAXA_TEST_SHOTS}/rule.pdf`, paper);
    const pdf = paper.toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b(?!s)/g)).toHaveLength(1);
    await page.emulateMedia({ media: 'screen' });
    await sheet(page).getByLabel('So sánh với bản khác').selectOption('2');
    expect(await sheet(page).locator('tr[data-differs] th').allInnerTexts()).toEqual([
      '4. Đạt · khác',
      '10. Ít buổi · khác',
    ]);
    await expectSound(page, 'compared');
    await shoot(page, 'so-sanh');
    await page.keyboard.press('Escape');
    await sheet(page).waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Xem quy tắc');
  });

  test('a closed period has its lock, and later evidence stands beside it as an addendum', async () => {
    const page = await desk.open('appraiser', '/tham-dinh');
    await page.getByLabel('Kỳ').selectOption({ label: 'Quý III/2026 · đã khóa' });
    await page.locator('svg[data-shape=lock]').waitFor();
    expect(await visibleText(page)).toContain('Quý III/2026 đã đóng ngày 16/10/2026. Kết quả giữ nguyên mãi.');
    await visit(page, `/tham-dinh/${fake.world.verdict.periods[1]?.id}/xa/${commune()}`);
    const card = page.locator('section', { hasText: 'Phụ lục của kỳ đã đóng' });
    expect(await card.locator('tbody tr').count()).toBe(1);
    expect(await card.textContent()).toContain('Minh chứng đến sau khi đóng kỳ. Kết quả đã đóng giữ nguyên.');
  });
});

describe('when it goes wrong', () => {
  test('a dossier that broke off offers nothing but to be made again, and then it is whole', async () => {
    fake.world.dossiers.failNext = true;
    const page = await desk.open('appraiser', `/tham-dinh/hien-tai/xa/${commune()}`);
    await page.click('main button:has-text("Xuất hồ sơ")');
    await sheet(page).locator('button:has-text("Tạo hồ sơ")').click();
    await sheet(page).locator('[data-dossier=failed]').waitFor();
    expect(await sheet(page).textContent()).toContain('Hồ sơ chưa tạo xong.');
    expect(await sheet(page).locator('a').count()).toBe(0);
    await expectSound(page, 'failed');
    await sheet(page).locator('button:has-text("Tạo lại")').click();
    await sheet(page).locator('a:has-text("Tải hồ sơ")').waitFor();
  });

  test('no part chosen is said above the form and leads to the field', async () => {
    const page = await desk.open('appraiser', `/tham-dinh/hien-tai/xa/${commune()}`, PHONE);
    await page.click('main button:has-text("Xuất hồ sơ")');
    await sheet(page).locator('input[type=checkbox]').first().waitFor();
    for (const box of await sheet(page).locator('input[type=checkbox]').all()) await box.uncheck();
    await sheet(page).locator('button:has-text("Tạo hồ sơ")').click();
    await sheet(page).locator('[role=alert] a:has-text("Chọn ít nhất một phần.")').waitFor();
    await expectSound(page, 'nothing chosen');
  });

  test('without a network the last copy stays, and instead of the export stands its reason', async () => {
    const page = await desk.open('appraiser', `/tham-dinh/hien-tai/xa/${commune()}`, DESKTOP, KEEPS_SHELL);
    await page.context().setOffline(true);
    await page.locator('main header:has-text("Cần mạng để xuất hồ sơ.")').waitFor();
    expect(await page.locator('main button:has-text("Xuất hồ sơ")').count()).toBe(0);
    expect(await page.locator('tbody th a').count()).toBeGreaterThanOrEqual(35);
    await page.context().setOffline(false);
    await page.locator('main button:has-text("Xuất hồ sơ")').waitFor();
  });

  test('a message that was changed on its way is named so by the page itself', async () => {
    const position = anyReceipt();
    const page = await desk.open('appraiser', '/tham-dinh');
    await page.route(`**/api/v1/evidence/${position}`, async (route) => {
      const response = await route.fetch();
      const file = await response.json();
      const [entry] = file.entries;
      const [head, body, tail] = entry.jws.split('.');
      const payload = JSON.parse(Buffer.from(body, 'base64url').toString());
      payload.body.playedMs += 60_000;
      entry.jws = [head, Buffer.from(JSON.stringify(payload)).toString('base64url'), tail].join('.');
      await route.fulfill({ response, json: file });
    });
    await visit(page, `/ban-tin-goc/${position}`);
    await page.locator('[data-hash=own]').waitFor();
    for (const proof of ['hash', 'signature', 'inclusion'])
      expect(await page.locator(`[data-proof=${proof}]`).getAttribute('data-meaning'), proof).toBe('bad');
    await expectSound(page, 'forged');
  });

  test('a verdict that cannot be had says why and how to go on', async () => {
    const page = await desk.open('appraiser', '/thon');
    const problem = { type: 'about:blank', title: '', status: 500, code: 'internal' };
    await page.route('**/api/v1/coverage*', (route) =>
      route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify(problem) }),
    );
    await visit(page, '/tham-dinh');
    await page.locator('main [role=alert]:has-text("Máy chủ gặp lỗi.")').waitFor();
    await expectSound(page, 'failed');
    await page.unroute('**/api/v1/coverage*');
    await page.click('main button:has-text("Thử lại")');
    await page.locator('tbody tr').first().waitFor();
  });
});

describe('who may', () => {
  test('an appraiser lands on the period’s table and is shown nothing else', async () => {
    for (const size of [DESKTOP, PHONE]) {
      const page = await desk.open('appraiser', '/', size);
      await page.waitForURL(/\/tham-dinh$/);
      const header = await page.locator('h1 + p').boundingBox();
      const top = (await page.locator('header.mantine-AppShell-header').boundingBox())?.height ?? 0;
      expect((header?.y ?? 999) - top).toBeLessThanOrEqual(200);
      expect(await page.locator('[data-stop]').count()).toBe(0);
      const bar = await page.locator('nav a').allInnerTexts();
      if (size === PHONE) expect(bar.slice(0, 3)).toEqual(['Thẩm định', 'Thôn', 'Xác minh']);
      else expect(bar).toEqual(expect.arrayContaining(['Thẩm định', 'Thôn', 'Xác minh']));
      for (const closed of ['Tổng quan', 'Đang phát', 'Lịch phát', 'Cụm loa']) expect(bar).not.toContain(closed);
    }
  });

  test('an operator has no Thẩm định, and a leader opens the own commune there', async () => {
    const page = await desk.open('operator', '/tham-dinh');
    expect(await page.locator('h1').textContent()).toBe('Không có quyền');
    const leader = await desk.open('approver', '/tham-dinh');
    expect(await leader.locator('h1').textContent()).toBe('Thẩm định · Xã Hưng Lĩnh');
    await visit(leader, `/tham-dinh/hien-tai/xa/${commune()}`);
    await leader.locator('h1:has-text("Không có quyền")').waitFor();
  });

  test('the whole of F5 is done with the keyboard alone', async () => {
    const page = await desk.open('appraiser', `/tham-dinh/hien-tai/xa/${commune()}`);
    const press = async (selector: string) => {
      const aim = page.locator(selector).first();
      await aim.waitFor();
      for (let tabs = 0; tabs < 150; tabs += 1) {
        if (
          await aim.evaluate(
            (one) => one === (globalThis as unknown as { document: { activeElement: unknown } }).document.activeElement,
          )
        )
          break;
        await page.keyboard.press('Tab');
      }
      expect(await page.evaluate<boolean>("document.activeElement.matches(':focus-visible')")).toBe(true);
      await page.keyboard.press('Enter');
    };
    await press('main button:has-text("Xuất hồ sơ")');
    await press('dialog[open] button:has-text("Tạo hồ sơ")');
    await sheet(page).locator('a:has-text("Tải hồ sơ")').waitFor();
    const coming = page.waitForEvent('download');
    await press('dialog[open] a:has-text("Tải hồ sơ")');
    await coming;
    await page.keyboard.press('Escape');
    await press(`main table a[href*="/thon/${hamletOf('weak')}"]`);
    await page.waitForURL(/\/thon\//);
    await press('[data-heatmap] a[data-state=heard]');
    await press('a[data-receipt]');
    await press('main a:has-text("Xem bản gốc đã ký")');
    await page.locator('[data-hash=own]').waitFor();
    await page.locator('[role=tab][aria-selected=true]').focus();
    await page.keyboard.press('ArrowLeft');
    await page.locator('[data-raw=readable]').waitFor();
  });
});

/** Any session of this hamlet in this state, in the last 90 days. */
function sessionAddress(kind: string, state: string): string {
  const place = fake.world.verdict.places.find((one) => one.kind === kind);
  const session = [...(place?.sessions ?? [])].reverse().find((one) => one.state === state);
  return `/thon/${place?.hamlet.id}/buoi/${session?.day}/${session?.part}`;
}

/** A hamlet that has had every state in the last 90 days. */
function everyState(): string {
  const { verdict } = fake.world;
  const found = verdict.places.find(
    ({ hamlet }) => new Set(verdict.hamlet(hamlet.id, {})?.sessions.map(({ state }) => state)).size === 6,
  );
  return found?.hamlet.id ?? expect.fail('no hamlet has every state');
}

function anyReceipt(): number {
  const place = fake.world.verdict.places.find((one) => one.kind === 'weak');
  const session = [...(place?.sessions ?? [])].reverse().find((one) => one.state === 'partial');
  const run = fake.world.evidence.run(session?.runs[0] ?? '');
  return run?.deliveries.find((one) => one.hamlet === place?.hamlet.id)?.evidence ?? -1;
}
