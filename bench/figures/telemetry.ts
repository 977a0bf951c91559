import { simulatedTelemetry } from '../../firmware-sim/fleet/telemetry.ts';
import { MovableClock } from '../../gateway/clock.ts';
import type { Database } from '../../gateway/database/database.ts';
import { silentLog } from '../../gateway/log.ts';
import { Telemetry } from '../../gateway/telemetry/telemetry.ts';
import type { Beat } from '../../protocol/messages/uplink.ts';
import { DAY_MS, HOUR_MS } from '../../protocol/units.ts';
import { dayOf, millisecondOfDay, startOfDay } from '../../protocol/vietnam-time.ts';
import { figure } from '../report.ts';

const NODES = 2;
/** So many days are lived; what lies beyond two weeks grows by the day. */
const DAYS = 40;
const POINT_DAYS = 14;
const YEAR_DAYS = 365;
const BEAT_MS = 30_000;
/** Two sessions of half an hour a day. */
const SESSIONS = [5.5, 17];

/**
 * Some nodes live forty days of 30 s beats with every field measured: noisy ones, that move the dead bands. `bytesOf` counts pages of
 * tables, indexes included.
 */
export async function telemetryStorage(
  database: Database,
  now: number,
  bytesOf: (tables: readonly string[]) => Promise<number>,
): Promise<void> {
  const first = startOfDay(dayOf(now)) - DAYS * DAY_MS;
  const clock = new MovableClock(first);
  const nodes = Array.from({ length: NODES }, (_, index) => `node-${index}-abcdef`);
  const telemetry = new Telemetry({
    ...{ database, clock, log: silentLog, nodes: () => nodes, clockErrorOf: () => 40 },
    ...{ presenceOf: async () => [], budgetOf: () => undefined },
    budgetAlarm: { tell: () => undefined, settle: () => undefined },
  });
  let takingUs = 0;
  for (let day = 0; day < DAYS; day++) {
    const began = first + day * DAY_MS;
    for (const node of nodes) {
      const beats = beatsOf(node, began);
      const before = process.cpuUsage();
      for (const beat of beats) telemetry.take(node, beat, beat.at);
      const { user, system } = process.cpuUsage(before);
      takingUs += user + system;
    }
    clock.set(began + DAY_MS);
    await telemetry.flush();
    await telemetry.nightly();
  }
  const recent = await bytesOf(['telemetry_points']);
  const thinned = await bytesOf(['telemetry_days']);
  const aDay = thinned / NODES / (DAYS - POINT_DAYS);
  figure(
    'storage.telemetry',
    (recent / NODES + aDay * (YEAR_DAYS - POINT_DAYS)) / 1_000,
    'kB a node after its first year',
    {
      ...{ lastTwoWeeksKb: Math.round(recent / NODES / 1_000), bytesADayOfHours: Math.round(aDay) },
    },
  );
  figure('telemetry.take', takingUs / ((NODES * DAYS * DAY_MS) / BEAT_MS), 'µs a beat');
}

function beatsOf(node: string, began: number): Beat[] {
  return Array.from({ length: DAY_MS / BEAT_MS }, (_, index): Beat => {
    const at = began + index * BEAT_MS;
    const hour = millisecondOfDay(at) / HOUR_MS;
    const playing = SESSIONS.some((session) => hour >= session && hour < session + 0.5);
    return {
      ...{ v: 1, node, session: '01JD0000000000000000000000', seq: index, at, uptimeMs: at, beatMs: BEAT_MS },
      ...simulatedTelemetry(node, at, playing),
      levelDb: (playing ? -18 : -48) + ((index * 7_919) % 100) / 20,
      freeBytes: 12_000_000_000 - (index % 2_880) * 20_000,
      ...{ sentBytes: index * 210, receivedBytes: index * 2_760 },
    };
  });
}
