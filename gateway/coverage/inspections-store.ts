import type { Knex } from 'knex';
import type { InspectionInput, InspectionLine } from '../../protocol/api/inspections.ts';
import type { Transaction } from '../database/database.ts';
import { type InspectionRow, type LineRow, lineFrom, lineRow, recordFrom } from './inspection-rows.ts';
import type { Visit } from './sources.ts';

/** A record as stored, without names. */
export type StoredInspection = Omit<InspectionInput, 'lines'> & {
  readonly lines: readonly InspectionLine[];
  readonly contentHash: string;
  readonly fromOutside: boolean;
  readonly by: string;
  readonly recordedAt: number;
  /** The record that stands in its place. */
  readonly correctedBy?: string;
};

/** A visit with the record it stands in. */
export interface RecordedVisit extends Visit {
  readonly inspection: string;
}

export async function addInspection(transaction: Transaction, one: StoredInspection): Promise<void> {
  await transaction('inspections').insert({
    ...{ id: one.id, content_hash: one.contentHash, commune_id: one.commune, at: one.at },
    ...{ basis: one.basis, present: one.present, unannounced: one.unannounced, from_outside: one.fromOutside },
    ...{ frequency_mhz: one.frequencyMhz ?? null, licence: one.licence ?? null },
    ...{ proposals: one.proposals, conclusion: one.conclusion, round_id: one.round ?? null },
    ...{ corrects: one.corrects ?? null, by: one.by, recorded_at: one.recordedAt },
  });
  await transaction('inspection_lines').insert(one.lines.map((line, position) => lineRow(one.id, position, line)));
}

export async function inspectionById(read: Knex, id: string): Promise<StoredInspection | undefined> {
  return (await readRecords(read, (query) => query.where('i.id', id)))[0];
}

/** Records of the communes whose visit lies in the window, the newest visit first; corrected ones too. */
export async function inspectionsOf(
  read: Knex,
  communes: readonly string[],
  from: number,
  to: number,
): Promise<StoredInspection[]> {
  return readRecords(read, (query) =>
    query
      .whereIn('i.commune_id', [...communes])
      .where('i.at', '>=', from)
      .where('i.at', '<', to),
  );
}

async function readRecords(read: Knex, which: (query: Knex.QueryBuilder) => Knex.QueryBuilder) {
  const rows: InspectionRow[] = await which(read('inspections as i'))
    .leftJoin('inspections as c', 'c.corrects', 'i.id')
    .orderBy([
      { column: 'i.at', order: 'desc' },
      { column: 'i.id', order: 'desc' },
    ])
    .select('i.*', 'c.id as corrected_by');
  const lines = new Map<string, InspectionLine[]>();
  const ids = rows.map(({ id }) => id);
  const found: LineRow[] = await read('inspection_lines')
    .whereIn('inspection_id', ids)
    .orderBy(['inspection_id', 'position']);
  for (const row of found) lines.set(row.inspection_id, [...(lines.get(row.inspection_id) ?? []), lineFrom(row)]);
  return rows.map((row) => recordFrom(row, lines.get(row.id) ?? []));
}

/**
 * Lines of every record that no other corrects, whose visit began at `from` or later and before `to` (ms UTC), oldest first; only of
 * these hamlets when any are named. With `asOf` a record written by then stands as it stood then, whatever corrected it later, and
 * beside it what was written later as it stands now.
 */
export async function readVisits(
  read: Knex,
  from: number,
  to: number,
  hamlets?: readonly string[],
  asOf?: number,
): Promise<RecordedVisit[]> {
  const query = read('inspection_lines as l')
    .join('inspections as i', 'i.id', 'l.inspection_id')
    .leftJoin('inspections as c', (join) => {
      join.on('c.corrects', 'i.id');
      if (asOf !== undefined)
        join.andOn((either) =>
          either.on('c.recorded_at', '<=', read.raw('?', [asOf])).orOn('i.recorded_at', '>', read.raw('?', [asOf])),
        );
    })
    .whereNull('c.id')
    .where('i.at', '>=', from)
    .where('i.at', '<', to)
    .orderBy(['i.at', 'l.inspection_id', 'l.position'])
    .select('l.*', 'i.at', 'i.unannounced', 'i.from_outside', 'i.recorded_at');
  if (hamlets) query.whereIn('l.hamlet_id', [...hamlets]);
  const rows: (LineRow & Pick<InspectionRow, 'at' | 'unannounced' | 'from_outside' | 'recorded_at'>)[] = await query;
  return rows.map((row) => ({
    ...{ inspection: row.inspection_id, hamlet: row.hamlet_id, at: row.at, technology: row.technology },
    ...(row.node_id === null ? {} : { node: row.node_id }),
    ...{ hornsThere: row.horns_there, hornsSounding: row.horns_sounding },
    ...{ unannounced: Boolean(row.unannounced), fromOutside: Boolean(row.from_outside) },
    ...{ duringSession: Boolean(row.during_session), recordedAt: row.recorded_at },
  }));
}

/** When each hamlet was last looked at, ever. */
export async function lastVisits(read: Knex): Promise<Map<string, number>> {
  const rows: { hamlet_id: string; at: number }[] = await read('inspection_lines as l')
    .join('inspections as i', 'i.id', 'l.inspection_id')
    .groupBy('l.hamlet_id')
    .select('l.hamlet_id')
    .max({ at: 'i.at' });
  return new Map(rows.map((row) => [row.hamlet_id, Number(row.at)]));
}
