import type { Knex } from 'knex';
import type { Transaction } from '../database/database.ts';
import type { OwedSession, Slip, SlipStep } from './maintenance-rules.ts';

export async function putSlip(transaction: Transaction, slip: Slip): Promise<void> {
  await transaction('maintenance_slips').insert(toRow(slip)).onConflict('id').merge();
}

export async function slipById(read: Knex, id: string): Promise<Slip | undefined> {
  const row = await read('maintenance_slips').where({ id }).first();
  return row && fromRow(row);
}

export async function slipByKey(read: Knex, key: string): Promise<Slip | undefined> {
  const row = await read('maintenance_slips').where({ key }).first();
  return row && fromRow(row);
}

/** Those whose time, planned or real, meets a span; cancelled ones too. */
export async function slipsBetween(read: Knex, from: number, to: number): Promise<Slip[]> {
  const rows = await read('maintenance_slips')
    .whereRaw('COALESCE(started_at, from_at) < ?', [to])
    .whereRaw('COALESCE(ended_at, to_at) > ?', [from])
    .orderBy('id');
  return rows.map(fromRow);
}

/** Those that are not over. */
export async function liveSlips(read: Knex): Promise<Slip[]> {
  return (await read('maintenance_slips').whereIn('state', ['planned', 'active']).orderBy('id')).map(fromRow);
}

/** The newest first; the caller leaves out what the person may not see. */
export async function newestSlips(
  read: Knex,
  query: { readonly state?: string | undefined; readonly before?: string | undefined; readonly limit: number },
): Promise<Slip[]> {
  const rows = read('maintenance_slips').orderBy('id', 'desc').limit(query.limit);
  if (query.state !== undefined) rows.where({ state: query.state });
  if (query.before !== undefined) rows.where('id', '<', query.before);
  return (await rows).map(fromRow);
}

export interface StoredStep {
  readonly slip: string;
  readonly key: string;
  readonly kind: SlipStep;
  readonly note: string;
  readonly at: number;
  readonly by: string;
}

export async function addStep(transaction: Transaction, { slip, ...step }: StoredStep): Promise<void> {
  await transaction('maintenance_steps').insert({ slip_id: slip, ...step });
}

export async function stepByKey(read: Knex, slip: string, key: string): Promise<StoredStep | undefined> {
  const row = await read('maintenance_steps').where({ slip_id: slip, key }).first();
  return row && { slip, key, kind: row.kind, note: row.note, at: Number(row.at), by: row.by };
}

/** Sessions of an approved slip, counted apart from now on: those of its real time, when it ends early. */
export async function putExcused(
  transaction: Transaction,
  slip: string,
  sessions: readonly OwedSession[],
): Promise<void> {
  const rows = sessions.map(({ hamlet, day, part }) => ({ slip_id: slip, hamlet_id: hamlet, day, part }));
  await transaction('maintenance_sessions').where({ slip_id: slip }).delete();
  for (let start = 0; start < rows.length; start += 100)
    await transaction('maintenance_sessions').insert(rows.slice(start, start + 100));
}

/** Sessions of a hamlet in approved slips, each once. */
export async function excusedSessions(read: Knex, hamlet: string, from: string, to: string): Promise<number> {
  const rows = await read('maintenance_sessions')
    .where({ hamlet_id: hamlet })
    .whereBetween('day', [from, to])
    .distinct('day', 'part');
  return rows.length;
}

function toRow(slip: Slip) {
  return {
    ...{ id: slip.id, key: slip.key, areas: JSON.stringify(slip.areas), nodes: JSON.stringify(slip.nodes) },
    ...{ title: slip.title, from_at: slip.from, to_at: slip.to, state: slip.state, reason: slip.reason },
    ...{ note: slip.note, created_at: slip.created.at, created_by: slip.created.by },
    ...{ started_at: slip.startedAt ?? null, ended_at: slip.endedAt ?? null, excusal: slip.excusal },
    ...{ asked_by: slip.askedBy ?? null, excusal_at: slip.excusalBy?.at ?? null },
    ...{ excusal_by: slip.excusalBy?.by ?? null, node_count: slip.nodeCount },
    ...{ sessions: JSON.stringify(slip.sessions), version: slip.version },
  };
}

function fromRow(row: Record<string, unknown>): Slip {
  const number = (column: string) => (row[column] == null ? undefined : Number(row[column]));
  const decidedAt = number('excusal_at');
  return {
    ...{ id: String(row.id), key: String(row.key), title: String(row.title), note: String(row.note) },
    ...{ areas: JSON.parse(String(row.areas)), nodes: JSON.parse(String(row.nodes)) },
    ...{ from: Number(row.from_at), to: Number(row.to_at), nodeCount: Number(row.node_count) },
    // Written by this store only, so the words are those of the contract.
    ...{ state: row.state as Slip['state'], reason: row.reason as Slip['reason'] },
    ...{ excusal: row.excusal as Slip['excusal'], created: { at: Number(row.created_at), by: String(row.created_by) } },
    ...{ startedAt: number('started_at'), endedAt: number('ended_at') },
    askedBy: (row.asked_by as string | null) ?? undefined,
    ...(decidedAt === undefined ? {} : { excusalBy: { at: decidedAt, by: String(row.excusal_by) } }),
    ...{ sessions: JSON.parse(String(row.sessions)), version: Number(row.version) },
  };
}
