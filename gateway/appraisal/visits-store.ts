import type { Knex } from 'knex';
import type { Visit } from '../../protocol/api/appraisal.ts';
import type { Transaction } from '../database/database.ts';

/** A visit as stored, without names. */
export type StoredVisit = Omit<Visit, 'hamletName' | 'byName' | 'correctedBy'>;

interface VisitRow {
  readonly id: string;
  readonly round_id: string;
  readonly hamlet_id: string;
  readonly at: number;
  readonly horns_there: number;
  readonly horns_sounding: number;
  /** 0 or 1 in SQLite. */
  readonly during_session: boolean | number;
  readonly unannounced: boolean | number;
  readonly note: string;
  readonly draw_id: string | null;
  readonly draw_item: number | null;
  readonly corrects: string | null;
  readonly by: string;
  readonly recorded_at: number;
}

export async function addVisit(transaction: Transaction, visit: StoredVisit): Promise<void> {
  await transaction('appraisal_visits').insert({
    ...{ id: visit.id, round_id: visit.round, hamlet_id: visit.hamlet, at: visit.at },
    ...{ horns_there: visit.hornsThere, horns_sounding: visit.hornsSounding },
    ...{ during_session: visit.duringSession, unannounced: visit.unannounced, note: visit.note },
    ...{ draw_id: visit.draw?.id ?? null, draw_item: visit.draw?.item ?? null },
    ...{ corrects: visit.corrects ?? null, by: visit.by, recorded_at: visit.recordedAt },
  });
}

/** All of a round, the newest record first. */
export async function visitsOf(read: Knex, round: string): Promise<StoredVisit[]> {
  const rows: VisitRow[] = await read('appraisal_visits').where({ round_id: round }).orderBy('id', 'desc');
  return rows.map(fromRow);
}

/** Visits that answer drawn items of a round and that no other corrects, by `draw item`. */
export async function answersOf(read: Knex, round: string): Promise<Map<string, string>> {
  const visits = await visitsOf(read, round);
  const corrected = new Set(visits.flatMap(({ corrects }) => corrects ?? []));
  const standing = visits.filter(({ id }) => !corrected.has(id));
  return new Map(standing.flatMap(({ id, draw }) => (draw ? [[`${draw.id} ${draw.item}`, id] as const] : [])));
}

function fromRow(row: VisitRow): StoredVisit {
  return {
    ...{ id: row.id, round: row.round_id, hamlet: row.hamlet_id, at: row.at },
    ...{ hornsThere: row.horns_there, hornsSounding: row.horns_sounding },
    ...{ duringSession: Boolean(row.during_session), unannounced: Boolean(row.unannounced), note: row.note },
    ...(row.draw_id === null || row.draw_item === null ? {} : { draw: { id: row.draw_id, item: row.draw_item } }),
    ...(row.corrects === null ? {} : { corrects: row.corrects }),
    ...{ by: row.by, recordedAt: row.recorded_at },
  };
}
