import type { Knex } from 'knex';
import type { Area } from '../../protocol/api/areas.ts';
import { addDays, type Day, startOfDay } from '../../protocol/vietnam-time.ts';
import type { AreaTree } from '../areas/area-tree.ts';
import { readUnwatched } from './day-reading.ts';
import type { Unwatched } from './hamlet-record.ts';
import { type Line, linesOf } from './lineage.ts';
import { LoggedSessions } from './logged-sessions.ts';
import { type DayEdges, dayEdges, type Hanging, readPlaces } from './places-store.ts';
import type { Exclusion, Sources, Visit } from './sources.ts';

/** Everything beside letters that verdicts of some hamlets rest on, read once for all of them. */
export interface WindowRecords {
  readonly places: ReadonlyMap<string, readonly Hanging[]>;
  readonly visits: ReadonlyMap<string, readonly Visit[]>;
  readonly handLog: LoggedSessions;
  readonly unwatched: readonly Unwatched[];
  readonly edges: DayEdges;
  /** Is anything excluded anywhere? */
  readonly excludes: boolean;
  /** The exclusions that reach a hamlet. */
  exclusionsOf(hamlet: string): readonly Exclusion[];
}

/** More hamlets than these are read all at once and picked from. */
export const MOST_NAMED = 200;

/** Reads for the days from `from` (of the longest window that may be asked) to `to`. */
export async function readWindowRecords(
  read: Knex,
  sources: Sources,
  tree: Pick<AreaTree, 'ancestors'>,
  hamlets: readonly string[],
  from: Day,
  to: Day,
): Promise<WindowRecords> {
  const named = hamlets.length <= MOST_NAMED ? hamlets : undefined;
  const start = startOfDay(from);
  const end = startOfDay(addDays(to, 1));
  const exclusions = (await sources.exclusions?.(read, from, to)) ?? [];
  const visits = new Map<string, Visit[]>();
  for (const visit of (await sources.visits?.(read, start, end, named)) ?? []) {
    const known = visits.get(visit.hamlet);
    if (known) known.push(visit);
    else visits.set(visit.hamlet, [visit]);
  }
  return {
    places: await readPlaces(read, to, named),
    visits,
    handLog: new LoggedSessions((await sources.handLog?.(read, from, to)) ?? [], from),
    unwatched: await readUnwatched(read, start, end),
    edges: dayEdges(),
    excludes: exclusions.length > 0,
    exclusionsOf: reaching(exclusions, tree),
  };
}

/** Which exclusions reach a hamlet, looked up by area: a province has many, and thousands of hamlets ask. */
function reaching(
  exclusions: readonly Exclusion[],
  tree: Pick<AreaTree, 'ancestors'>,
): (hamlet: string) => readonly Exclusion[] {
  const byArea = new Map<string, Exclusion[]>();
  for (const exclusion of exclusions)
    for (const area of exclusion.areas) byArea.set(area, [...(byArea.get(area) ?? []), exclusion]);
  return (hamlet) => {
    const found = new Set<Exclusion>();
    for (const area of tree.ancestors(hamlet)) for (const exclusion of byArea.get(area) ?? []) found.add(exclusion);
    return found.size === 0 ? NOTHING_EXCLUDED : [...found];
  };
}

const NOTHING_EXCLUDED: readonly Exclusion[] = [];

/** The lines of each hamlet's record (lineage.ts), and every hamlet they name. */
export function lineages(
  hamlets: readonly Area[],
  inherits: boolean,
  from: Day,
  to: Day,
  get: (id: string) => Area | undefined,
): { lines: Map<string, readonly Line[]>; named: string[] } {
  const lines = new Map<string, readonly Line[]>();
  const named = new Set<string>();
  for (const hamlet of hamlets) {
    named.add(hamlet.id);
    if (hamlet.predecessors.length === 0) {
      lines.set(hamlet.id, [{ weight: 1, stretches: [{ hamlet: hamlet.id, from, to }] }]);
      continue;
    }
    const heir = inherits ? hamlet : { ...hamlet, predecessors: [] };
    const own = linesOf(heir, from, to, get);
    lines.set(hamlet.id, own);
    for (const line of own) for (const stretch of line.stretches) named.add(stretch.hamlet);
  }
  return { lines, named: [...named] };
}
