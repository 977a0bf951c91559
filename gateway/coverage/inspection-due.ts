// pure
import type { Rule } from '../../protocol/api/coverage.ts';
import { DAY_MS } from '../../protocol/units.ts';
import type { Visit } from './inspections-store.ts';

export type VisitNumbers = Rule['numbers']['inspection'];

/** One visit to one hamlet: all its places of one record. */
export interface HamletVisit {
  readonly at: number;
  readonly counts: boolean;
}

export interface Due {
  /** Visits that count, each far enough from the one before. */
  readonly visits: number;
  readonly lastAt?: number;
  /** Only from then on does another one count. */
  readonly nextFrom?: number;
}

/** Does a visit count for the rule: all its horns of the hamlet together, and every condition the rule makes (DOMAIN §4.9). */
export function visitsOfHamlet(lines: readonly Visit[], numbers: VisitNumbers): HamletVisit[] {
  const records = new Map<string, Visit[]>();
  for (const line of lines) records.set(line.inspection, [...(records.get(line.inspection) ?? []), line]);
  return [...records.values()]
    .flatMap((places) => {
      const [first] = places;
      return first ? [{ at: first.at, counts: counts(places, numbers) }] : [];
    })
    .sort((a, b) => a.at - b.at);
}

function counts(places: readonly Visit[], numbers: VisitNumbers): boolean {
  const there = sum(places.map(({ hornsThere }) => hornsThere));
  const sounding = sum(places.map(({ hornsSounding }) => hornsSounding));
  return (
    there > 0 &&
    sounding >= numbers.hornsShare * there &&
    places.every(
      (one) =>
        (one.unannounced || !numbers.unannounced) &&
        (one.fromOutside || !numbers.fromOutside) &&
        (one.duringSession || !numbers.duringSession),
    )
  );
}

/** What is owed of a hamlet, from its visits of the window (oldest first). */
export function dueOf(visits: readonly HamletVisit[], numbers: VisitNumbers, lastAt: number | undefined): Due {
  let counted = 0;
  let latest: number | undefined;
  for (const { at, counts } of visits) {
    if (!counts || (latest !== undefined && at - latest < numbers.apartDays * DAY_MS)) continue;
    counted++;
    latest = at;
  }
  return {
    visits: counted,
    ...(lastAt === undefined ? {} : { lastAt }),
    ...(latest === undefined ? {} : { nextFrom: latest + numbers.apartDays * DAY_MS }),
  };
}

/** Who waits longest comes first: below what is asked for before above it, never looked at before looked at. */
export function bySoonestDue(a: Due & { required: number }, b: Due & { required: number }): number {
  const isOwed = (due: Due & { required: number }) => (due.visits < due.required ? 0 : 1);
  return isOwed(a) - isOwed(b) || (a.nextFrom ?? 0) - (b.nextFrom ?? 0) || (a.lastAt ?? 0) - (b.lastAt ?? 0);
}

function sum(figures: readonly number[]): number {
  return figures.reduce((total, one) => total + one, 0);
}
