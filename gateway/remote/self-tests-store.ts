import type { Knex } from 'knex';
import type { SelfTest } from '../../protocol/api/remote.ts';
import type { TestResult } from '../../protocol/remote.ts';
import { keyTable, rowsOf, upsertMany } from '../database/bulk.ts';
import type { Dialect, Transaction } from '../database/database.ts';
import type { VerifiedEntry } from '../intake/intake.ts';

export async function insertSelfTests(
  transaction: Transaction,
  dialect: Dialect,
  items: readonly VerifiedEntry<'self-test'>[],
): Promise<void> {
  await upsertMany(
    transaction,
    dialect,
    'self_tests',
    {
      ...{
        position: 'integer',
        node_id: 'text',
        tested_at: 'integer',
        mode: 'text',
        attempt: 'integer',
        result: 'text',
      },
      ...{ level_db: 'real', reference_db: 'real', command_id: 'text' },
    },
    ['position'],
    [],
    items.map(({ node, position, entry: { at, body } }) => ({
      ...{ position, node_id: node, tested_at: at, mode: body.mode, attempt: body.attempt, result: body.result },
      ...{ level_db: body.levelDb, reference_db: body.referenceDb, command_id: body.command },
    })),
  );
}

/** The newest tests of each node in the order in which it signed them, the newest first. */
export async function newestTests(
  read: Knex,
  dialect: Dialect,
  nodes: readonly string[],
  most: number,
): Promise<Map<string, { at: number; result: TestResult }[]>> {
  const keys = keyTable(
    dialect,
    { node_id: 'text' },
    nodes.map((node) => [node]),
  );
  const rows = rowsOf<{ node_id: string; tested_at: number; result: TestResult }>(
    await read.raw(
      `SELECT node_id, tested_at, result FROM (
         SELECT s.node_id, s.tested_at, s.result, s.position,
           row_number() OVER (PARTITION BY s.node_id ORDER BY s.position DESC) AS place
         FROM ${keys.sql} AS k JOIN self_tests s ON s.node_id = k.node_id) AS ranked
       WHERE place <= ? ORDER BY position DESC`,
      [...keys.values, most],
    ),
  );
  const byNode = new Map<string, { at: number; result: TestResult }[]>();
  for (const { node_id, tested_at, result } of rows)
    byNode.set(node_id, [...(byNode.get(node_id) ?? []), { at: tested_at, result }]);
  return byNode;
}

/** Of a node between two instants, the newest first. */
export async function testsOf(read: Knex, node: string, from: number, to: number, limit: number): Promise<SelfTest[]> {
  const rows: Row[] = await read('self_tests')
    .where('node_id', node)
    .andWhere('tested_at', '>=', from)
    .andWhere('tested_at', '<', to)
    .orderBy('position', 'desc')
    .limit(limit);
  return rows.map(fromRow);
}

/** The newest that had an answer: a test that gave way or fell into quiet hours has none. */
export async function lastTestOf(read: Knex, node: string): Promise<SelfTest | undefined> {
  const row: Row | undefined = await read('self_tests')
    .where('node_id', node)
    .whereNotIn('result', ['busy', 'quiet-hours'])
    .orderBy('position', 'desc')
    .first();
  return row && fromRow(row);
}

interface Row {
  position: number;
  tested_at: number;
  mode: SelfTest['mode'];
  attempt: number;
  result: TestResult;
  level_db: number | null;
  reference_db: number | null;
}

function fromRow(row: Row): SelfTest {
  return {
    ...{ at: row.tested_at, mode: row.mode, attempt: row.attempt, result: row.result, position: row.position },
    ...(row.level_db !== null && { levelDb: row.level_db }),
    ...(row.reference_db !== null && { referenceDb: row.reference_db }),
  };
}
