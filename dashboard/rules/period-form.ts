// pure
import type { Period, PeriodInput } from '../../protocol/api/periods.ts';
import { addDays, type Day } from '../../protocol/vietnam-time.ts';
import { dayText, parseDay } from '../format/date.ts';

/** A period closes at the earliest so many days after its last: late receipts still come in (DESIGN §8). */
export const WAIT_DAYS = 15;

export const closesFrom = ({ to }: Pick<Period, 'to'>): Day => addDays(to, WAIT_DAYS);

export interface TypedPeriod {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly closesOn: string;
}

/** The quarter after the newest period, or the one of today: what an office opens next. */
export function nextQuarter(periods: readonly Period[], today: Day): TypedPeriod {
  const last = periods
    .map(({ to }) => to)
    .sort()
    .at(-1);
  const day = last && last >= today.slice(0, 8) ? addDays(last, 1) : today;
  const year = Number(day.slice(0, 4));
  const quarter = Math.floor((Number(day.slice(5, 7)) - 1) / 3);
  const from = `${year}-${pad(quarter * 3 + 1)}-01`;
  const to = addDays(quarter === 3 ? `${year + 1}-01-01` : `${year}-${pad(quarter * 3 + 4)}-01`, -1);
  return {
    name: `Quý ${['I', 'II', 'III', 'IV'][quarter]}/${year}`,
    from: dayText(from),
    to: dayText(to),
    closesOn: dayText(addDays(to, WAIT_DAYS)),
  };
}

export type PeriodFault = 'name' | 'from' | 'to' | 'closes-on' | 'overlaps';

export function readPeriod(
  typed: TypedPeriod,
  others: readonly Period[],
): { period: PeriodInput } | { faults: PeriodFault[] } {
  const [from, to, closesOn] = [parseDay(typed.from), parseDay(typed.to), parseDay(typed.closesOn)];
  const faults: PeriodFault[] = [];
  if (!typed.name.trim()) faults.push('name');
  if (!from) faults.push('from');
  if (!to || (from && to < from)) faults.push('to');
  if (!closesOn || (to && closesOn < addDays(to, WAIT_DAYS))) faults.push('closes-on');
  if (from && to && others.some((one) => one.from <= to && one.to >= from)) faults.push('overlaps');
  if (faults.length > 0 || !from || !to || !closesOn) return { faults };
  return { period: { name: typed.name.trim().normalize('NFC'), from, to, closesOn } };
}

const pad = (n: number) => String(n).padStart(2, '0');
