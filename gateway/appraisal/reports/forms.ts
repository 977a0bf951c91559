import type { ReportDocument } from '../../../protocol/api/reports.ts';
import type { ReportForm } from '../../../protocol/reports.ts';
import { dayOf } from '../../../protocol/vietnam-time.ts';
import { countKey } from '../../broadcast/airings.ts';
import { compliance } from '../../broadcast/compliance.ts';
import { RuleError } from '../../errors.ts';
import { airtime } from './airtime.ts';
import { broadcastLog } from './broadcast-log.ts';
import { campaignReport } from './campaign-report.ts';
import { faultSlips } from './fault-slips.ts';
import { airingsIn, faultsIn, handIn, isProvince, nodesIn, placesOf, windowOf } from './forms-facts.ts';
import { inspectionRecords } from './inspection-records.ts';
import { investmentReport } from './investments.ts';
import { nodeAirtime } from './node-airtime.ts';
import { readNodeAir } from './nodes-store.ts';
import { outsideHours } from './outside-hours.ts';
import { provinceSummary } from './province-summary.ts';
import { repairsBySlip } from './repair-facts.ts';
import { readRepairs } from './repairs-store.ts';
import type { Ask, ReportParts } from './report-parts.ts';
import { councilOf } from './rounds-of-year.ts';
import { stationsReport } from './stations.ts';
import { stationsFacts } from './stations-facts.ts';

interface Form {
  make(ask: Ask, parts: ReportParts): Promise<ReportDocument>;
}

/** More lines than these nobody prints, and no page shows. */
const MOST_LINES = 50_000;
const MOST_CAMPAIGNS = 500;

/** How every form is made; role and area are asked before. */
export const FORMS: Readonly<Record<ReportForm, Form>> = {
  'broadcast-log': {
    async make(ask, parts) {
      const [airings, hand] = [await airingsIn(ask, parts, true), await handIn(ask, parts)];
      requireFew(airings.length + hand.length);
      const facts = { airings, hand, places: placesOf(ask, parts), nameOf: parts.nameOf, many: isProvince(ask) };
      return broadcastLog(ask.head, facts);
    },
  },
  'fault-slips': {
    async make(ask, parts) {
      const slips = await faultsIn(ask, parts);
      const nodeOf = (node: string) => parts.roster.get(node);
      const repairOf = repairsBySlip(await readRepairs(parts.database, ask, parts.nameOf));
      return faultSlips(ask.head, { slips, places: placesOf(ask, parts), nodeOf, now: ask.now, repairOf });
    },
  },
  'inspection-records': {
    make: async (ask, { inspections }) =>
      inspectionRecords(ask.head, await inspections(ask.area.id, ask.query.from, ask.query.to)),
  },
  criterion: { make: (ask, { criterion }) => criterion(ask) },
  'province-summary': {
    async make(ask, parts) {
      const { area, query, communes, now } = ask;
      const { rule, period, from, to } = query;
      const { rounds, conclusions } = await councilOf(parts.database.read, ask);
      return provinceSummary(ask.head, {
        ...{ communes, rounds, conclusions, now },
        hamletsOf: (commune) => parts.tree.hamletsUnder(commune, to),
        coverage: await parts.coverage.of(area.id, {
          ...{ from, to },
          ...(rule ? { rule } : {}),
          ...(period ? { period } : {}),
        }),
        nodes: nodesIn(ask, parts),
        stationOf: (commune) => parts.stations.get(commune),
        airings: await airingsIn(ask, parts),
        hand: await handIn(ask, parts),
        faults: await faultsIn(ask, parts),
      });
    },
  },
  airtime: {
    async make(ask, parts) {
      const [airings, hand] = [await airingsIn(ask, parts), await handIn(ask, parts)];
      return airtime(ask.head, { airings, hand, places: placesOf(ask, parts) });
    },
  },
  'node-airtime': {
    async make(ask, parts) {
      const air = await readNodeAir(parts.database, windowOf(ask));
      return nodeAirtime(ask.head, { nodes: nodesIn(ask, parts), air, places: placesOf(ask, parts) });
    },
  },
  'outside-hours': {
    async make(ask, parts) {
      const airings = await airingsIn(ask, parts);
      const quietOf = (commune: string) => parts.quietHours.windowsOf(commune);
      return outsideHours(ask.head, { airings, places: placesOf(ask, parts), nameOf: parts.nameOf, quietOf });
    },
  },
  campaigns: { make: campaignsIn },
  investments: {
    make: async (ask, { stations }) =>
      investmentReport(
        ask.head,
        ask.communes.map((commune) => ({ commune, station: stations.get(commune.id) })),
      ),
  },
  stations: {
    make: async (ask, parts) => stationsReport(ask.head, await stationsFacts(ask, parts)),
  },
};

/** Campaigns whose days meet the period, with the communes of the area among those they were sent to. */
async function campaignsIn(ask: Ask, { campaigns, tree, database: _, ...parts }: ReportParts): Promise<ReportDocument> {
  const { area, query } = ask;
  const reach = isProvince(ask) ? { areas: [area.id], communes: [] } : { areas: [], communes: [area.id] };
  const { items } = await campaigns.store.list(reach, { limit: MOST_CAMPAIGNS });
  const within = items.filter(({ from, deadline }) => from <= query.to && deadline >= query.from).reverse();
  const heard = await campaigns.airings.heard(within);
  const facts = within.map((campaign) => {
    const communes = campaign.communes.filter((commune) => tree.isWithin(commune, [area.id]));
    const aired = (commune: string, bulletin: string) => heard.get(countKey(campaign.id, commune, bulletin)) ?? 0;
    const { title, topic, from, deadline, airings: asked, cancelled } = campaign;
    const rows = compliance({ ...campaign, communes }, aired, aired);
    rows.sort((a, b) => (tree.sortKeyOf(a.commune) < tree.sortKeyOf(b.commune) ? -1 : 1));
    return { ...{ title, topic, from, deadline, airings: asked }, cancelled: cancelled !== undefined, communes: rows };
  });
  const places = placesOf(ask, { tree });
  return campaignReport(ask.head, { campaigns: facts, places, today: dayOf(parts.clock.now()) });
}

function requireFew(lines: number): void {
  if (lines > MOST_LINES)
    throw new RuleError('report-too-long', `${lines} lines; ask for one commune, or for a shorter period.`);
}
