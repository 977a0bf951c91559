import type { DeliveryState } from '../../protocol/api/broadcast.ts';
import type { ClockState, Reason } from '../../protocol/messages/uplink.ts';
import { DAY_MS } from '../../protocol/units.ts';
import { type Day, startOfDay } from '../../protocol/vietnam-time.ts';
import type { Transaction } from '../database/database.ts';
import type { HamletNode } from './session.ts';
import type { DeliveryFacts } from './sound.ts';

interface DeliveryRow {
  readonly hamlet_id: string;
  readonly run_id: string;
  readonly node_id: string;
  readonly horns: number;
  readonly due_at: number;
  readonly duration_ms: number;
  readonly lateness_ms: number;
  readonly run_state: string;
  readonly state: DeliveryState;
  readonly final: boolean | number;
  readonly reason: Reason | null;
  readonly started_at: number | null;
  readonly played_ms: number | null;
  readonly heard_ms: number | null;
  readonly heard_by: 'microphone' | 'current' | 'none' | null;
  readonly clock_state: ClockState | null;
}

/** The deliveries of one day that were due and registered before, by hamlet: the raw rows that sessions are judged from. */
export async function deliveriesOf(
  transaction: Transaction,
  day: Day,
  hamlets: readonly string[],
): Promise<Map<string, DeliveryFacts[]>> {
  const from = startOfDay(day);
  const rows: DeliveryRow[] = await transaction('deliveries as d')
    .join('runs as r', 'r.id', 'd.run_id')
    .whereIn('d.hamlet_id', hamlets)
    .where('d.due_at', '>=', from)
    .where('d.due_at', '<', from + DAY_MS)
    .where({ 'd.registered': true, 'd.due': true })
    .whereRaw('r.created_at <= d.due_at')
    .whereNot('r.state', 'cancelled')
    .whereNot('d.state', 'cancelled')
    .select('d.hamlet_id', 'd.run_id', 'd.node_id', 'd.horns', 'd.due_at', 'r.duration_ms', 'r.lateness_ms')
    .select('r.state as run_state', 'd.state', 'd.final', 'd.reason', 'd.started_at', 'd.played_ms', 'd.heard_ms')
    .select('d.heard_by', 'd.clock_state');
  const byHamlet = new Map<string, DeliveryFacts[]>();
  for (const row of rows) push(byHamlet, row.hamlet_id, factsOf(row));
  return byHamlet;
}

function factsOf(row: DeliveryRow): DeliveryFacts {
  return {
    run: row.run_id,
    node: row.node_id,
    horns: row.horns,
    dueAt: row.due_at,
    durationMs: row.duration_ms,
    latenessMs: row.lateness_ms,
    ended: row.run_state === 'ended',
    final: Boolean(row.final),
    state: row.state,
    ...(row.reason !== null && { reason: row.reason }),
    ...(row.started_at !== null && { startedAt: row.started_at }),
    ...(row.played_ms !== null && { playedMs: row.played_ms }),
    ...(row.heard_ms !== null && { heardMs: row.heard_ms }),
    ...(row.heard_by !== null && { heardBy: row.heard_by }),
    ...(row.clock_state !== null && { clock: row.clock_state }),
  };
}

/** Every node that ever hung in these hamlets. */
export async function nodesOf(
  transaction: Transaction,
  hamlets: readonly string[],
): Promise<Map<string, HamletNode[]>> {
  const rows = await transaction('nodes')
    .whereIn('hamlet_id', hamlets)
    .select('id', 'hamlet_id', 'horns', 'technology', 'created_at', 'retired_at', 'enrolled_at');
  const byHamlet = new Map<string, HamletNode[]>();
  for (const row of rows) {
    push(byHamlet, row.hamlet_id, {
      id: row.id,
      horns: row.horns,
      createdAt: row.created_at,
      ...(row.retired_at !== null && { retiredAt: row.retired_at }),
      ...(row.technology === 'ip' && row.enrolled_at !== null && { reportsSince: row.enrolled_at }),
    });
  }
  return byHamlet;
}

function push<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
