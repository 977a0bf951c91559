import type { Knex } from 'knex';
import type { SourceFigure } from '../../../protocol/api/reports.ts';
import { upsertMany } from '../../database/bulk.ts';
import type { Dialect, Transaction } from '../../database/database.ts';

/** One line of one source. */
export interface StoredFigure {
  readonly area: string;
  readonly year: number;
  readonly figure: SourceFigure['figure'];
  readonly value: number;
  readonly source: string;
  readonly note: string;
  readonly importedAt: number;
  readonly importedBy: string;
}
export type FigureKey = Pick<StoredFigure, 'area' | 'year' | 'figure' | 'source' | 'value'>;

const COLUMNS = {
  area_id: 'text',
  year: 'integer',
  figure: 'text',
  source: 'text',
  value: 'real',
  note: 'text',
  imported_at: 'integer',
  imported_by: 'text',
} as const;
const KEY = ['area_id', 'year', 'figure', 'source', 'value'];

/** The same line again only takes over its note; another value is another row. */
export function saveFigures(transaction: Transaction, dialect: Dialect, figures: readonly StoredFigure[]) {
  const rows = figures.map(({ area, importedAt, importedBy, ...figure }) => ({
    ...figure,
    area_id: area,
    imported_at: importedAt,
    imported_by: importedBy,
  }));
  return upsertMany(transaction, dialect, 'source_figures', COLUMNS, KEY, ['note'], rows);
}

/** Returns how many there were: one or none. */
export function removeFigure(transaction: Transaction, { area, ...key }: FigureKey): Promise<number> {
  return transaction('source_figures')
    .where({ area_id: area, ...key })
    .delete();
}

/** The oldest import first. */
export async function readFigures(
  read: Knex,
  { areas, year }: { areas?: readonly string[]; year?: number | undefined },
): Promise<StoredFigure[]> {
  const query = read('source_figures').orderBy(['area_id', 'year', 'figure', 'imported_at', 'source', 'value']);
  if (areas) query.whereIn('area_id', [...areas]);
  if (year !== undefined) query.where({ year });
  return (await query).map((row) => ({
    area: row.area_id,
    year: row.year,
    figure: row.figure,
    value: row.value,
    source: row.source,
    note: row.note,
    importedAt: row.imported_at,
    importedBy: row.imported_by,
  }));
}
