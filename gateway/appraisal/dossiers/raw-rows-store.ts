import { setImmediate as breathe } from 'node:timers/promises';
import type { Knex } from 'knex';
import type { DeliveryState } from '../../../protocol/api/broadcast.ts';
import type { Reason } from '../../../protocol/messages/uplink.ts';
import { DAY_MS } from '../../../protocol/units.ts';
import { addDays, type Day, daysBetween, startOfDay } from '../../../protocol/vietnam-time.ts';
import { type Cancelled, cancelledBy, type Slot } from '../../coverage/day-timetable.ts';
import { type ChainOf, timetablesOf } from '../../coverage/timetable-store.ts';
import type { Database } from '../../database/database.ts';

/** Rows of so many days are in memory at once. */
const SLICE_DAYS = 7;

export interface RawDelivery {
  readonly run: string;
  readonly node: string;
  readonly hamlet: string;
  readonly horns: number;
  readonly dueAt: number;
  readonly durationMs: number;
  readonly latenessMs: number;
  readonly runEnded: boolean;
  readonly final: boolean;
  readonly state: DeliveryState;
  readonly reason: Reason | null;
  readonly startedAt: number | null;
  readonly playedMs: number | null;
  readonly heardMs: number | null;
  readonly heardBy: string | null;
  readonly clock: string | null;
  /** It was due and registered before: it is judged. Others may still end a run of silence. */
  readonly registered: boolean;
  readonly evidence: number | null;
  /** Its receipt came when the period was closed already: the frozen verdict knew nothing of it. */
  readonly afterClosing: boolean;
}

/**
 * Deliveries of these hamlets, a few days at a time, oldest first; what was cancelled and never sounded is left out. `frozenSize`:
 * entries in the record when the period was closed.
 */
export async function* deliveriesIn(
  read: Knex,
  hamlets: readonly string[],
  from: Day,
  to: Day,
  frozenSize = Number.POSITIVE_INFINITY,
): AsyncGenerator<RawDelivery[]> {
  for (let first = from; first <= to; first = addDays(first, SLICE_DAYS)) {
    const end = Math.min(startOfDay(first) + SLICE_DAYS * DAY_MS, startOfDay(to) + DAY_MS);
    const rows = await read('deliveries as d')
      .join('runs as r', 'r.id', 'd.run_id')
      .whereIn('d.hamlet_id', [...hamlets])
      .where('d.due_at', '>=', startOfDay(first))
      .where('d.due_at', '<', end)
      .whereNot('r.state', 'cancelled')
      .whereNot('d.state', 'cancelled')
      .orderBy(['d.due_at', 'd.run_id', 'd.node_id'])
      .select('d.*', 'r.duration_ms', 'r.lateness_ms', 'r.state as run_state', 'r.created_at as run_created_at');
    yield rows.map((row) => ({
      ...{ run: row.run_id, node: row.node_id, hamlet: row.hamlet_id, horns: row.horns, dueAt: row.due_at },
      ...{ durationMs: row.duration_ms, latenessMs: row.lateness_ms, runEnded: row.run_state === 'ended' },
      ...{ final: Boolean(row.final), state: row.state, reason: row.reason, startedAt: row.started_at },
      ...{ playedMs: row.played_ms, heardMs: row.heard_ms, heardBy: row.heard_by, clock: row.clock_state },
      registered: Boolean(row.registered) && Boolean(row.due) && row.run_created_at <= row.due_at,
      evidence: row.evidence_position,
      afterClosing: row.evidence_position !== null && row.evidence_position >= frozenSize,
    }));
    await breathe();
  }
}

export interface HamletDay {
  readonly hamlet: string;
  readonly slots: readonly Slot[];
  readonly cancelled: readonly Cancelled[];
}

/** What was owed on each day by the registered timetable, and what was taken off: as it is judged. */
export async function* timetableIn(
  { read }: Pick<Database, 'read'>,
  hamlets: readonly string[],
  { from, to, cancelAheadMs }: { from: Day; to: Day; cancelAheadMs: number },
  chainOf: ChainOf,
): AsyncGenerator<HamletDay[]> {
  for (let first = from; first <= to; first = addDays(first, SLICE_DAYS)) {
    const last = addDays(first, SLICE_DAYS - 1);
    const days = await read.transaction(async (transaction) => {
      const found: HamletDay[] = [];
      for (const day of daysBetween(first, last < to ? last : to))
        for (const [hamlet, one] of await timetablesOf(transaction, day, hamlets, chainOf, Number.POSITIVE_INFINITY))
          found.push({ hamlet, slots: one.slots, cancelled: cancelledBy(one.cancelled, cancelAheadMs) });
      return found;
    });
    yield days;
    await breathe();
  }
}

export interface HungNode {
  readonly node: string;
  readonly code: string;
  readonly hamlet: string;
  readonly from: number;
  readonly to: number | null;
  readonly horns: number;
  readonly technology: string;
  readonly reportsSince: number | null;
  readonly sensor: string | null;
}

/** Every node that ever hung in these hamlets, and from when until when it did. */
export async function nodesIn(read: Knex, hamlets: readonly string[]): Promise<HungNode[]> {
  const rows = await read('node_places as p')
    .join('nodes as n', 'n.id', 'p.node_id')
    .whereIn('p.hamlet_id', [...hamlets])
    .orderBy(['p.hamlet_id', 'n.code', 'p.node_id', 'p.from_at'])
    .select('p.*', 'n.code', 'n.enrolled_at', 'n.sensor');
  return rows.map((row) => ({
    ...{ node: row.node_id, code: row.code, hamlet: row.hamlet_id, from: row.from_at, to: row.until_at },
    ...{ horns: row.horns, technology: row.technology, sensor: row.sensor },
    reportsSince: row.technology === 'ip' ? row.enrolled_at : null,
  }));
}

/** Per hamlet: signed receipts of the window, and horns on nodes that were heard at least once since `lately`. */
export async function soundIn(
  read: Knex,
  hamlets: readonly string[],
  { from, to, lately }: { from: Day; to: Day; lately: Day },
): Promise<Map<string, { receipts: number; heardHorns: number }>> {
  const rows: { hamlet_id: string; horns: number; receipts: number; heard: number }[] = await read('deliveries')
    .whereIn('hamlet_id', [...hamlets])
    .where('due_at', '>=', startOfDay(from))
    .where('due_at', '<', startOfDay(to) + DAY_MS)
    .groupBy('hamlet_id', 'node_id')
    .select('hamlet_id')
    .max({ horns: 'horns' })
    .count({ receipts: 'evidence_position' })
    .select(read.raw('SUM(CASE WHEN heard_ms > 0 AND due_at >= ? THEN 1 ELSE 0 END) AS heard', [startOfDay(lately)]));
  const byHamlet = new Map<string, { receipts: number; heardHorns: number }>();
  for (const row of rows) {
    const before = byHamlet.get(row.hamlet_id) ?? { receipts: 0, heardHorns: 0 };
    byHamlet.set(row.hamlet_id, {
      receipts: before.receipts + Number(row.receipts),
      heardHorns: before.heardHorns + (Number(row.heard) > 0 ? Number(row.horns) : 0),
    });
  }
  return byHamlet;
}
