// pure
import type { Rule } from '../../protocol/api/coverage.ts';
import { DAY_MS } from '../../protocol/units.ts';
import { type Day, dayOf, startOfDay } from '../../protocol/vietnam-time.ts';
import type { Visit } from './sources.ts';

const EPSILON = 1e-9;

export type InspectionNumbers = Pick<Rule['numbers'], 'inspection' | 'hornsShare'>;

/** What the visits of some days say about the horns of a hamlet. */
export interface VisitResult {
  /** Visits that count, far enough apart, since the last one that found too few horns sounding. */
  readonly counted: number;
  /** The newest visit that counts found too few horns sounding. */
  readonly lastFailed: boolean;
  /** Day of the newest visit counted. */
  readonly countedOn?: Day | undefined;
}

interface Occasion {
  readonly day: Day;
  readonly there: number;
  readonly sounding: number;
  readonly counts: boolean;
}

/**
 * Judges visits (DOMAIN §4.9). All lines of one Vietnamese day are one visit. It counts when it was made as the rule asks and
 * looked at as large a share of the `horns` as a session must reach, so that nobody shows the one pole that works. A visit that
 * finds too few horns sounding starts the count anew. The order of the lines does not matter.
 */
export function judgeVisits(visits: readonly Visit[], horns: number, numbers: InspectionNumbers): VisitResult {
  const { apartDays, hornsShare } = numbers.inspection;
  const occasions = occasionsOf(visits, numbers).filter(
    ({ counts, there }) => counts && there > 0 && there >= numbers.hornsShare * horns - EPSILON,
  );
  let counted = 0;
  let countedOn: Day | undefined;
  let lastFailed = false;
  for (const { day, there, sounding } of occasions) {
    lastFailed = sounding / there < hornsShare - EPSILON;
    if (lastFailed) {
      counted = 0;
      countedOn = undefined;
    } else if (countedOn === undefined || daysApart(countedOn, day) >= apartDays) {
      counted++;
      countedOn = day;
    }
  }
  return { counted, lastFailed, countedOn };
}

function occasionsOf(visits: readonly Visit[], { inspection }: InspectionNumbers): Occasion[] {
  const byDay = new Map<Day, Visit[]>();
  for (const visit of visits) {
    const day = dayOf(visit.at);
    byDay.set(day, [...(byDay.get(day) ?? []), visit]);
  }
  return [...byDay]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, lines]) => {
      return {
        day,
        there: lines.reduce((total, line) => total + line.hornsThere, 0),
        sounding: lines.reduce((total, line) => total + line.hornsSounding, 0),
        counts: lines.every(
          (line) =>
            (line.unannounced || !inspection.unannounced) &&
            (line.fromOutside || !inspection.fromOutside) &&
            (line.duringSession || !inspection.duringSession),
        ),
      };
    });
}

/**
 * Do visits vouch for the horns of a node without a sensor (DESIGN §8, heard)? The newest one up to that day, if it is no older
 * than `vouchDays` and enough of the horns there sounded.
 */
export function vouchesFrom(
  visits: readonly Visit[],
  numbers: Pick<Rule['numbers'], 'inspection' | 'vouchDays'>,
): (node: string, at: number) => boolean {
  const byNode = new Map<string, { day: Day; passed: boolean }[]>();
  for (const { node, at, hornsThere, hornsSounding } of visits) {
    if (node === undefined) continue;
    const passed = hornsThere > 0 && hornsSounding / hornsThere >= numbers.inspection.hornsShare - EPSILON;
    byNode.set(node, [...(byNode.get(node) ?? []), { day: dayOf(at), passed }]);
  }
  return (node, at) => {
    const day = dayOf(at);
    const until = (byNode.get(node) ?? []).filter((visit) => visit.day <= day);
    const newest = until
      .map((visit) => visit.day)
      .sort()
      .at(-1);
    if (newest === undefined || daysApart(newest, day) > numbers.vouchDays) return false;
    return until.every((visit) => visit.day !== newest || visit.passed);
  };
}

function daysApart(from: Day, to: Day): number {
  return Math.round((startOfDay(to) - startOfDay(from)) / DAY_MS);
}
