import { keyTable, rowsOf, upsertMany } from '../database/bulk.ts';
import type { Dialect, Transaction } from '../database/database.ts';
import type { NodeRecord } from './roster.ts';

const COLUMNS = {
  node_id: 'text',
  from_at: 'integer',
  until_at: 'integer',
  hamlet_id: 'text',
  technology: 'text',
  horns: 'integer',
} as const;
type PlaceRow = Readonly<Record<keyof typeof COLUMNS, string | number | null>> & {
  readonly node_id: string;
  readonly from_at: number;
  readonly until_at: number | null;
  readonly hamlet_id: string;
  readonly technology: string;
  readonly horns: number;
};

/**
 * Keeps the history of where each node hung and what it was: a change ends the row of before and begins one. Evidence of the
 * past is judged by it, so that moving a node neither blames nor excuses the hamlet it comes to (DOMAIN §4.11).
 */
export async function savePlaces(
  transaction: Transaction,
  dialect: Dialect,
  nodes: readonly NodeRecord[],
  now: number,
): Promise<void> {
  if (nodes.length === 0) return;
  const latest = await latestPlaces(
    transaction,
    dialect,
    nodes.map((node) => node.id),
  );
  const rows = nodes.flatMap((node) => changedRows(node, latest.get(node.id), now));
  const update = ['until_at', 'hamlet_id', 'technology', 'horns'];
  await upsertMany(transaction, dialect, 'node_places', COLUMNS, ['node_id', 'from_at'], update, rows);
}

/** What has to be written; nothing when the node hangs as before. */
function changedRows(node: NodeRecord, before: PlaceRow | undefined, now: number): PlaceRow[] {
  // Who only listens hangs nowhere as a loudspeaker: no verdict may rest on it, nor be asked for because of it.
  if (node.listensTo !== undefined) {
    // Without horns it never was one: its stay so far, between being entered and being set to listen, is none.
    const end = before?.horns === 0 ? before.from_at : Math.max(now, before?.from_at ?? now);
    return before && before.until_at === null ? [{ ...before, until_at: end }] : [];
  }
  const until = node.retiredAt ?? null;
  const same =
    before?.hamlet_id === node.hamlet && before.technology === node.technology && before.horns === node.horns;
  if (before && same) return before.until_at === until ? [] : [{ ...before, until_at: until }];
  const from = before ? Math.max(now, before.from_at) : node.createdAt;
  const current: PlaceRow = {
    ...{ node_id: node.id, from_at: from, until_at: until },
    ...{ hamlet_id: node.hamlet, technology: node.technology, horns: node.horns },
  };
  // Two changes in one instant are one: the later stands.
  return before && before.from_at < from ? [{ ...before, until_at: from }, current] : [current];
}

async function latestPlaces(
  transaction: Transaction,
  dialect: Dialect,
  nodes: readonly string[],
): Promise<Map<string, PlaceRow>> {
  const keys = keyTable(
    dialect,
    { node_id: 'text' },
    nodes.map((node) => [node]),
  );
  const result = await transaction.raw(
    `SELECT p.* FROM ${keys.sql} AS k JOIN node_places p ON p.node_id = k.node_id
      WHERE p.from_at = (SELECT MAX(l.from_at) FROM node_places l WHERE l.node_id = k.node_id)`,
    keys.values,
  );
  return new Map(rowsOf<PlaceRow>(result).map((row) => [row.node_id, row]));
}
