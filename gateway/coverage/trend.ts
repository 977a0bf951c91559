import type { Area } from '../../protocol/api/areas.ts';
import type { Rule, Trend } from '../../protocol/api/coverage.ts';
import { addDays, type Day } from '../../protocol/vietnam-time.ts';
import { countHamlets, type JudgingParts, judgeHamlets, type SignsOf } from './judging.ts';

/**
 * The last months up to today: what was heard in each, and how many hamlets were met on its last day by the window of the rule
 * that ends there.
 */
export async function trendOf(
  parts: JudgingParts,
  hamletsAt: (day: Day) => readonly Area[],
  rule: Rule,
  today: Day,
  months: number,
  signsOf: SignsOf,
): Promise<Trend['months']> {
  const points: Trend['months'] = [];
  for (const { month, from, to } of monthsUpTo(today, months)) {
    const hamlets = hamletsAt(to);
    const { due, heard, unknown, owed } = await countHamlets(parts, hamlets, rule, { from, to }, signsOf);
    const window = { from: addDays(to, 1 - rule.numbers.windowDays), to };
    const verdicts = await judgeHamlets(parts, hamlets, rule, window, signsOf);
    points.push({
      ...{ month, due, heard, unknown },
      lower: owed === 0 ? 0 : heard / owed,
      upper: owed === 0 ? 0 : (heard + unknown) / owed,
      hamlets: hamlets.length,
      met: verdicts.filter((one) => one.verdict === 'met').length,
    });
  }
  return points;
}

/** Calendar months, oldest first; the last one ends today. */
export function monthsUpTo(today: Day, months: number): { month: string; from: Day; to: Day }[] {
  const found = [];
  for (let to = today; found.length < months; ) {
    const month = to.slice(0, 7);
    const from = `${month}-01`;
    found.unshift({ month, from, to });
    to = addDays(from, -1);
  }
  return found;
}
