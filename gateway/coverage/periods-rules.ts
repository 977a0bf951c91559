// pure
import type { HamletVerdict, Rule } from '../../protocol/api/coverage.ts';
import type { Addendum } from '../../protocol/api/periods.ts';
import { addDays, type Day } from '../../protocol/vietnam-time.ts';
import type { StoredAnswer } from './periods-store.ts';
import { inForce } from './rules.ts';

/** Where no rule is in force (DOMAIN §4.7). */
const DEFAULT_DEADLINE_DAYS = 15;

/** How many days after its end a window may still be excluded from: of the rules in force in it the most patient. */
export function deadlineDaysOf(rules: readonly Rule[], from: Day, to: Day): number {
  const days = inForce(rules, from, to).map(({ numbers }) => numbers.exclusionDeadlineDays);
  return days.length === 0 ? DEFAULT_DEADLINE_DAYS : Math.max(...days);
}

/** The first day on which a period may be closed by hand: the last of the deadline. By itself it closes when its day is over. */
export function earliestClosing(to: Day, deadlineDays: number): Day {
  return addDays(to, deadlineDays);
}

/**
 * What a period's hash is made of: a line for each frozen answer, `rule@version kind area sha256`, sorted as plain text, each with
 * a line feed after it.
 */
export function sealedText(answers: readonly Omit<StoredAnswer, 'body'>[]): string {
  const lines = answers.map(
    ({ rule, version, kind, area, sha256 }) => `${rule}@${version} ${kind} ${area} ${sha256}\n`,
  );
  return lines.sort().join('');
}

/** Hamlets that are judged otherwise now; one that no longer stands in the answer is left out. `rule` as `id@version`. */
export function addendaOf(rule: string, frozen: readonly HamletVerdict[], now: readonly HamletVerdict[]): Addendum[] {
  const byHamlet = new Map(now.map((hamlet) => [hamlet.hamlet, hamlet]));
  return frozen.flatMap((old) => {
    const fresh = byHamlet.get(old.hamlet);
    if (!fresh || sameResult(old, fresh)) return [];
    return [{ hamlet: old.hamlet, name: old.name, rule, frozen: resultOf(old), now: resultOf(fresh) }];
  });
}

function sameResult(a: HamletVerdict, b: HamletVerdict): boolean {
  return a.verdict === b.verdict && a.lower === b.lower && a.upper === b.upper;
}

function resultOf({ verdict, lower, upper }: HamletVerdict): Addendum['now'] {
  return { verdict, lower, upper };
}
