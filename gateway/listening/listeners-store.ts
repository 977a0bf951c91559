import type { Knex } from 'knex';
import type { ListeningResult } from '../../protocol/listening.ts';
import type { Transaction } from '../database/database.ts';

/** A node listened to a hamlet, from then until then. */
export interface Assignment {
  readonly node: string;
  readonly hamlet: string;
  readonly from: number;
  readonly until?: number | undefined;
  readonly by: string;
}

interface Row {
  node_id: string;
  hamlet_id: string;
  from_at: number;
  until_at: number | null;
  by: string;
}

export async function assignmentsOf(source: Knex, nodes: readonly string[]): Promise<Assignment[]> {
  const rows: Row[] = await source<Row>('listeners').whereIn('node_id', [...new Set(nodes)]);
  return rows.map(({ node_id: node, hamlet_id: hamlet, from_at: from, until_at: until, by }) => ({
    ...{ node, hamlet, from, by },
    ...(until !== null && { until }),
  }));
}

export async function endAssignment(transaction: Transaction, node: string, at: number): Promise<void> {
  await transaction<Row>('listeners').where({ node_id: node }).whereNull('until_at').update({ until_at: at });
}

export async function beginAssignment(transaction: Transaction, { node, hamlet, from, by }: Assignment): Promise<void> {
  await transaction<Row>('listeners')
    .insert({ node_id: node, hamlet_id: hamlet, from_at: from, until_at: null, by })
    // Two changes in one instant are one: the later stands.
    .onConflict(['node_id', 'from_at'])
    .merge();
}

/** The newest word of each of these nodes. */
export async function lastWords(
  source: Knex,
  nodes: readonly string[],
): Promise<Map<string, { at: number; result: ListeningResult }>> {
  const newest = source('listenings')
    .whereIn('node_id', [...nodes])
    .groupBy('node_id')
    .max('position as position');
  const rows: { node_id: string; at: number; result: ListeningResult }[] = await source('listenings')
    .whereIn('position', source.from(newest.as('newest')).select('position'))
    .select('node_id', 'at', 'result');
  return new Map(rows.map(({ node_id: node, at, result }) => [node, { at, result }]));
}
