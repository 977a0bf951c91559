import type { Fault } from '../../../protocol/api/faults.ts';
import { rowsOf } from '../../database/bulk.ts';
import type { Database } from '../../database/database.ts';

/** A fault of a node or a place that was open at some time of a window. */
export interface FaultSlip {
  readonly id: string;
  readonly kind: Fault['kind'];
  readonly node?: string | undefined;
  /** Hamlet of the node, or the place itself. */
  readonly area?: string | undefined;
  readonly commune?: string | undefined;
  readonly since: number;
  readonly until?: number | undefined;
  readonly detail?: string | undefined;
  /** Runs that were due on the node meanwhile and did not sound wholly. */
  readonly affected: number;
}

interface Row {
  readonly id: string;
  readonly kind: Fault['kind'];
  readonly node_id: string | null;
  readonly place: string | null;
  readonly parent: string | null;
  readonly place_kind: string | null;
  readonly since_at: number;
  readonly until_at: number | null;
  readonly detail: string | null;
  readonly affected?: number | string;
}

/** The oldest first. Strangers at the door belong to no place and stand in no slip. */
export async function readFaultSlips(database: Database, from: number, to: number, now: number): Promise<FaultSlip[]> {
  const faults = rowsOf<Row>(
    await database.read.raw(
      `SELECT f.id, f.kind, f.node_id, f.since_at, f.until_at, f.detail, a.id AS place, a.parent_id AS parent, a.kind AS place_kind
       FROM faults f LEFT JOIN nodes n ON n.id = f.node_id JOIN areas a ON a.id = COALESCE(n.hamlet_id, f.area_id)
       WHERE f.since_at < ? AND (f.until_at IS NULL OR f.until_at >= ?) ORDER BY f.since_at, f.id`,
      [to, from],
    ),
  );
  const affected = rowsOf<{ id: string; runs: number | string }>(
    await database.read.raw(
      `SELECT f.id, COUNT(*) AS runs
       FROM faults f CROSS JOIN nodes n CROSS JOIN deliveries d
       WHERE f.since_at < ? AND (f.until_at IS NULL OR f.until_at >= ?) AND n.id = f.node_id
         AND d.hamlet_id = n.hamlet_id AND d.due_at >= f.since_at AND d.due_at < COALESCE(f.until_at, ?)
         AND d.node_id = f.node_id AND d.state NOT IN ('full', 'cancelled')
       GROUP BY f.id`,
      [to, from, now],
    ),
  );
  const runs = new Map(affected.map((row) => [row.id, Number(row.runs)]));
  return faults.map((row) => ({
    ...{ id: row.id, kind: row.kind, node: row.node_id ?? undefined, area: row.place ?? undefined },
    commune: (row.place_kind === 'commune' ? row.place : row.parent) ?? undefined,
    ...{ since: row.since_at, until: row.until_at ?? undefined, detail: row.detail ?? undefined },
    affected: runs.get(row.id) ?? 0,
  }));
}
