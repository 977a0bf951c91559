import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { strToU8, zipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SampleLog, sampleLog } from '../gateway/evidence/sample-dossier.ts';
import { builtDashboard } from './built.ts';
import { deskOfFile, expectSound } from './desk.ts';
import { KNOWN_CODE } from './fake/evidence-routes.ts';
import { DESKTOP, PHONE, shoot, smallTargets, visibleText } from './screen.ts';

const PATH = '/xac-minh';
const POSITIONS = [0, 1, 2, 255, 256, 300, 301, 511, 512, 599];

const desk = deskOfFile();
let sample: SampleLog;
let folder: string;
/** A whole dossier; one with a byte of entry 301 flipped; one whose table says more than was signed. */
const dossier = { whole: '', flipped: '', told: '', broken: '' };

beforeAll(async () => {
  sample = await sampleLog(600);
  folder = mkdtempSync(join(tmpdir(), 'loaxa-dossiers-'));
  const files = await sample.dossier(POSITIONS);
  dossier.whole = keep('dossier.zip', files);
  const evidence = Buffer.from(files.get('evidence.jsonl') ?? '');
  const at = evidence.indexOf('"jws":"', evidence.indexOf('{"position":301,')) + 200;
  evidence[at] = (evidence[at] as number) ^ 1;
  dossier.flipped = keep('flipped.zip', new Map<string, string | Uint8Array>([...files, ['evidence.jsonl', evidence]]));
  const told = (files.get('deliveries.csv') ?? '').replace(/,50060,microphone/, ',59999,microphone');
  dossier.told = keep('told.zip', new Map([...files, ['deliveries.csv', told]]));
  const bytes = readFileSync(dossier.whole);
  dossier.broken = join(folder, 'broken.zip');
  writeFileSync(dossier.broken, bytes.subarray(0, bytes.length / 2));
});
afterAll(async () => {
  await sample.close();
  rmSync(folder, { recursive: true, force: true });
});

function keep(name: string, files: ReadonlyMap<string, string | Uint8Array>): string {
  const path = join(folder, name);
  writeFileSync(
    path,
    zipSync(
      Object.fromEntries([...files].map(([file, text]) => [file, typeof text === 'string' ? strToU8(text) : text])),
    ),
  );
  return path;
}

/** The two answers, by their shape: each says good or bad. */
const answers = (page: Page) =>
  page.locator('[data-answer]').evaluateAll((all) => all.map((one) => one.getAttribute('data-answer')));

async function judge(page: Page, file: string): Promise<string> {
  await page.setInputFiles('#dossier-file', file);
  await page
    .locator(`text=${file.split('/').at(-1)}`)
    .first()
    .waitFor();
  await page.locator('[data-answer], [role=alert], p.wrong').first().waitFor();
  return visibleText(page);
}

