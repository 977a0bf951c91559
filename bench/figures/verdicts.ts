import { AreaTree } from '../../gateway/areas/area-tree.ts';
import { systemClock } from '../../gateway/clock.ts';
import { Coverage } from '../../gateway/coverage/coverage.ts';
import type { Database } from '../../gateway/database/database.ts';
import { FactBus } from '../../gateway/facts.ts';
import { silentLog } from '../../gateway/log.ts';
import { addDays, dayOf, startOfDay } from '../../protocol/vietnam-time.ts';
import { inPostgres, inSqlite } from '../database.ts';
import { fillDeliveries } from '../deliveries.ts';
import { settleFleet } from '../fleet.ts';
import { type Options, sizesOf } from '../options.ts';
import { figure } from '../report.ts';
import { medianSeconds, secondsOf } from '../timing.ts';

const HAMLETS = 5_000;
const NODES_A_HAMLET = 3;
const DAYS = 90;

/** Every hamlet's verdict over 90 days, one hamlet's, and what the same costs from the raw rows. */
export async function verdicts(options: Options): Promise<void> {
  for (const hamlets of sizesOf(options.quick ? HAMLETS / 50 : HAMLETS, options)) {
    await inSqlite((database) => measure(database, hamlets));
    const { postgres } = options;
    if (postgres) await inPostgres(postgres, (database) => measure(database, hamlets));
  }
}

async function measure(database: Database, hamlets: number): Promise<void> {
  const now = Date.now();
  const to = dayOf(now - 86_400_000);
  const fleet = await settleFleet(database, { nodes: hamlets * NODES_A_HAMLET, hamlets }, now);
  const deliveries = await fillDeliveries(database, fleet.areas, to, DAYS);
  const size = { engine: database.dialect, hamlets, days: DAYS, deliveries };

  const tree = new AreaTree(() => dayOf(systemClock.now()));
  tree.put(fleet.areas);
  const parts = { database, clock: systemClock, log: silentLog, facts: new FactBus(), tree, treeSize: async () => 0 };
  const coverage = new Coverage(parts);
  const recomputed = await secondsOf(async () => {
    await coverage.start();
    await coverage.rollUp();
  });
  figure('verdicts.recompute-from-raw', recomputed, 's', {
    ...size,
    hamletDaysPerSecond: Math.round((hamlets * DAYS) / recomputed),
  });

  const window = { from: addDays(to, 1 - DAYS), to };
  const raw = await medianSeconds(3, () => rawVerdicts(database, window.from, window.to));
  figure('verdicts.raw-sql', raw * 1_000, 'ms', { ...size, says: 'the bound: one GROUP BY over every delivery' });
  const all = await medianSeconds(5, () => coverage.of(fleet.province, window));
  figure('verdicts.all', all * 1_000, 'ms', { ...size, target: 300, shareOfRaw: share(all, raw), targetShare: 0.15 });

  const hamletIds = fleet.areas.filter((area) => area.kind === 'hamlet').map((area) => area.id);
  let next = 0;
  const one = await medianSeconds(200, () => coverage.ofHamlet(hamletIds[next++ % hamletIds.length] as string, window));
  figure('verdicts.one-hamlet', one * 1_000, 'ms', { ...size, target: 5 });

  const [first] = fleet.areas.filter((area) => area.kind === 'commune');
  const commune = await medianSeconds(50, () => coverage.of(first?.id ?? '', window));
  figure('verdicts.one-commune', commune * 1_000, 'ms', { ...size });
}

/** Sessions heard per hamlet, straight from the deliveries: what the roll-up saves. */
async function rawVerdicts(database: Database, from: string, to: string): Promise<unknown> {
  return database.read.raw(
    `SELECT hamlet_id, COUNT(*) AS sessions, SUM(CASE WHEN heard >= 0.8 * due AND horns_heard * 3 >= horns * 2 THEN 1 ELSE 0 END) AS met
     FROM (SELECT hamlet_id, due_at / 43200000 AS part, SUM(expected_ms) AS due, SUM(COALESCE(heard_ms, 0)) AS heard,
         SUM(horns) AS horns, SUM(CASE WHEN heard_ms >= 0.8 * expected_ms THEN horns ELSE 0 END) AS horns_heard
       FROM deliveries WHERE registered AND due AND due_at >= ? AND due_at < ? GROUP BY hamlet_id, due_at / 43200000) AS sessions
     GROUP BY hamlet_id`,
    [startOfDay(from), startOfDay(addDays(to, 1))],
  );
}

function share(part: number, whole: number): number {
  return Number((part / whole).toPrecision(3));
}
