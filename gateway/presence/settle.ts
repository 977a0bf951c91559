// pure
import { joinAll, type OnlinePeriod, touch } from './period.ts';

export interface Settled {
  /** Rows as they shall be. */
  readonly put: readonly OnlinePeriod[];
  /** Beginnings of rows that went up in another. */
  readonly remove: readonly number[];
  /** The period that holds the newest beat, and where the one after it begins. */
  readonly current: OnlinePeriod | undefined;
  readonly nextFrom: number;
}

/** Joins beats with the stored periods around them and the one in memory. `newest` is the beat that came last. */
export function settle(
  stored: readonly OnlinePeriod[],
  current: OnlinePeriod | undefined,
  beats: readonly OnlinePeriod[],
): Settled {
  const put = joinAll([...stored, ...(current ? [current] : []), ...beats]);
  const kept = new Set(put.map((period) => period.from));
  const newest = beats[beats.length - 1];
  const index = newest ? put.findIndex((period) => touch(period, newest)) : -1;
  return {
    put,
    remove: [...stored, ...(current ? [current] : [])].map((period) => period.from).filter((from) => !kept.has(from)),
    current: put[index],
    nextFrom: put[index + 1]?.from ?? Number.POSITIVE_INFINITY,
  };
}
