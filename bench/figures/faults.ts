import { monitorEventLoopDelay } from 'node:perf_hooks';
import { MovableClock } from '../../gateway/clock.ts';
import type { Database } from '../../gateway/database/database.ts';
import { FactBus } from '../../gateway/facts.ts';
import { Faults } from '../../gateway/faults/faults.ts';
import type { FleetNode } from '../../gateway/faults/ground.ts';
import { silentLog } from '../../gateway/log.ts';
import type { Notice } from '../../gateway/notices.ts';
import { Presence } from '../../gateway/presence/presence.ts';
import { Watch } from '../../gateway/presence/watch.ts';
import type { Beat } from '../../protocol/messages/uplink.ts';
import { inSqlite } from '../database.ts';
import { type Options, sizesOf } from '../options.ts';
import { figure } from '../report.ts';
import { timed } from '../timing.ts';
import { blackout } from './blackout.ts';

const NODES = 20_000;
const NODES_A_COMMUNE = 100;
const BEAT_SECONDS = 30;
const SESSION = '01JDB5K3X8Q4S0000000000001';

/** What the watch over a province costs: a second in which all is well, and the worst one of a blackout. */
export async function faults(options: Options): Promise<void> {
  for (const nodes of sizesOf(options.quick ? NODES / 20 : NODES, options)) {
    await inSqlite((database) => measure(database, nodes));
    await blackout(nodes);
  }
}

async function measure(database: Database, count: number): Promise<void> {
  const clock = new MovableClock(Date.parse('2026-11-22T01:00:00Z'));
  const parts = { database, clock, log: silentLog, facts: new FactBus() };
  const watch = new Watch({ ...parts, monotonic: () => clock.now() });
  const presence = new Presence({ ...parts, watch });
  const notices: Notice[] = [];
  const fleet = fleetOf(count, clock.now());
  const byId = new Map(fleet.map((node) => [node.id, node]));
  const watched = new Faults({
    ...{ ...parts, presence, windowOf: () => undefined },
    roster: { all: () => fleet, get: (id) => byId.get(id) },
    tree: { get: (id) => ({ name: id }), communeOf: (hamlet) => hamlet, smallestOver: ([first]) => first },
    parents: { causesOf: () => [], nodesOf: () => [], nameOf: () => undefined, areaOf: () => undefined },
    notice: async (_transaction, told) => () => void notices.push(...told),
  });
  await watched.start();

  const second = async (beating: boolean) => {
    clock.set(clock.now() + 1_000);
    const now = clock.now();
    watch.echo(now);
    const phase = Math.floor(now / 1_000) % BEAT_SECONDS;
    for (let index = phase; beating && index < count; index += BEAT_SECONDS) {
      const beat = beatOf((fleet[index] as FleetNode).id, now);
      presence.beat(beat.node, beat, now);
      watched.beat(beat.node, beat, now);
    }
    await watched.tick(now);
  };
  for (let warm = 0; warm < 4 * BEAT_SECONDS; warm++) await second(true);
  const size = { nodes: count };
  figure('faults.quiet-second', median(await timed(60, () => second(true))), 'CPU ms', size);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const dark = await timed(4 * BEAT_SECONDS + 10, () => second(false));
  figure('faults.blackout-worst-second', dark.at(-1) ?? 0, 'CPU ms', { ...size, messages: notices.length });
  delay.disable();
  figure('faults.blackout-loop-delay-p99', delay.percentile(99) / 1e6, 'ms', size);
  figure('faults.blackout-loop-delay-worst', delay.max / 1e6, 'ms', size);
  figure('faults.all-down-second', median(await timed(30, () => second(false))), 'CPU ms', size);
}

function fleetOf(count: number, now: number): FleetNode[] {
  return Array.from({ length: count }, (_, index) => ({
    ...{ id: `n${index}`, hamlet: `c${Math.floor(index / NODES_A_COMMUNE)}`, code: `TL-${index}` },
    ...{ technology: 'ip', enrolledAt: now, createdAt: now },
  }));
}

function beatOf(node: string, at: number): Beat {
  return {
    ...{ v: 1, node, session: SESSION, seq: 1, at, uptimeMs: 1, beatMs: BEAT_SECONDS * 1_000 },
    ...{ power: 'mains', mainsVolts: 228, rssiDbm: -80, celsius: 40, freeBytes: 1e9, line: 'ok', amplifier: 'ok' },
  };
}

function median(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
