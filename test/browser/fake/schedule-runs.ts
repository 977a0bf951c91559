// pure
import { getLunarDate } from '@dqcai/vn-lunar';
import { occurrencesOf } from '../../../gateway/broadcast/occurrences.ts';
import type { Programme } from '../../../protocol/api/broadcast.ts';
import type { Holiday } from '../../../protocol/api/schedule.ts';
import { type Day, daysBetween } from '../../../protocol/vietnam-time.ts';

/** Instants at which a programme really sounds in [from, to): the gateway's own recurrence with single runs skipped and moved. */
export function instantsOf({ recurrence }: Pick<Programme, 'recurrence'>, from: number, to: number): number[] {
  const { exceptions = [], ...plain } = recurrence;
  const gone = new Set(exceptions.filter((one) => one.do !== 'replace').map((one) => one.at));
  const there = occurrencesOf(plain, from, to).filter((instant) => !gone.has(instant));
  const moved = exceptions.flatMap((one) => (one.do === 'move' && one.to >= from && one.to < to ? [one.to] : []));
  return [...new Set([...there, ...moved])].sort((a, b) => a - b);
}

const BY_SUN: Record<string, Holiday['name']> = {
  '01-01': 'new-year',
  '04-30': 'reunification',
  '05-01': 'labour',
  '09-02': 'national-day',
};

/** Holidays and lunar dates as the gateway tells them. */
export function holidaysOf(from: Day, to: Day): Holiday[] {
  return daysBetween(from, to).map((day) => {
    const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
    const lunar = getLunarDate(date, month, year);
    const tet = lunar.month === 1 && lunar.day <= 4 ? 'tet' : undefined;
    const kings = lunar.month === 3 && lunar.day === 10 ? 'hung-kings' : undefined;
    const name = BY_SUN[day.slice(5)] ?? tet ?? kings;
    return { day, lunar: `${lunar.day}/${lunar.month}${lunar.leap ? 'n' : ''}`, ...(name ? { name } : {}) };
  });
}
