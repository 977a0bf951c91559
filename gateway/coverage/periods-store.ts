import type { Knex } from 'knex';
import type { Day } from '../../protocol/vietnam-time.ts';
import type { Transaction } from '../database/database.ts';

/** A period as stored, with its closing once it is closed. */
export interface StoredPeriod {
  readonly id: string;
  readonly name: string;
  readonly from: Day;
  readonly to: Day;
  readonly closesOn: Day;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly closing?: { readonly at: number; readonly by: string; readonly sha256: string; readonly treeSize: number };
}

/** `head` of a province, `verdicts` and `sessions` of a commune. */
export type AnswerKind = 'head' | 'verdicts' | 'sessions';

/** One frozen answer: compressed JSON and the SHA-256 (hex) of its plain text. */
export interface StoredAnswer {
  readonly rule: string;
  readonly version: number;
  readonly kind: AnswerKind;
  readonly area: string;
  readonly sha256: string;
  readonly body: Buffer;
}

interface PeriodRow {
  readonly id: string;
  readonly name: string;
  readonly from_day: Day;
  readonly to_day: Day;
  readonly closes_on: Day;
  readonly created_by: string;
  readonly created_at: number;
  readonly closed_at: number | null;
  readonly closed_by: string | null;
  readonly sha256: string | null;
  readonly tree_size: number | null;
}

/** Every period, the latest first: a province has a few a year. */
export async function allPeriods(read: Knex): Promise<StoredPeriod[]> {
  const rows: PeriodRow[] = await withClosing(read).orderBy('to_day', 'desc').orderBy('from_day', 'desc');
  return rows.map(fromRow);
}

export async function periodById(read: Knex, id: string): Promise<StoredPeriod | undefined> {
  const row: PeriodRow | undefined = await withClosing(read).where('id', id).first();
  return row && fromRow(row);
}

export async function addPeriod(transaction: Transaction, period: StoredPeriod): Promise<void> {
  await transaction('periods').insert({
    ...{ id: period.id, name: period.name, from_day: period.from, to_day: period.to, closes_on: period.closesOn },
    ...{ created_by: period.createdBy, created_at: period.createdAt },
  });
}

export async function addClosing(
  transaction: Transaction,
  period: string,
  closing: NonNullable<StoredPeriod['closing']>,
  answers: readonly StoredAnswer[],
): Promise<void> {
  for (const { rule, version, kind, area, sha256, body } of answers)
    await transaction('period_answers').insert({
      ...{ period_id: period, rule_id: rule, rule_version: version, kind, area_id: area, sha256, body },
    });
  await transaction('period_closings').insert({
    ...{ period_id: period, closed_at: closing.at, closed_by: closing.by },
    ...{ sha256: closing.sha256, tree_size: closing.treeSize },
  });
}

/** Frozen answers of one kind and rule, or of some areas only, by area. */
export async function answersOf(
  read: Knex,
  period: string,
  rule: string,
  kind: AnswerKind,
  areas?: readonly string[],
): Promise<StoredAnswer[]> {
  const query = read('period_answers').where({ period_id: period, rule_id: rule, kind }).orderBy('area_id');
  if (areas) query.whereIn('area_id', [...areas]);
  return (await query).map(answerFrom);
}

/** Rules frozen with a period, in the order of their ids. */
export async function frozenRules(read: Knex, period: string): Promise<{ rule: string; version: number }[]> {
  const rows: { rule_id: string; rule_version: number }[] = await read('period_answers')
    .where({ period_id: period, kind: 'head' })
    .distinct('rule_id', 'rule_version')
    .orderBy('rule_id');
  return rows.map((row) => ({ rule: row.rule_id, version: row.rule_version }));
}

/** The last day of the newest closed period in which the rule was frozen. */
export async function frozenUntil(read: Knex, rule: string): Promise<Day | undefined> {
  const row = await read('period_answers')
    .join('periods', 'periods.id', 'period_answers.period_id')
    .where({ rule_id: rule, kind: 'head' })
    .max({ until: 'to_day' })
    .first();
  return row?.until ?? undefined;
}

function withClosing(read: Knex) {
  return read('periods')
    .leftJoin('period_closings', 'period_closings.period_id', 'periods.id')
    .select('periods.*', 'closed_at', 'closed_by', 'sha256', 'tree_size');
}

function fromRow(row: PeriodRow): StoredPeriod {
  const { id, name, from_day, to_day, closes_on, created_by, created_at } = row;
  const period = {
    id,
    name,
    from: from_day,
    to: to_day,
    closesOn: closes_on,
    createdBy: created_by,
    createdAt: created_at,
  };
  if (row.closed_at === null) return period;
  const closing = {
    at: row.closed_at,
    by: row.closed_by ?? '',
    sha256: row.sha256 ?? '',
    treeSize: row.tree_size ?? 0,
  };
  return { ...period, closing };
}

function answerFrom(row: Record<string, unknown>): StoredAnswer {
  return {
    ...{ rule: String(row.rule_id), version: Number(row.rule_version), kind: row.kind as AnswerKind },
    ...{ area: String(row.area_id), sha256: String(row.sha256), body: row.body as Buffer },
  };
}
