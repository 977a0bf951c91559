import writeXlsxFile, { type Cell, type Row, type Sheet } from 'write-excel-file/node';
import type { ReportCell, ReportColumn } from '../../protocol/api/reports.ts';
import { DAY_MS, HOUR_MS } from '../../protocol/units.ts';
import { startOfDay } from '../../protocol/vietnam-time.ts';
import { roundedShare } from './cell-text.ts';
import { type PrintedDocument, type ReportTable, tablesOf } from './printed.ts';

type ColumnKind = ReportColumn['kind'];

/** What Excel shows of a number; the separators are those of the reader's own Excel. */
const FORMATS: Partial<Record<ColumnKind, string>> = {
  count: '#,##0',
  money: '#,##0',
  decimal: '#,##0.0',
  percent: '0.0%',
  duration: '[h]:mm:ss',
  day: 'dd/mm/yyyy',
  instant: 'dd/mm/yyyy hh:mm',
};
const HEAD = { fontWeight: 'bold', wrap: true, align: 'center', alignVertical: 'center', ...box() } as const;
const SHORTEST = 6;
const LONGEST = 48;
/** Excel's own limit. */
const NAME_LENGTH = 31;

/** A workbook: one sheet a table, its head frozen, numbers as numbers with a format. */
export function xlsxOf(document: PrintedDocument): Promise<Buffer> {
  const names = new Set<string>();
  const sheets = tablesOf(document).map((table, index) => sheetOf(table, nameFor(table, document, index, names)));
  return writeXlsxFile(sheets, { fontFamily: 'Times New Roman', fontSize: 12 }).toBuffer();
}

function sheetOf(table: ReportTable, sheet: string): Sheet<never> {
  const { columns, rows, foot } = table;
  const line = (cells: readonly ReportCell[], more: object = {}): Row =>
    columns.map(({ kind }, index) => cellOf(kind, cells[index] ?? null, more));
  const head: Row = columns.map(({ title }) => ({ value: title.normalize('NFC'), type: String, ...HEAD }));
  return {
    sheet,
    data: [head, ...rows.map((cells) => line(cells)), ...(foot ? [line(foot, { fontWeight: 'bold' })] : [])],
    columns: columns.map(({ title }, index) => ({ width: widthOf(title, rows, index) })),
    stickyRowsCount: 1,
    ...(table.landscape || columns.length > 9 ? { orientation: 'landscape' as const } : {}),
  };
}

function cellOf(kind: ColumnKind, cell: ReportCell, more: object): Cell {
  if (cell === null || cell === '') return { ...box(), ...more };
  const format = FORMATS[kind];
  const style = { ...(format ? { format } : {}), alignVertical: 'top' as const, ...box(), ...more };
  if (typeof cell === 'string') {
    if (kind === 'day' && /^\d{4}-\d\d-\d\d$/.test(cell))
      return { value: clockFace(startOfDay(cell)), type: Date, ...style };
    return { value: cell.normalize('NFC'), type: String, alignVertical: 'top', wrap: true, ...box(), ...more };
  }
  if (kind === 'instant') return { value: clockFace(cell), type: Date, ...style };
  return { value: numberOf(kind, cell), type: Number, ...style };
}

/** The number that is printed, so that the sheet and the paper say the same. */
function numberOf(kind: ColumnKind, cell: number): number {
  if (kind === 'percent') return Math.round(roundedShare(cell) * 10) / 1000;
  return kind === 'duration' ? cell / DAY_MS : cell;
}

/** A spreadsheet knows no zones: what a clock in Vietnam showed. */
function clockFace(instant: number): Date {
  return new Date(instant + 7 * HOUR_MS);
}

function widthOf(title: string, rows: readonly (readonly ReportCell[])[], index: number): number {
  const longest = rows.slice(0, 200).reduce((most, cells) => Math.max(most, String(cells[index] ?? '').length), 0);
  const word = Math.max(...title.split(/\s+/).map((part) => part.length));
  return Math.min(LONGEST, Math.max(SHORTEST, longest + 2, word + 2, Math.ceil(title.length / 3)));
}

/** A sheet's name is unique, short, and without the signs Excel refuses. */
function nameFor(table: ReportTable, document: PrintedDocument, index: number, taken: Set<string>): string {
  const wanted = (table.title ?? (index === 0 ? document.title : `Bảng ${index + 1}`)).normalize('NFC');
  const clean = wanted
    .replace(/[\\/?*[\]:']/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, NAME_LENGTH)
    .trim();
  let name = clean || `Bảng ${index + 1}`;
  for (let copy = 2; taken.has(name.toLowerCase()); copy++) name = `${clean.slice(0, NAME_LENGTH - 4).trim()} ${copy}`;
  taken.add(name.toLowerCase());
  return name;
}

function box() {
  return { borderStyle: 'thin', borderColor: '#808080' } as const;
}
