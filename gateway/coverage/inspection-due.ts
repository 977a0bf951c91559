// pure
import { addDays, type Day } from '../../protocol/vietnam-time.ts';
import type { Visit } from './sources.ts';
import { type InspectionNumbers, judgeVisits } from './visits.ts';

export interface Due {
  /** Visits that count, as the verdict counts them (visits.ts). */
  readonly visits: number;
  readonly required: number;
  /** Of any visit, ms UTC. */
  readonly lastAt?: number | undefined;
  /** Only from then on does another one count. */
  readonly nextFrom?: Day | undefined;
}

/** What is owed of a hamlet whose FM and wired nodes carry `horns`, from its visits of the window. */
export function dueOf(
  visits: readonly Visit[],
  horns: number,
  numbers: InspectionNumbers,
  lastAt: number | undefined,
): Due {
  const { visits: required, apartDays } = numbers.inspection;
  const { counted, countedOn } = judgeVisits(visits, horns, numbers);
  const nextFrom = countedOn && counted < required ? addDays(countedOn, apartDays) : undefined;
  return { visits: counted, required, ...(lastAt === undefined ? {} : { lastAt }), ...(nextFrom ? { nextFrom } : {}) };
}

/** Who waits longest comes first: below what is asked for before above it, never looked at before looked at. */
export function bySoonestDue(a: Due, b: Due): number {
  const isOwed = ({ visits, required }: Due) => (visits < required ? 0 : 1);
  const days = (a.nextFrom ?? '').localeCompare(b.nextFrom ?? '');
  return isOwed(a) - isOwed(b) || days || (a.lastAt ?? 0) - (b.lastAt ?? 0);
}
