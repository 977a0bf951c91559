// pure
import type { ReportCell, ReportColumn } from '../../protocol/api/reports.ts';
import { dayOf, timeOf } from '../../protocol/vietnam-time.ts';
import { roundedShare } from './cell-text.ts';
import { type PrintedDocument, type ReportTable, tablesOf } from './printed.ts';

/** So that Excel reads UTF-8. */
export const BYTE_ORDER_MARK = '\uFEFF';

/**
 * A document as one CSV file (RFC 4180, UTF-8): its table; of several tables blocks, each below its title, an empty line between.
 * Numbers as programs read them (88.7 of a percentage), rounded as they are printed; days YYYY-MM-DD.
 */
export function csvOf(document: PrintedDocument): string {
  const tables = tablesOf(document);
  const blocks = tables.map((table, index) => {
    const title = table.title ?? (index === 0 ? document.title : `Bảng ${index + 1}`);
    return `${tables.length > 1 ? csvLine([title]) : ''}${csvOfTable(table)}`;
  });
  return BYTE_ORDER_MARK + blocks.join('\r\n');
}

function csvOfTable({ columns, rows, foot }: ReportTable): string {
  const lines = [...rows, ...(foot ? [foot] : [])];
  return [
    csvLine(columns.map(({ title }) => title)),
    ...lines.map((cells) => csvLine(columns.map(({ kind }, index) => plain(kind, cells[index] ?? null)))),
  ].join('');
}

/** One line with its end. Text that a spreadsheet would run as a formula is defused with an apostrophe. */
export function csvLine(cells: readonly (string | number | boolean | null | undefined)[]): string {
  return `${cells.map((cell) => quoted(typeof cell === 'string' ? defused(cell) : String(cell ?? ''))).join(',')}\r\n`;
}

function plain(kind: ReportColumn['kind'], cell: ReportCell): string | number | null {
  if (typeof cell !== 'number') return cell?.normalize('NFC') ?? null;
  switch (kind) {
    case 'percent':
      return roundedShare(cell);
    case 'instant':
      return `${dayOf(cell)} ${timeOf(cell)}`;
    case 'duration':
      return Math.round(cell / 1000);
    case 'decimal':
      return Math.round(cell * 10) / 10;
    default:
      return cell;
  }
}

/** OWASP, CSV injection: what a cell of text may not begin with; the wide signs too, which some offices' Excel takes for the same. */
function defused(text: string): string {
  return /^[=+\-@＝＋－＠\t\r\n]/.test(text) ? `'${text}` : text;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
