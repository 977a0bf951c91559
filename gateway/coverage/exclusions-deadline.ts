// pure
import { addDays, type Day } from '../../protocol/vietnam-time.ts';

export interface PeriodTerms {
  readonly name: string;
  readonly from: Day;
  readonly to: Day;
  readonly closing?: unknown;
}

export interface LateExclusion {
  readonly code: 'period-closed' | 'exclusion-too-late';
  readonly message: string;
}

/**
 * Why days may no longer be excluded (DOMAIN §4.7): a period they touch is closed, or it ended more than `deadlineDays` ago; of
 * days in no period, they themselves did. Undefined when they may. `today` is the Vietnamese day.
 */
export function lateExclusion(
  { from, to }: { readonly from: Day; readonly to: Day },
  periods: readonly PeriodTerms[],
  deadlineDays: number,
  today: Day,
): LateExclusion | undefined {
  const touched = periods.filter((period) => period.from <= to && from <= period.to);
  const closed = touched.find(({ closing }) => closing !== undefined);
  if (closed)
    return {
      code: 'period-closed',
      message: `${closed.name} is closed and stays as it was judged: nothing in it is excluded any more.`,
    };
  const ends = touched.length > 0 ? touched : [{ name: 'The time to be excluded', to }];
  const over = ends.find((period) => addDays(period.to, deadlineDays) < today);
  if (!over) return undefined;
  const last = addDays(over.to, deadlineDays);
  return {
    code: 'exclusion-too-late',
    message: `${over.name} ended on ${over.to}; it could be excluded from until ${last} (${deadlineDays} days), and not later.`,
  };
}
