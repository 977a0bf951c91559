import type { ImportResult } from '../../../protocol/api/areas.ts';
import type { SourceFigure } from '../../../protocol/api/reports.ts';
import type { AreaTree } from '../../areas/area-tree.ts';
import { readSheet, type SheetRow, wholeNumber, wordFrom } from '../../http/spreadsheet.ts';
import { FIGURE_WORDS } from './figure-words.ts';
import type { StoredFigure } from './figures-store.ts';

const COLUMNS = {
  area: ['area', 'địa bàn', 'đơn vị', 'tỉnh', 'xã', 'mã ĐVHC'],
  year: ['year', 'năm'],
  figure: ['figure', 'chỉ tiêu', 'số liệu'],
  value: ['value', 'giá trị', 'số lượng'],
  source: ['source', 'nguồn', 'nguồn số liệu'],
  note: ['note', 'ghi chú', 'trang, mục'],
} as const;
type Cells = SheetRow<keyof typeof COLUMNS>['cells'];
type Said = Omit<StoredFigure, 'importedAt' | 'importedBy'>;

/** What importing a table of figures would do. Lines that contradict each other are both taken: that is what the table is for. */
export function planFigures(
  bytes: Uint8Array,
  tree: AreaTree,
  mayPut: (area: string) => boolean,
): { result: ImportResult; figures: Said[] } {
  const { rows, errors } = readSheet(bytes, COLUMNS);
  const planned = new Map<string, Said>();
  for (const { row, cells } of rows) {
    const read = saidIn(cells, tree);
    if ('faults' in read) for (const fault of read.faults) errors.push({ row, ...fault });
    else if (!mayPut(read.said.area))
      errors.push({ row, column: 'area', message: 'This area does not belong to your account.' });
    else {
      const { area, year, figure, source, value } = read.said;
      planned.set(JSON.stringify([area, year, figure, source, value]), read.said);
    }
  }
  const figures = errors.length > 0 ? [] : [...planned.values()];
  const sorted = errors.sort((a, b) => a.row - b.row);
  return { result: { rows: rows.length, imported: figures.length, errors: sorted }, figures };
}

function saidIn(cells: Cells, tree: AreaTree): { said: Said } | { faults: { column: string; message: string }[] } {
  const area = areaOf(cells, tree);
  const year = Number(cells.year);
  const figure = figureOf(cells);
  const value = cells.value === undefined ? undefined : numberOf(cells.value);
  const { source, note = '' } = cells;
  const isYear = Number.isInteger(year) && year >= 1950 && year <= 2100;
  if (area !== undefined && isYear && figure !== undefined && value !== undefined && source !== undefined)
    return { said: { area, year, figure, value, source, note } };
  const wrong: [boolean, string, string][] = [
    [area === undefined, 'area', 'No province or commune, or more than one, has this code or name.'],
    [!isYear, 'year', 'A year has four digits, like 2024.'],
    [figure === undefined, 'figure', `Name one of: ${Object.keys(FIGURE_WORDS).join(', ')}.`],
    [value === undefined, 'value', 'The value is a number, like 375 or 1.020.000.000.'],
    [source === undefined, 'source', 'Name the source: a figure without one cannot be weighed.'],
  ];
  return { faults: wrong.flatMap(([is, column, message]) => (is ? [{ column, message }] : [])) };
}

function areaOf({ area }: Cells, tree: AreaTree): string | undefined {
  if (area === undefined) return undefined;
  return (tree.find('province', area) ?? tree.find('commune', area))?.id;
}

function figureOf({ figure }: Cells): SourceFigure['figure'] | undefined {
  return figure === undefined ? undefined : wordFrom(figure, FIGURE_WORDS);
}

function numberOf(text: string): number | undefined {
  const decimal = /^\d{1,9}[.,]\d{1,2}$/.test(text) ? Number(text.replace(',', '.')) : undefined;
  return decimal ?? wholeNumber(text);
}
