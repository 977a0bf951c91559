import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, describe, expect, it } from 'vitest';
import { csvLine } from '../../../gateway/documents/csv.ts';
import { Documents } from '../../../gateway/documents/documents.ts';
import { findFonts } from '../../../gateway/documents/fonts.ts';
import type { PrintedDocument } from '../../../gateway/documents/printed.ts';
import { pdfText } from './pdf-text.ts';
import { SAMPLE } from './sample.ts';
import { sheetsIn } from './sheets.ts';

const documents = new Documents();
const folder = mkdtempSync(join(tmpdir(), 'loaxa-documents-'));
afterAll(async () => {
  await documents.stop();
  rmSync(folder, { recursive: true, force: true });
});

const wide: PrintedDocument = {
  ...SAMPLE,
  tables: [{ columns: Array.from({ length: 12 }, (_, index) => ({ title: `Cột ${index}`, kind: 'count' })), rows: [] }],
};

describe('a report on paper', () => {
  it('says exactly this, word for word', async () => {
    const code = 'ABCD-EFGH-JKMN';
    const pdf = await documents.renderPdf({ ...SAMPLE, verification: { url: `http://loaxa.example/${code}`, code } });
    await expect(pdfText(pdf)).toMatchFileSnapshot('page.golden.txt');
  });

  it('is Vietnamese in composed letters, whatever its source wrote', async () => {
    const title = 'Nghệ Ấn, đường về'.normalize('NFD');
    const text = pdfText(await documents.renderPdf({ ...SAMPLE, facts: [{ label: 'Nơi', value: title }] }));
    expect(text).toContain('Nghệ Ấn, đường về'.normalize('NFC'));
    expect(text).toBe(text.normalize('NFC'));
  });

  it('repeats the head of a table on every page and counts the pages', async () => {
    const [table] = SAMPLE.tables;
    const rows = Array.from({ length: 90 }, () => table?.rows[0] ?? []);
    const pdf = await documents.renderPdf({ ...SAMPLE, tables: [{ columns: table?.columns ?? [], rows }] });
    const pages = pdfText(pdf)
      .split('\f')
      .filter((page) => page.includes('Ấp Đông Thượng'));
    expect(pages.length).toBeGreaterThan(2);
    for (const [index, page] of pages.entries()) {
      expect(page).toContain('Kinh phí');
      expect(page).toMatch(new RegExp(`Trang ${index + 1}/\\d`));
    }
  });

  it.each<[string, PrintedDocument, string]>([
    ['upright', SAMPLE, '595.28 x 841.89'],
    ['across when a table has many columns', wide, '841.89 x 595.28'],
  ])('lies %s', async (_title, document, size) => {
    const file = join(folder, 'page.pdf');
    writeFileSync(file, await documents.renderPdf(document));
    expect(spawnSync('pdfinfo', [file]).stdout.toString()).toContain(`${size} pts`);
  });

  it('carries its fonts in the file', async () => {
    const file = join(folder, 'fonts.pdf');
    writeFileSync(file, await documents.renderPdf(SAMPLE));
    const fonts = spawnSync('pdffonts', [file]).stdout.toString().trim().split('\n').slice(2);
    expect(fonts.length).toBeGreaterThan(1);
    // Columns emb, sub, uni.
    for (const font of fonts) expect(font).toMatch(/Tinos.* yes +yes +yes /);
  });

  it('says of an empty table that it is empty', async () => {
    const empty = {
      ...SAMPLE,
      tables: [{ columns: SAMPLE.tables[0]?.columns ?? [], rows: [], empty: 'Không có buổi.' }],
    };
    expect(pdfText(await documents.renderPdf(empty))).toContain('Không có buổi.');
  });
});

describe('a report as a workbook', () => {
  it('has the numbers of the paper as numbers, with their formats', async () => {
    const [sheet] = sheetsIn(await documents.renderXlsx(SAMPLE));
    expect(sheet?.name).toBe('Kết quả từng thôn');
    expect(sheet?.rows[1]?.map(({ value }) => value)).toEqual([
      ...[
        1,
        'Ấp Đông Thượng',
        46_349,
        expect.closeTo(46_349 + 5.5 / 24, 6),
        0.887,
        920_000 / 86_400_000,
        50_000_000,
        1234.5,
      ],
    ]);
    expect(sheet?.rows[1]?.map(({ format }) => format)).toEqual([
      ...['#,##0', undefined, 'dd/mm/yyyy', 'dd/mm/yyyy hh:mm', '0.0%', '[h]:mm:ss', '#,##0', '#,##0.0'],
    ]);
    expect(sheet?.rows[2]?.[4]?.value).toBe(0.999);
    expect(sheet?.frozen).toBe(true);
  });

  it('takes a text that looks like a formula as text', async () => {
    const [sheet] = sheetsIn(await documents.renderXlsx(SAMPLE));
    expect(sheet?.rows[2]?.[1]).toMatchObject({ value: '=HYPERLINK("http://x")', formula: false });
  });
});

