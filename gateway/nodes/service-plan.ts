// pure

import { DAY_MS } from '../../protocol/units.ts';
import { addDays, type Day, isRealDay, startOfDay } from '../../protocol/vietnam-time.ts';

/** A reminder comes so long before. */
export const AHEAD_DAYS = 14;

export interface ServicePlan {
  readonly everyMonths?: number | undefined;
  readonly installedOn?: Day | undefined;
  readonly servicedOn?: Day | undefined;
}

/** When preventive maintenance is next due: so many months after it was done last, or after the installation. */
export function nextServiceOn({ everyMonths, installedOn, servicedOn }: ServicePlan): Day | undefined {
  const last = servicedOn ?? installedOn;
  return everyMonths === undefined || last === undefined ? undefined : addMonths(last, everyMonths);
}

/** The same date so many months on; the last day of the month where it has none. */
export function addMonths(day: Day, months: number): Day {
  const [year, month] = day.split('-').map(Number) as [number, number];
  const total = year * 12 + month - 1 + months;
  const yearMonth = `${String(Math.floor(total / 12)).padStart(4, '0')}-${String((total % 12) + 1).padStart(2, '0')}`;
  for (let date = Number(day.slice(8)); ; date--) {
    const candidate = `${yearMonth}-${String(date).padStart(2, '0')}`;
    if (isRealDay(candidate)) return candidate;
  }
}

export function isDue(plan: ServicePlan, today: Day): boolean {
  const next = nextServiceOn(plan);
  return next !== undefined && next <= addDays(today, AHEAD_DAYS);
}

export function daysLeft(next: Day, today: Day): number {
  return Math.round((startOfDay(next) - startOfDay(today)) / DAY_MS);
}
