import { Figures } from '../../gateway/appraisal/figures/figures.ts';
import { Reports } from '../../gateway/appraisal/reports/reports.ts';
import { AreaTree } from '../../gateway/areas/area-tree.ts';
import { Airings } from '../../gateway/broadcast/airings.ts';
import { CampaignStore } from '../../gateway/broadcast/campaign-store.ts';
import { systemClock } from '../../gateway/clock.ts';
import { Coverage } from '../../gateway/coverage/coverage.ts';
import type { Database } from '../../gateway/database/database.ts';
import { FactBus } from '../../gateway/facts.ts';
import { silentLog } from '../../gateway/log.ts';
import { loadNodes } from '../../gateway/nodes/nodes-store.ts';
import { Roster } from '../../gateway/nodes/roster.ts';
import type { ReportForm } from '../../protocol/reports.ts';
import { addDays, dayOf } from '../../protocol/vietnam-time.ts';
import { inPostgres, inSqlite } from '../database.ts';
import { fillDeliveries } from '../deliveries.ts';
import { settleFleet } from '../fleet.ts';
import { type Options, sizesOf } from '../options.ts';
import { figure } from '../report.ts';
import { medianSeconds } from '../timing.ts';

const HAMLETS = 4_000;
const DAYS = 30;
/** Whole province, a month. */
const FORMS = [
  'province-summary',
  'airtime',
  'stations',
  'node-airtime',
  'outside-hours',
  'broadcast-log',
  'fault-slips',
] as const satisfies readonly ReportForm[];

/** A month of a province in each form that counts runs: one cluster a hamlet, and with --full three. */
export async function reports(options: Options): Promise<void> {
  for (const hamlets of sizesOf(options.quick ? HAMLETS / 40 : HAMLETS, options)) {
    const nodes = hamlets * (options.full ? 3 : 1);
    await inSqlite((database) => measure(database, hamlets, nodes));
    const { postgres } = options;
    if (postgres) await inPostgres(postgres, (database) => measure(database, hamlets, nodes));
  }
}

async function measure(database: Database, hamlets: number, nodes: number): Promise<void> {
  const now = Date.now();
  const to = dayOf(now - 86_400_000);
  const window = { from: addDays(to, 1 - DAYS), to };
  const fleet = await settleFleet(database, { nodes, hamlets }, now);
  const deliveries = await fillDeliveries(database, fleet.areas, to, DAYS);
  const made = await reportsOver(database, fleet.areas);
  const person = {
    id: 'bench',
    username: 'bench',
    name: 'Đo',
    role: 'administrator',
    areas: [fleet.province],
  } as const;
  const commune = fleet.areas.find(({ kind }) => kind === 'commune')?.id ?? '';
  for (const form of FORMS)
    for (const [place, area] of [
      ['province', fleet.province],
      ['commune', commune],
    ] as const) {
      const seconds = await medianSeconds(3, () => made.document(person, form, { area, ...window }));
      figure(`reports.${form}.${place}`, seconds * 1_000, 'ms', {
        ...{ engine: database.dialect, hamlets, nodes, days: DAYS, deliveries, target: 2_000 },
      });
    }
}

async function reportsOver(database: Database, areas: Parameters<AreaTree['put']>[0]): Promise<Reports> {
  const clock = systemClock;
  const tree = new AreaTree(() => dayOf(clock.now()));
  tree.put(areas);
  const roster = new Roster(tree);
  roster.put(await loadNodes(database.read));
  const audit = { record: async () => undefined };
  const stations = { get: () => undefined };
  const coverage = new Coverage({
    database,
    clock,
    log: silentLog,
    facts: new FactBus(),
    tree,
    treeSize: async () => 0,
  });
  await coverage.start();
  await coverage.rollUp();
  return new Reports({
    ...{ database, clock, audit, tree, stations, roster, coverage },
    quietHours: { windowsOf: () => [{ from: '21:00', to: '05:00' }] },
    campaigns: { store: new CampaignStore(database), airings: new Airings(database) },
    figures: new Figures({ database, clock, audit, tree, stations, roster }),
    nameOf: () => undefined,
    inspections: async () => [],
    handLog: async () => [],
    criterion: () => Promise.reject(new Error('not measured here')),
  });
}
