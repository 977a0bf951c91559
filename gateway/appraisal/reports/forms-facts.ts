import type { HandLogEntry } from '../../../protocol/api/inspections.ts';
import { type Airing, airingsOf } from './aired.ts';
import { readAired } from './aired-store.ts';
import { type FaultSlip, readFaultSlips } from './faults-store.ts';
import type { Places } from './places.ts';
import type { Ask, ReportParts } from './report-parts.ts';

/** `countHamlets`: the log says how many hamlets each run reached. */
export async function airingsIn(ask: Ask, { database, tree }: ReportParts, countHamlets = false): Promise<Airing[]> {
  const airings = airingsOf(await readAired(database, { ...windowOf(ask), countHamlets }));
  return airings.filter(({ tally }) => tree.isWithin(tally.commune, [ask.area.id]));
}

/** The hand log in the order of time, without what was cancelled. */
export async function handIn({ area, query }: Ask, { handLog }: ReportParts): Promise<HandLogEntry[]> {
  const entries = await handLog(area.id, query.from, query.to);
  return entries.filter(({ cancelledAt }) => cancelledAt === undefined);
}

export function windowOf({ area, from, to }: Ask) {
  return { from, to, ...(area.kind === 'commune' ? { commune: area.id } : {}) };
}

export function nodesIn({ area }: Ask, { roster, tree }: ReportParts) {
  return roster.inArea(area.id).map((node) => ({ ...node, commune: tree.communeOf(node.hamlet) ?? '' }));
}

export async function faultsIn({ area, from, to, now }: Ask, { database, tree }: ReportParts): Promise<FaultSlip[]> {
  const slips = await readFaultSlips(database, from, to, now);
  return slips.filter((slip) => tree.isWithin(slip.area ?? '', [area.id]));
}

export function placesOf({ query }: Ask, { tree }: Pick<ReportParts, 'tree'>): Places {
  const counted = new Map<string, number>();
  return {
    get: (id) => tree.get(id),
    hamletsOf: (commune) => {
      const count = counted.get(commune) ?? tree.hamletsUnder(commune, query.to).length;
      counted.set(commune, count);
      return count;
    },
  };
}

export function isProvince({ area }: Ask): boolean {
  return area.kind === 'province';
}
