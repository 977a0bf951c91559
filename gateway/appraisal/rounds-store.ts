import type { Knex } from 'knex';
import type { Round } from '../../protocol/api/appraisal.ts';
import type { Transaction } from '../database/database.ts';
import { drawsOf } from './draws-store.ts';

/** A round as stored: members by account id. */
export interface StoredRound extends Omit<Round, 'members'> {
  readonly members: readonly string[];
  readonly createdBy: string;
}

interface RoundRow {
  readonly id: string;
  readonly year: number;
  readonly level: Round['level'];
  readonly kind: Round['kind'];
  readonly title: string;
  readonly from_at: number;
  readonly until_at: number;
  readonly created_by: string;
  readonly created_at: number;
  readonly closed_at: number | null;
}

/** Every round, the newest first: a province has a few a year. */
export async function allRounds(read: Knex): Promise<StoredRound[]> {
  const rows: RoundRow[] = await read('appraisal_rounds').orderBy('id', 'desc');
  const communes = idsByRound(await read('appraisal_communes').select('round_id', 'area_id as id').orderBy('area_id'));
  const members = idsByRound(
    await read('appraisal_members').select('round_id', 'account_id as id').orderBy('account_id'),
  );
  return rows.map((row) => fromRow(row, communes.get(row.id) ?? [], members.get(row.id) ?? []));
}

export async function roundById(read: Knex, id: string): Promise<StoredRound | undefined> {
  const row: RoundRow | undefined = await read('appraisal_rounds').where({ id }).first();
  if (!row) return undefined;
  const communes: string[] = await read('appraisal_communes')
    .where({ round_id: id })
    .orderBy('area_id')
    .pluck('area_id');
  const members: string[] = await read('appraisal_members')
    .where({ round_id: id })
    .orderBy('account_id')
    .pluck('account_id');
  return fromRow(row, communes, members);
}

export async function saveRound(transaction: Transaction, round: StoredRound): Promise<void> {
  const { id, year, level, kind, title } = round;
  await transaction('appraisal_rounds')
    .insert({
      ...{ id, year, level, kind, title },
      ...{ from_at: round.from, until_at: round.until, closed_at: round.closedAt ?? null },
      ...{ created_by: round.createdBy, created_at: round.createdAt },
    })
    .onConflict('id')
    .merge();
  for (const table of ['appraisal_communes', 'appraisal_members'])
    await transaction(table).where({ round_id: id }).delete();
  for (const area_id of round.communes) await transaction('appraisal_communes').insert({ round_id: id, area_id });
  for (const account_id of round.members) await transaction('appraisal_members').insert({ round_id: id, account_id });
}

/** Areas about which something was written in the round. */
export async function areasWritten(read: Knex, round: string): Promise<string[]> {
  const visited: string[] = await read('appraisal_visits').where({ round_id: round }).distinct().pluck('hamlet_id');
  const concluded: string[] = await read('appraisal_conclusions')
    .where({ round_id: round })
    .distinct()
    .pluck('area_id');
  const communes: string[][] = await Promise.all(
    ['appraisal_self_assessments', 'appraisal_other_parts'].map((table) =>
      read(table).where({ round_id: round }).distinct().pluck('commune_id'),
    ),
  );
  const drawn = (await drawsOf(read, round)).flatMap((draw) => [...draw.communes]);
  return [...new Set([...visited, ...concluded, ...communes.flat(), ...drawn])];
}

function idsByRound(rows: readonly { readonly round_id: string; readonly id: string }[]): Map<string, string[]> {
  const ids = new Map<string, string[]>();
  for (const { round_id, id } of rows) ids.set(round_id, [...(ids.get(round_id) ?? []), id]);
  return ids;
}

function fromRow(row: RoundRow, communes: string[], members: string[]): StoredRound {
  const { id, year, level, kind, title } = row;
  return {
    ...{ id, year, level, kind, title, communes, members },
    ...{ from: row.from_at, until: row.until_at, createdBy: row.created_by, createdAt: row.created_at },
    ...(row.closed_at === null ? {} : { closedAt: row.closed_at }),
  };
}
