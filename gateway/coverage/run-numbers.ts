import type { Knex } from 'knex';
import { keyTable } from '../database/bulk.ts';
import type { Dialect, Transaction } from '../database/database.ts';

/** Bound values of one query; SQLite takes 32,766. */
const AT_ONCE = 5_000;

/**
 * Numbers of runs for the roll-up: a run's id of 41 characters would otherwise stand in the row of every hamlet it was for. Those
 * without get the next ones, in the caller's transaction; an id that is no run's has none.
 */
export async function numberRuns(
  transaction: Transaction,
  dialect: Dialect,
  runs: readonly string[],
): Promise<Map<string, number>> {
  const numbers = new Map<string, number>();
  const without: string[] = [];
  for (let from = 0; from < runs.length; from += AT_ONCE) {
    const rows: { id: string; number: number | null }[] = await transaction('runs')
      .whereIn('id', runs.slice(from, from + AT_ONCE))
      .orderBy(['due_at', 'id'])
      .select('id', 'number');
    for (const { id, number } of rows) {
      if (number === null) without.push(id);
      else numbers.set(id, number);
    }
  }
  if (without.length === 0) return numbers;
  const { last } = (await transaction('runs').max({ last: 'number' }).first()) ?? {};
  const given = without.map((id, index) => [id, Number(last ?? 0) + 1 + index] as const);
  const table = keyTable(dialect, { id: 'text', number: 'integer' }, given);
  await transaction.raw(`UPDATE runs SET number = k.number FROM ${table.sql} AS k WHERE runs.id = k.id`, table.values);
  for (const [id, number] of given) numbers.set(id, number);
  return numbers;
}

/** The ids behind numbers that `numberRuns` gave. */
export async function runsNumbered(read: Knex, numbers: readonly number[]): Promise<Map<number, string>> {
  const named = new Map<number, string>();
  for (let from = 0; from < numbers.length; from += AT_ONCE) {
    const rows: { id: string; number: number }[] = await read('runs')
      .whereIn('number', numbers.slice(from, from + AT_ONCE))
      .select('id', 'number');
    for (const { id, number } of rows) named.set(number, id);
  }
  return named;
}
