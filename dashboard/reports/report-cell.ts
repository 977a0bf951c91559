// pure
import type { ReportCell, ReportColumn, ReportDocument } from '../../protocol/api/reports.ts';
import { dateTimeText, dayText } from '../format/date.ts';
import type { Format } from '../format/format.ts';

type Kind = ReportColumn['kind'];
export type Table = ReportDocument['tables'][number];

/** A cell as it is read; the same number stands in PDF, XLSX and CSV. */
export function cellText(cell: ReportCell | undefined, kind: Kind, format: Format): string {
  if (cell === null || cell === undefined || cell === '') return '';
  if (typeof cell === 'string') return kind === 'day' && /^\d{4}-\d{2}-\d{2}$/.test(cell) ? dayText(cell) : cell;
  switch (kind) {
    case 'percent':
      return format.percent(cell);
    case 'duration':
      return format.duration(cell);
    case 'instant':
      return dateTimeText(cell);
    case 'money':
    case 'count':
      return format.number(cell);
    case 'decimal':
      return format.number(cell, 2);
    case 'text':
    case 'day':
      return String(cell);
  }
}

export function isNumeric(kind: Kind): boolean {
  return kind !== 'text' && kind !== 'day' && kind !== 'instant';
}

const CELLS_SHOWN = 420;

/** How many rows of a table a page shows: a wide log of a month would be more than a browser should hold. */
export function rowsPerPage({ columns }: Table): number {
  return Math.max(5, Math.floor(CELLS_SHOWN / Math.max(1, columns.length)));
}

/** The sums below a table, with their columns' titles: what the sentence above the preview says. */
export function sumsOf({ columns, foot }: Table, format: Format, most = 4): { title: string; value: string }[] {
  return columns
    .flatMap((column, index) => {
      const cell = foot?.[index];
      return typeof cell === 'number' && isNumeric(column.kind)
        ? [{ title: column.title, value: cellText(cell, column.kind, format) }]
        : [];
    })
    .slice(0, most);
}
