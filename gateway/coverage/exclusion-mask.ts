// pure
import type { SessionDetail } from '../../protocol/api/coverage.ts';
import { PARTS_OF_DAY } from '../../protocol/sessions.ts';
import { DAY_MS } from '../../protocol/units.ts';
import { type Day, startOfDay } from '../../protocol/vietnam-time.ts';
import { NO_SESSION } from './day-states.ts';
import type { Exclusion } from './sources.ts';

/** Letter of a session that a decision of the province leaves out; only ever in a masked copy, never in the roll-up. */
export const EXCLUDED = 'e';
/** Nothing is owed of these anyway: no session, stopped by hand. */
const UNTOUCHED = '-x';

/**
 * The letters of a window (three a day from `from` on) with what these exclusions cover replaced; the same text when they cover
 * none of its sessions. A cancelled session becomes an excluded one: a storm does not eat the tenth that may be cancelled.
 */
export function masked(letters: string, from: Day, exclusions: readonly Exclusion[]): string {
  if (exclusions.length === 0 || letters === '') return letters;
  const days = letters.length / PARTS_OF_DAY.length;
  let shown = letters;
  for (const exclusion of exclusions) {
    const first = Math.max(0, daysApart(from, exclusion.from)) * PARTS_OF_DAY.length;
    const end = (Math.min(days - 1, daysApart(from, exclusion.to)) + 1) * PARTS_OF_DAY.length;
    if (end <= first) continue;
    // Only its own days are taken apart: a window has many, an exclusion few.
    let excluded = '';
    for (let at = first; at < end; at++) {
      const part = PARTS_OF_DAY[at % PARTS_OF_DAY.length];
      const letter = shown[at] ?? NO_SESSION;
      excluded += part === undefined || !covers(exclusion, part) || UNTOUCHED.includes(letter) ? letter : EXCLUDED;
    }
    if (excluded !== shown.slice(first, end)) shown = shown.slice(0, first) + excluded + shown.slice(end);
  }
  return shown;
}

/** The sessions of a hamlet as the verdict counts them. */
export function maskedSessions(sessions: readonly SessionDetail[], exclusions: readonly Exclusion[]): SessionDetail[] {
  return sessions.map((session) => {
    const isExcluded = exclusions.some(
      (one) => one.from <= session.day && session.day <= one.to && covers(one, session.part),
    );
    return isExcluded ? { ...session, state: 'excluded' } : session;
  });
}

function covers({ parts }: Exclusion, part: (typeof PARTS_OF_DAY)[number]): boolean {
  return parts === undefined || parts.includes(part);
}

function daysApart(from: Day, to: Day): number {
  return Math.round((startOfDay(to) - startOfDay(from)) / DAY_MS);
}
