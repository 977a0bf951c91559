import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
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
beforeAll(() => fake.world.verdict.settle());

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

  test('every page of the way is clean for axe, fits 320 px and says times of Vietnam', async () => {
    const page = await desk.open('appraiser', '/tham-dinh', size);
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    for (const [title, path] of pages()) {
      await visit(page, path);
      await shoot(page, `${title}-${name}`);
      await expectSound(page, `${title} ${path}`);
      const text = await visibleText(page);
      expect(text, title).not.toMatch(TWO_DIGIT_YEAR);
      expect(text, title).not.toMatch(AM_OR_PM);
      expect(text, title).not.toMatch(/\{\w+\}|\b[a-z-]+\.[a-z-]+\.[a-z-]+\b/);
      expect(await smallTargets(page), title).toEqual([]);
      expect(await page.evaluate<number>("document.querySelectorAll('*').length"), title).toBeLessThanOrEqual(1_500);
      expect(await page.locator('h1').count()).toBe(1);
      if (size === PHONE) {
        await page.setViewportSize({ width: 320, height: 640 });
        expect(await overflow(page), `${title} at 320 px`).toBeLessThanOrEqual(0);
        await page.setViewportSize(size);
      }
      expect(errors.splice(0), title).toEqual([]);
    }
  });

  test('four clicks lead from the verdict to the signed message, whose hash is that of the text shown', async () => {
    const page = await desk.open('appraiser', `/tham-dinh/hien-tai/xa/${commune()}`, size);
    const way = clicking(page);
    await way.click(`main table a[href*="/thon/${hamletOf('weak')}"]`, /\/tham-dinh\/hien-tai\/thon\//);
    await way.click('[data-heatmap] a[data-state=heard]', /\/buoi\//);
    await way.click('a[data-receipt]', /\/bien-nhan\//);
    const told = await page.locator('[data-hash=gateway]').innerText();
    await way.click('main a:has-text("Xem bản gốc đã ký")', /\/ban-tin-goc\//);
    expect(way.count).toBe(4);
    const shown = await page.locator('[data-raw=raw]').textContent();
    await page.locator('[data-hash=own]').waitFor();
    const hash = await page.locator('[data-hash=own]').innerText();
    expect(hash).toBe(sha256(shown ?? ''));
    expect(hash).toBe(told);
    for (const proof of ['hash', 'signature', 'inclusion', 'sealed'])
      expect(await page.locator(`[data-proof=${proof}]`).getAttribute('data-meaning'), proof).toBe('good');
    await page.locator('[role=tab]:has-text("Dễ đọc")').click();
    expect(await page.locator('[data-raw=readable]').innerText()).toContain('"kind": "receipt"');
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
    expect(await sheet(page).innerText()).toContain('35 thôn, 2 tháng (01/10/2026–22/11/2026)');
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
    expect(sha256(readFileSync(file, 'utf8'))).toBe(await sheet(page).locator('code').first().innerText());
    expect(dossiers.asked.length).toBe(before + 1);
    expect(dossiers.asked.at(-1)).toMatchObject({ area: commune(), parts: ['pdf', 'xlsx', 'csv', 'page'] });
  });
});

/** Any session of this hamlet in this state, in the last 90 days. */
function sessionAddress(kind: string, state: string): string {
  const place = fake.world.verdict.places.find((one) => one.kind === kind);
  const session = [...(place?.sessions ?? [])].reverse().find((one) => one.state === state);
  return `/thon/${place?.hamlet.id}/buoi/${session?.day}/${session?.part}`;
}

function anyReceipt(): number {
  const place = fake.world.verdict.places.find((one) => one.kind === 'weak');
  const session = [...(place?.sessions ?? [])].reverse().find((one) => one.state === 'partial');
  const run = fake.world.evidence.run(session?.runs[0] ?? '');
  return run?.deliveries.find((one) => one.hamlet === place?.hamlet.id)?.evidence ?? -1;
}
