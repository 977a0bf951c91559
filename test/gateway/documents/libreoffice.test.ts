import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { xlsxOf } from '../../../gateway/documents/xlsx.ts';
import { SAMPLE } from './sample.ts';

/** Comma, quotes, UTF-8, from the first line; cells as they are shown. */
const FILTER = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true';

// LibreOffice is no part of the CI's machine: there the workbook is read by the test's own reader only.
it.skipIf(!existsSync('/usr/bin/soffice'))(
  'LibreOffice shows the numbers of the paper',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'loaxa-office-'));
    writeFileSync(join(folder, 'ho-so.xlsx'), await xlsxOf(SAMPLE));
    const profile = `-env:UserInstallation=file://${folder}/profile`;
    const args = ['--headless', profile, '--convert-to', FILTER, '--outdir', folder, join(folder, 'ho-so.xlsx')];
    const { status } = spawnSync('soffice', args, { timeout: 100_000, env: { ...process.env, HOME: folder } });
    expect(status).toBe(0);
    const rows: string[][] = parse(readFileSync(join(folder, 'ho-so.csv')), { bom: true });
    rmSync(folder, { recursive: true, force: true });
    expect(rows).toEqual([
      ['TT', 'Thôn', 'Ngày', 'Lúc', 'Tỷ lệ (%)', 'Thời lượng', 'Kinh phí', 'Bình quân'],
      ['1', 'Ấp Đông Thượng', '23/11/2026', '23/11/2026 05:30', '88.7%', '0:15:20', '50,000,000', '1,234.5'],
      ['2', '=HYPERLINK("http://x")', '05/01/2026', '05/01/2026 17:00', '99.9%', '1:00:00', '0', '7.0'],
      ['3', 'Ngõ "Ân", xóm 2', '31/12/2025', '', '', '0:00:00', '', '0.3'],
      ['', 'Cộng', '', '', '50.0%', '1:15:20', '50,000,000', ''],
    ]);
  },
  110_000,
);
