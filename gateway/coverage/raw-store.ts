import type { Knex } from 'knex';
import type { DeliveryState } from '../../protocol/api/broadcast.ts';
import type { ClockState, Reason } from '../../protocol/messages/uplink.ts';
import { DAY_MS } from '../../protocol/units.ts';
import { type Day, startOfDay } from '../../protocol/vietnam-time.ts';
import type { HamletNode } from './hamlet-sound.ts';
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
  readonly registered: boolean | number;
  readonly created_at: number;
}

/** The deliveries of one day and hamlet that were due: the raw rows that sessions are judged from. */
export interface DayDeliveries {
  /** Of runs that were registered before. */
  readonly registered: DeliveryFacts[];
  /** Live, play-now, emergencies: out of the ratio. */
  readonly announced: DeliveryFacts[];
}

export async function deliveriesOf(
  transaction: Knex,
  day: Day,
  hamlets: readonly string[],
): Promise<Map<string, DayDeliveries>> {
  const from = startOfDay(day);
  const rows: DeliveryRow[] = await transaction('deliveries as d')
    .join('runs as r', 'r.id', 'd.run_id')
    .whereIn('d.hamlet_id', hamlets)
    .where('d.due_at', '>=', from)
    .where('d.due_at', '<', from + DAY_MS)
    .where('d.due', true)
    .whereNot('r.state', 'cancelled')
    .whereNot('d.state', 'cancelled')
    .select('d.hamlet_id', 'd.run_id', 'd.node_id', 'd.horns', 'd.due_at', 'r.duration_ms', 'r.lateness_ms')
    .select('r.state as run_state', 'd.state', 'd.final', 'd.reason', 'd.started_at', 'd.played_ms', 'd.heard_ms')
    .select('d.heard_by', 'd.clock_state', 'd.registered', 'r.created_at');
  const byHamlet = new Map<string, DayDeliveries>();
  for (const row of rows) {
    const known = byHamlet.get(row.hamlet_id) ?? { registered: [], announced: [] };
    byHamlet.set(row.hamlet_id, known);
    if (!row.registered) known.announced.push(factsOf(row));
    else if (row.created_at <= row.due_at) known.registered.push(factsOf(row));
  }
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

/** Every stay of a node in these hamlets, as what it was then; a change of today blames and excuses nobody for yesterday. */
export async function nodesOf(transaction: Knex, hamlets: readonly string[]): Promise<Map<string, HamletNode[]>> {
  const rows = await transaction('node_places as p')
    .join('nodes as n', 'n.id', 'p.node_id')
    .whereIn('p.hamlet_id', hamlets)
    .orderBy(['p.node_id', 'p.from_at'])
    .select('p.node_id', 'p.hamlet_id', 'p.horns', 'p.technology', 'p.from_at', 'p.until_at', 'n.enrolled_at');
  const byHamlet = new Map<string, HamletNode[]>();
  for (const row of rows) {
    push(byHamlet, row.hamlet_id, {
      ...{ id: row.node_id, horns: row.horns, technology: row.technology, createdAt: row.from_at },
      ...(row.until_at !== null && { retiredAt: row.until_at }),
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
