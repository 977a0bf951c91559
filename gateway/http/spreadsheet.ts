import { parse } from 'csv-parse/sync';
import type { ImportResult } from '../../protocol/api/areas.ts';
import { foldForSearch } from '../../protocol/vietnamese.ts';
import { InvalidInputError } from '../errors.ts';

export type ImportError = ImportResult['errors'][number];

/** The names a column may go by, English and Vietnamese; compared without accents, case and punctuation. */
export type ColumnNames = Readonly<Record<string, readonly string[]>>;

/** One row of a table; `row` counts as a spreadsheet does (the header is row 1). */
export interface SheetRow<C extends string> {
  readonly row: number;
  /** The cell without surrounding spaces, in NFC; undefined when empty or when there is no such column. */
  readonly cells: Readonly<Partial<Record<C, string>>>;
}

const MAX_ROWS = 50_000;
const MAX_CELL = 500;

/**
 * Reads CSV as office programs write it: UTF-8 with or without BOM, commas, semicolons or tabs. Throws InvalidInputError when
 * it is no such table; what is wrong with single rows comes back in `errors`.
 */
export function readSheet<N extends ColumnNames>(
  bytes: Uint8Array,
  names: N,
): { rows: SheetRow<Extract<keyof N, string>>[]; errors: ImportError[] } {
  const records = parseRecords(textOf(bytes));
  const [header, ...body] = records;
  if (!header || header.every((cell) => cell.trim() === ''))
    throw new InvalidInputError('empty-table', 'The file has no header row; the first line must name the columns.');
  if (body.length > MAX_ROWS)
    throw new InvalidInputError('too-many-rows', `${body.length} rows; divide the file at ${MAX_ROWS}.`);
  const columns = columnsOf(header, names);
  const rows: SheetRow<Extract<keyof N, string>>[] = [];
  const errors: ImportError[] = [];
  for (const [index, record] of body.entries()) {
    const row = index + 2;
    if (record.every((cell) => cell.trim() === '')) continue;
    if (record.slice(header.length).some((cell) => cell.trim() !== ''))
      errors.push({ row, message: `${record.length} cells under ${header.length} columns; put quotes round commas.` });
    const cells: Partial<Record<string, string>> = {};
    for (const [position, column] of columns) {
      const value = (record[position] ?? '').normalize('NFC').replace(/\s+/g, ' ').trim();
      if (value.length > MAX_CELL) errors.push({ row, column, message: `More than ${MAX_CELL} characters.` });
      else if (value !== '') cells[column] = value;
    }
    rows.push({ row, cells: cells as SheetRow<Extract<keyof N, string>>['cells'] });
  }
  return { rows, errors };
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new InvalidInputError(
      'not-utf8',
      'The file is not UTF-8; save it as "CSV UTF-8" and send it again.',
      {},
      cause,
    );
  }
}

function parseRecords(text: string): string[][] {
  try {
    return parse(text, { delimiter: delimiterOf(text), relax_column_count: true, skip_empty_lines: false });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : 'unreadable';
    throw new InvalidInputError('not-csv', `The file cannot be read as a table: ${why}`, {}, cause);
  }
}

/** The one of comma, semicolon and tab that stands most often in the first line, outside quotes. */
function delimiterOf(text: string): string {
  const header = (text.split(/\r?\n/, 1)[0] ?? '').replace(/"[^"]*"/g, '');
  const count = (delimiter: string) => header.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, next) => (count(next) > count(best) ? next : best));
}

function columnsOf(header: readonly string[], names: ColumnNames): Map<number, string> {
  const columns = new Map<number, string>();
  for (const [position, title] of header.entries()) {
    const folded = foldTitle(title);
    const column = Object.keys(names).find((name) => names[name]?.some((alias) => foldTitle(alias) === folded));
    if (column === undefined) continue;
    if ([...columns.values()].includes(column))
      throw new InvalidInputError('column-twice', `Two columns mean ${column}; the second is «${title.trim()}».`);
    columns.set(position, column);
  }
  if (columns.size === 0) {
    const known = Object.values(names).map((aliases) => aliases[0]);
    throw new InvalidInputError('no-known-column', `No column is known; name some of them: ${known.join(', ')}.`);
  }
  return columns;
}

function foldTitle(title: string): string {
  return foldForSearch(title)
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}

/** `1.234`, `1 234` and `1234` as a whole number; undefined for anything else. */
export function wholeNumber(text: string): number | undefined {
  const plain = text.replace(/(?<=\d)[.\s,](?=\d{3}(\D|$))/g, '');
  return /^\d{1,15}$/.test(plain) ? Number(plain) : undefined;
}

/** `18,67` and `18.67`; undefined for anything else. */
export function decimalNumber(text: string): number | undefined {
  return /^-?\d{1,4}([.,]\d{1,12})?$/.test(text) ? Number(text.replace(',', '.')) : undefined;
}

/** `2025-07-01` or `1/7/2025` as a day; undefined for anything else. Whether it exists is the rule's question. */
export function dayFrom(text: string): string | undefined {
  const [, day, month, year] = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text) ?? [];
  if (day && month && year) return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : undefined;
}

/** Which of the words of a table a cell means, compared as titles are. */
export function wordFrom<T extends string>(text: string, words: Readonly<Record<T, readonly string[]>>): T | undefined {
  const folded = foldTitle(text);
  return (Object.keys(words) as T[]).find((word) => words[word].some((alias) => foldTitle(alias) === folded));
}