describe('a report as CSV', () => {
  it('begins with the byte order mark, and its lines end as RFC 4180 says', async () => {
    const csv = await documents.renderCsv(SAMPLE);
    expect(csv.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(csv.toString().replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  it.each(['=1+1', '+1', '-1', '@SUM(1)', '＝1+1', '＋1', '－1', '＠x', '\t=1', '\r=1', '\n=1'])(
    'defuses %j',
    (text) => {
      expect(parse(csvLine([text, 'a=1']))).toEqual([[`'${text}`, 'a=1']]);
    },
  );

  it('gives the same numbers as the paper, as programs read them', async () => {
    const rows: string[][] = parse(await documents.renderCsv(SAMPLE), { bom: true });
    expect(rows).toEqual([
      ['TT', 'Thôn', 'Ngày', 'Lúc', 'Tỷ lệ (%)', 'Thời lượng', 'Kinh phí', 'Bình quân'],
      ['1', 'Ấp Đông Thượng', '2026-11-23', '2026-11-23 05:30', '88.7', '920', '50000000', '1234.5'],
      ['2', `'=HYPERLINK("http://x")`, '2026-01-05', '2026-01-05 17:00', '99.9', '3600', '0', '7'],
      ['3', 'Ngõ "Ân", xóm 2', '2025-12-31', '', '', '0', '', '0.3'],
      ['', 'Cộng', '', '', '50', '4520', '50000000', ''],
    ]);
  });

  it('has a block for each of several tables', async () => {
    const [table] = SAMPLE.tables;
    if (!table) throw new Error('the sample has a table');
    const two = { ...SAMPLE, tables: [table, { ...table, title: 'Bảng sau' }] };
    const text = (await documents.renderCsv(two)).toString();
    expect(text).toContain('\r\n\r\nBảng sau\r\nTT,Thôn');
  });
});

describe('the thread that makes documents', () => {
  it('leaves the event loop free', async () => {
    const [table] = SAMPLE.tables;
    const rows = Array.from({ length: 1_500 }, () => table?.rows[0] ?? []);
    let turns = 0;
    const turning = setInterval(() => turns++, 5);
    await documents.renderPdf({ ...SAMPLE, tables: [{ columns: table?.columns ?? [], rows }] });
    clearInterval(turning);
    expect(turns).toBeGreaterThan(10);
  });

  it('is taken off a document nobody waits for, and makes the next', async () => {
    const [table] = SAMPLE.tables;
    const rows = Array.from({ length: 20_000 }, () => table?.rows[0] ?? []);
    const ending = new AbortController();
    const long = documents.renderPdf({ ...SAMPLE, tables: [{ columns: table?.columns ?? [], rows }] }, ending.signal);
    const queued = new AbortController();
    const second = documents.renderCsv(SAMPLE, queued.signal);
    queued.abort(new Error('not needed'));
    await expect(second).rejects.toThrow('not needed');
    ending.abort(new Error('enough'));
    await expect(long).rejects.toThrow('enough');
    expect((await documents.renderCsv(SAMPLE)).length).toBeGreaterThan(100);
  });

  it('takes no more than so many at once', async () => {
    const all = Array.from({ length: 40 }, () => documents.renderCsv(SAMPLE));
    const outcomes = await Promise.allSettled(all);
    expect(outcomes.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0);
    const refused = outcomes.find((one) => one.status === 'rejected');
    expect(refused?.reason).toMatchObject({ code: 'documents-busy', status: 503 });
  });

  it('packs files whole, in order, the same way each time', async () => {
    const names = ['b.txt', 'a.bin'];
    writeFileSync(join(folder, 'b.txt'), 'xin chào');
    writeFileSync(join(folder, 'a.bin'), Buffer.alloc(1_000_000, 7));
    const first = await documents.pack({ folder, names, into: join(folder, 'one.zip') });
    const second = await documents.pack({ folder, names, into: join(folder, 'two.zip') });
    expect(first).toEqual(second);
    expect(readFileSync(join(folder, 'one.zip')).length).toBe(first.bytes);
    expect(spawnSync('python3', ['-m', 'zipfile', '-t', join(folder, 'one.zip')]).status).toBe(0);
    expect(spawnSync('python3', ['-m', 'zipfile', '-l', join(folder, 'one.zip')]).stdout.toString()).toMatch(
      /b\.txt[\s\S]*a\.bin/,
    );
  });
});

it('the fonts are found only where all of them lie', () => {
  expect(findFonts([folder])).toBeUndefined();
  expect(Object.keys(findFonts() ?? {})).toEqual(['Serif', 'Mono']);
});