describe('the public page', () => {
  const open = async (path = PATH, size = DESKTOP) => {
    const page = await (await desk.window(size)).newPage();
    await page.goto(path);
    await page.waitForSelector('h1');
    return page;
  };

  test.each([DESKTOP, PHONE])('answers both questions to somebody without an account at %o', async (size) => {
    const page = await open(PATH, size);
    await expectSound(page, 'empty');
    await shoot(page, `verify-empty-${size.width}`);
    const text = await judge(page, dossier.whole);
    expect(await answers(page)).toEqual(['good', 'good']);
    expect(text).toContain('Không. Dữ liệu còn nguyên vẹn.');
    expect(text).toContain('Máy chủ loaxa/test, 08:00, 22/11/2026.');
    expect(text).toContain('Đã kiểm tra 10 bản ghi, 10 chữ ký của cụm loa, 5 tệp.');
    expect(text).toContain('Xã An Hòa');
    expect(text).toContain('01/08/2026 – 31/10/2026');
    await expectSound(page, 'whole');
    expect(await smallTargets(page)).toEqual([]);
    await shoot(page, `verify-whole-${size.width}`);
    await judge(page, dossier.flipped);
    await page.locator('[data-answer=bad]').first().waitFor();
    await expectSound(page, 'flipped');
    await shoot(page, `verify-flipped-${size.width}`);
  });

  test('sends nothing: without network it judges all the same, and names the entry of which one byte was flipped', async () => {
    const page = await open();
    await page.waitForLoadState('networkidle');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.context().setOffline(true);
    await judge(page, dossier.whole);
    expect(await answers(page)).toEqual(['good', 'good']);
    const text = await judge(page, dossier.flipped);
    expect(await answers(page)).toEqual(['bad', 'good']);
    expect(text).toContain('Bản ghi 301 bị sửa');
    expect(text).toContain('Tệp evidence.jsonl bị sửa');
    expect(asked).toEqual([]);
  });

  test('says which row of a table is not what was signed', async () => {
    const page = await open();
    const text = await judge(page, dossier.told);
    expect(await answers(page)).toEqual(['bad', 'good']);
    expect(text).toMatch(/Dòng \d+ của deliveries\.csv: heard_ms là 59999, nhưng bản ghi 300 đã ký là 50060/);
  });

  test('tells a stranger’s key, a broken archive and a file of another kind apart', async () => {
    const page = await open();
    await page.fill('#public-key', sample.publicKey);
    expect(await judge(page, dossier.whole)).toContain('Chữ ký đúng theo khóa bạn đã dán.');
    await page.fill('#public-key', sample.nodes[0]?.publicKey ?? '');
    expect(await judge(page, dossier.whole)).toContain('không phải do khóa này ký');
    expect((await answers(page)).at(-1)).toBe('bad');
    await page.fill('#public-key', 'abc');
    expect(await visibleText(page)).toContain('Đây không phải khóa công khai');
    await page.fill('#public-key', '');
    await judge(page, dossier.broken);
    expect((await answers(page))[0]).toBe('bad');
    writeFileSync(join(folder, 'anh.json'), '{"a":1}');
    expect(await judge(page, join(folder, 'anh.json'))).toContain('Tệp không phải hồ sơ LoaXã.');
    await expectSound(page);
  });

  test.each([DESKTOP, PHONE])(
    'opens with the code of a QR and shows what the server says of it at %o',
    async (size) => {
      const page = await open(`${PATH}?ma=${KNOWN_CODE}`, size);
      await page.locator('text=12/HS-LX-2026').waitFor();
      const text = await visibleText(page);
      expect(text).toContain('Xã Hưng Lĩnh');
      expect(text).toContain('01/08/2026 – 31/10/2026');
      expect(text).toContain('1'.repeat(64));
      await expectSound(page);
      await shoot(page, `verify-code-${size.width}`);
      await page.fill('#dossier-code', '7k2m 9qhd 4txb');
      await page.keyboard.press('Enter');
      await page.locator('text=không có hồ sơ mang mã 7K2M-9QHD-4TXB').waitFor();
      await page.fill('#dossier-code', KNOWN_CODE.replaceAll('-', '').toLowerCase());
      await page.click('button:has-text("Tra mã")');
      await page.locator('text=12/HS-LX-2026').waitFor();
      expect(page.url()).toContain(`?ma=${KNOWN_CODE}`);
    },
  );

  test('speaks English, and by keyboard alone', async () => {
    const page = await open();
    await page.locator('text=English').first().click();
    await page.locator('h1:has-text("Verify a dossier")').waitFor();
    expect(await judge(page, dossier.flipped)).toContain('Entry 301 was changed');
    const choose = page.locator('button:has-text("Choose the file")');
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), choose.press('Enter')]);
    await chooser.setFiles(dossier.whole);
    await page.locator('text=The data are whole').waitFor();
  });
});

describe('the page in one file', () => {
  const open = async (size = DESKTOP) => {
    const page = await (await desk.window(size)).newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    const file = join(await builtDashboard(), 'standalone', 'xac-minh.html');
    const errors: string[] = [];
    page.on('console', (said) => said.type() === 'error' && errors.push(said.text()));
    await page.goto(pathToFileURL(file).href);
    return { page, asked, errors };
  };

  test.each([DESKTOP, PHONE])('opened from the disk judges a dossier and asks nobody anything at %o', async (size) => {
    const { page, asked, errors } = await open(size);
    const whole = await judge(page, dossier.whole);
    expect(await answers(page)).toEqual(['good', 'good']);
    expect(whole).toContain('Máy chủ loaxa/test');
    await expectSound(page);
    await shoot(page, `standalone-${size.width}`);
    await page.setInputFiles('#dossier-file', dossier.flipped);
    await page.locator('text=Bản ghi 301 bị sửa').first().waitFor();
    expect(await answers(page)).toEqual(['bad', 'good']);
    await page.click('button:has-text("English")');
    expect(await visibleText(page)).toContain('Verify a dossier');
    expect(asked.filter((url) => !url.startsWith('file:') && !url.startsWith('blob:'))).toEqual([]);
    expect(asked.filter((url) => url.startsWith('file:'))).toHaveLength(1);
    expect(errors).toEqual([]);
  });

  test('lets no script but its own run and nothing be sent, whoever asks for it', async () => {
    const { page, asked } = await open();
    const refused = await page.evaluate(
      "fetch('https://example.invalid/x', { method: 'POST', body: 'x' }).then(() => 'sent', (error) => error.name)",
    );
    expect(refused).toBe('TypeError');
    expect(asked.some((url) => url.includes('example.invalid'))).toBe(false);
    expect(await page.content()).toMatch(/default-src 'none'; script-src 'sha256-/);
  });
});
