import type { Coverage, Rule } from '../../../protocol/api/coverage.ts';
import { addDays, type Day, dayOf, startOfDay } from '../../../protocol/vietnam-time.ts';
import { grouped } from '../grouped.ts';
import { airingsIn, handIn, nodesIn } from './forms-facts.ts';
import { readOnline } from './nodes-store.ts';
import { airMs } from './province-summary.ts';
import type { Ask, ReportParts } from './report-parts.ts';
import type { CommuneWork, StationsFacts } from './stations.ts';

const LEVELS: readonly Rule['criterion']['level'][] = ['base', 'advanced', 'model'];

/** Everything the report on stations counts, in a few questions a window. */
export async function stationsFacts(ask: Ask, parts: ReportParts): Promise<StationsFacts> {
  const { tree, stations, figures } = parts;
  const { query, area } = ask;
  const compare =
    query.compareFrom === undefined || query.compareTo === undefined
      ? undefined
      : { from: query.compareFrom, to: query.compareTo };
  const work = await workIn(ask, parts);
  const before = compare && (await workIn(moved(ask, compare.from, compare.to), parts));
  const nodes = grouped(nodesIn(ask, parts), ({ commune }) => commune);
  const communes = ask.communes.map((commune) => {
    const of = nodes.get(commune.id) ?? [];
    const counted = (technology: string) => of.filter((node) => node.technology === technology).length;
    const hamlets = tree.hamletsUnder(commune.id, query.to);
    const covered = new Set(of.map(({ hamlet }) => hamlet));
    return {
      ...{ commune, station: stations.get(commune.id) },
      hamlets: hamlets.length,
      hamletsWithNodes: hamlets.filter(({ id }) => covered.has(id)).length,
      nodes: { ip: counted('ip'), fm: counted('fm'), wired: counted('wired') },
      horns: of.reduce((sum, { horns }) => sum + horns, 0),
      work: work.get(commune.id) ?? NO_WORK,
      ...(before ? { before: before.get(commune.id) ?? NO_WORK } : {}),
    };
  });
  const said = (await figures.areas()).filter((one) => tree.isWithin(one, [area.id]));
  return { communes, levels: await levelsOf(ask, parts), figures: await figures.of(said), compare };
}

/** The same question about other days. */
function moved(ask: Ask, from: Day, to: Day): Ask {
  const query = { ...ask.query, from, to };
  return { ...ask, query, from: startOfDay(from), to: startOfDay(addDays(to, 1)) };
}

async function workIn(ask: Ask, parts: ReportParts): Promise<Map<string, CommuneWork>> {
  const airings = grouped(await airingsIn(ask, parts), ({ tally }) => tally.commune);
  const hand = grouped(await handIn(ask, parts), ({ commune }) => commune);
  const online = await readOnline(parts.database, ask.from, Math.min(ask.to, ask.now));
  const presence = new Map(online.map((sum) => [sum.commune, sum]));
  return new Map(
    ask.communes.map(({ id }) => {
      const of = airings.get(id) ?? [];
      const { onlineMs = 0, watchedMs = 0 } = presence.get(id) ?? {};
      return [
        id,
        {
          ...{ onlineMs, watchedMs },
          sentMs: of.reduce((sum, { run, tally }) => sum + run.durationMs * tally.nodes, 0),
          heardMs: of.reduce((sum, { tally }) => sum + tally.heardMs, 0),
          airMs: airMs(of, hand.get(id) ?? []),
        },
      ];
    }),
  );
}

/** One answer a level, by the newest rule of that level that is valid on the last day. */
async function levelsOf({ area, query, now }: Ask, { coverage }: ReportParts): Promise<Coverage[]> {
  const [to = query.to] = [query.to, dayOf(now)].sort();
  const valid = coverage.rules().filter(({ validFrom, validTo }) => validFrom <= to && (!validTo || to <= validTo));
  const answers: Coverage[] = [];
  for (const level of LEVELS) {
    const [rule] = valid.filter(({ criterion }) => criterion.level === level).sort((a, b) => b.version - a.version);
    if (rule) answers.push(await coverage.of(area.id, { rule: rule.id, to }));
  }
  return answers;
}

const NO_WORK: CommuneWork = { onlineMs: 0, watchedMs: 0, sentMs: 0, heardMs: 0, airMs: 0 };
