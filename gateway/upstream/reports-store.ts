import type { Knex } from 'knex';
import type { Report } from '../../protocol/api/sources.ts';
import type { ReportKind } from '../../protocol/sources.ts';
import { type ColumnType, upsertMany } from '../database/bulk.ts';
import type { Dialect, Transaction } from '../database/database.ts';

export interface StoredReport {
  readonly id: string;
  readonly source: string;
  readonly kind: ReportKind;
  readonly subject: string;
  readonly at: number;
  readonly tries: number;
  readonly body: string;
}

interface Row {
  id: string;
  source_id: string;
  kind: string;
  subject: string;
  at: number;
  state: string;
  tries: number;
  sent_at: number | null;
  why: string | null;
  body: string;
}

const COLUMNS: Readonly<Record<keyof Row, ColumnType>> = {
  ...{ id: 'text', source_id: 'text', kind: 'text', subject: 'text', at: 'integer', state: 'text' },
  ...{ tries: 'integer', sent_at: 'integer', why: 'text', body: 'text' },
};
/** So many of each kind are shown when they are over. */
const KEPT = 100;

/** What is there already, waiting or gone, stays as it is. */
export async function addReports(
  transaction: Transaction,
  dialect: Dialect,
  reports: readonly Omit<StoredReport, 'tries'>[],
): Promise<void> {
  const rows = reports.map(({ id, source, kind, subject, at, body }) => ({
    ...{ id, source_id: source, kind, subject, at, state: 'waiting', tries: 0, sent_at: null, why: null, body },
  }));
  await upsertMany(transaction, dialect, 'source_reports', COLUMNS, ['source_id', 'kind', 'subject'], [], rows);
}

/** Log entries in their order; of states the newest first. */
export async function waitingReports(
  read: Knex,
  source: string,
  kind: ReportKind,
  most: number,
): Promise<StoredReport[]> {
  const rows = await read<Row>('source_reports')
    .where({ source_id: source, kind, state: 'waiting' })
    .orderBy('id', kind === 'log' ? 'asc' : 'desc')
    .limit(most);
  return rows.map((row) => ({
    ...{ id: row.id, source, kind, subject: row.subject, at: row.at, tries: row.tries, body: row.body },
  }));
}

export async function markReports(
  transaction: Transaction,
  ids: readonly string[],
  outcome:
    | { readonly state: 'sent'; readonly at: number }
    | { readonly state: 'waiting' | 'given-up'; readonly why: string },
): Promise<void> {
  const { state } = outcome;
  const row =
    state === 'sent' ? { state, sent_at: outcome.at, why: null, body: '' } : { state, why: outcome.why.slice(0, 100) };
  for (let from = 0; from < ids.length; from += 500) {
    const query = transaction<Row>('source_reports').whereIn('id', ids.slice(from, from + 500));
    await query.clone().update(state === 'given-up' ? { ...row, body: '' } : row);
    await query.clone().increment('tries', 1);
  }
}

/** Instants whose state still waits. */
export async function waitingStatusAt(read: Knex, source: string): Promise<number[]> {
  const rows: { at: number }[] = await read('source_reports')
    .where({ source_id: source, kind: 'status', state: 'waiting' })
    .distinct('at');
  return rows.map((row) => row.at);
}

export async function giveUpStatus(
  transaction: Transaction,
  source: string,
  instants: readonly number[],
): Promise<void> {
  for (let from = 0; from < instants.length; from += 500)
    await transaction<Row>('source_reports')
      .where({ source_id: source, kind: 'status', state: 'waiting' })
      .whereIn('at', instants.slice(from, from + 500))
      .update({ state: 'given-up', why: 'superseded', body: '' });
}

/** By source: how many wait, and since when the first does. */
export async function waitingBySource(read: Knex): Promise<Map<string, { count: number; since: number }>> {
  const rows: { source_id: string; count: number | string; since: number | string }[] = await read('source_reports')
    .where({ state: 'waiting' })
    .groupBy('source_id')
    .select('source_id')
    .count({ count: '*' })
    .min({ since: 'at' });
  return new Map(rows.map((row) => [row.source_id, { count: Number(row.count), since: Number(row.since) }]));
}

/** Takes away what is over, but for the newest. */
export async function trimReports(read: Knex, transaction: Transaction, source: string): Promise<void> {
  for (const kind of ['log', 'status'] as const) {
    const over = { source_id: source, kind };
    const oldest = await read<Row>('source_reports')
      .where(over)
      .whereNot({ state: 'waiting' })
      .orderBy('id', 'desc')
      .offset(KEPT)
      .first('id');
    if (oldest)
      await transaction<Row>('source_reports')
        .where(over)
        .whereNot({ state: 'waiting' })
        .where('id', '<=', oldest.id)
        .delete();
  }
}

/** Those that wait, then the newest that are over. */
export async function listReports(read: Knex, source: string, limit = 100): Promise<Report[]> {
  const of = () => read<Row>('source_reports').where({ source_id: source });
  const waiting = await of().where({ state: 'waiting' }).orderBy('id', 'asc').limit(limit);
  const over = await of().whereNot({ state: 'waiting' }).orderBy('id', 'desc').limit(limit);
  return [...waiting, ...over].map((row) => ({
    ...{ id: row.id, kind: row.kind === 'log' ? 'log' : 'status', at: row.at, tries: row.tries },
    state: row.state === 'waiting' ? 'waiting' : row.state === 'sent' ? 'sent' : 'given-up',
    ...(row.sent_at === null ? {} : { sentAt: row.sent_at }),
    ...(row.why === null ? {} : { why: row.why }),
  }));
}
