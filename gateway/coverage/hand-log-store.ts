import type { Knex } from 'knex';
import type { HandLogInput } from '../../protocol/api/inspections.ts';
import type { Day } from '../../protocol/vietnam-time.ts';
import type { Transaction } from '../database/database.ts';

/** An entry as stored, without names. */
export type StoredEntry = HandLogInput & {
  readonly contentHash: string;
  readonly by: string;
  readonly recordedAt: number;
  readonly cancelledAt?: number;
  readonly cancelReason?: string;
};

interface Row {
  readonly id: string;
  readonly content_hash: string;
  readonly commune_id: string;
  readonly hamlets: string | null;
  readonly day: Day;
  readonly from_time: string;
  readonly to_time: string;
  readonly title: string;
  readonly field: HandLogInput['field'];
  readonly genre: HandLogInput['genre'];
  readonly language: string;
  readonly relayed: string | null;
  readonly on_duty: string;
  readonly note: string;
  readonly by: string;
  readonly recorded_at: number;
  readonly cancelled_at: number | null;
  readonly cancel_reason: string | null;
}

export async function addEntry(transaction: Transaction, entry: StoredEntry): Promise<void> {
  await transaction('hand_log').insert({
    ...{ id: entry.id, content_hash: entry.contentHash, commune_id: entry.commune },
    hamlets: entry.hamlets === undefined ? null : JSON.stringify(entry.hamlets),
    ...{ day: entry.day, from_time: entry.from, to_time: entry.to, title: entry.title },
    ...{ field: entry.field, genre: entry.genre, language: entry.language, relayed: entry.relayed ?? null },
    ...{ on_duty: entry.onDuty, note: entry.note, by: entry.by, recorded_at: entry.recordedAt },
  });
}

export async function addCancellation(
  transaction: Transaction,
  entry: string,
  { reason, by, at }: { reason: string; by: string; at: number },
): Promise<void> {
  await transaction('hand_log_cancellations').insert({ entry_id: entry, reason, by, at });
}

export async function entryById(read: Knex, id: string): Promise<StoredEntry | undefined> {
  return (await entries(read, (query) => query.where('e.id', id)))[0];
}

/** Entries of these communes on these days, cancelled ones too, the newest day first. */
export function entriesOf(read: Knex, communes: readonly string[], from: Day, to: Day): Promise<StoredEntry[]> {
  return entries(read, (query) =>
    query
      .whereIn('e.commune_id', [...communes])
      .where('e.day', '>=', from)
      .where('e.day', '<=', to),
  );
}

/**
 * What was broadcast by hand on these days, as far as it is written and not cancelled, in the order of time. With `asOf` (ms UTC) a
 * line written by then stands whatever cancelled it later, and beside it what was written later as it stands now.
 */
export async function readHandLog(
  read: Knex,
  from: Day,
  to: Day,
  asOf?: number,
): Promise<{ commune: string; hamlets?: string[]; day: Day; from: string; to: string; recordedAt: number }[]> {
  const rows: Pick<Row, 'commune_id' | 'hamlets' | 'day' | 'from_time' | 'to_time' | 'recorded_at'>[] = await read(
    'hand_log as e',
  )
    .leftJoin('hand_log_cancellations as c', (join) => {
      join.on('c.entry_id', 'e.id');
      if (asOf !== undefined)
        join.andOn((either) =>
          either.on('c.at', '<=', read.raw('?', [asOf])).orOn('e.recorded_at', '>', read.raw('?', [asOf])),
        );
    })
    .whereNull('c.entry_id')
    .where('e.day', '>=', from)
    .where('e.day', '<=', to)
    .orderBy(['e.day', 'e.from_time', 'e.id'])
    .select('e.commune_id', 'e.hamlets', 'e.day', 'e.from_time', 'e.to_time', 'e.recorded_at');
  return rows.map((row) => ({
    ...{ commune: row.commune_id, day: row.day, from: row.from_time, to: row.to_time, recordedAt: row.recorded_at },
    ...(row.hamlets === null ? {} : { hamlets: JSON.parse(row.hamlets) as string[] }),
  }));
}

async function entries(read: Knex, which: (query: Knex.QueryBuilder) => Knex.QueryBuilder): Promise<StoredEntry[]> {
  const rows: Row[] = await which(read('hand_log as e'))
    .leftJoin('hand_log_cancellations as c', 'c.entry_id', 'e.id')
    .orderBy([
      { column: 'e.day', order: 'desc' },
      { column: 'e.from_time', order: 'desc' },
      { column: 'e.id', order: 'desc' },
    ])
    .select('e.*', 'c.at as cancelled_at', 'c.reason as cancel_reason');
  return rows.map(fromRow);
}

function fromRow(row: Row): StoredEntry {
  return {
    ...{ id: row.id, contentHash: row.content_hash, commune: row.commune_id },
    ...(row.hamlets === null ? {} : { hamlets: JSON.parse(row.hamlets) as string[] }),
    ...{ day: row.day, from: row.from_time, to: row.to_time, title: row.title },
    ...{ field: row.field, genre: row.genre, language: row.language },
    ...(row.relayed === null ? {} : { relayed: row.relayed }),
    ...{ onDuty: row.on_duty, note: row.note, by: row.by, recordedAt: row.recorded_at },
    ...(row.cancelled_at === null ? {} : { cancelledAt: row.cancelled_at }),
    ...(row.cancel_reason === null ? {} : { cancelReason: row.cancel_reason }),
  };
}
