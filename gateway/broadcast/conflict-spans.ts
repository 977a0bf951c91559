// pure
import type { Recurrence } from '../../protocol/api/broadcast.ts';
import { MINUTE_MS } from '../../protocol/units.ts';
import { dayOf, minutesOf, startOfDay, timeOfMinutes } from '../../protocol/vietnam-time.ts';
import { eventsOf } from './occurrences.ts';
import type { Window } from './times.ts';

/** One run as long as it sounds; `at` names it. */
export interface Span {
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

export interface Meeting {
  readonly own: Span;
  readonly other: Span;
}

/** The runs of a recurrence that begin in the window, in order of time, by the engine's own occurrences. */
export function spansOf(recurrence: Recurrence, durationMs: number, window: Window): Span[] {
  return eventsOf(recurrence, window.from, window.to).map(({ at, startAt }) => ({
    at,
    from: startAt,
    to: startAt + durationMs,
  }));
}

/** Every pair that sounds at the same time, in order of the own runs. Both lists are in order of time, runs of one equally long. */
export function meetingsOf(own: readonly Span[], others: readonly Span[]): Meeting[] {
  const met: Meeting[] = [];
  let first = 0;
  for (const span of own) {
    while ((others[first]?.to ?? Number.POSITIVE_INFINITY) <= span.from) first++;
    for (let index = first; (others[index]?.from ?? Number.POSITIVE_INFINITY) < span.to; index++)
      met.push({ own: span, other: others[index] as Span });
  }
  return met;
}

/** Those of many programmes, so that what lies in the way of one run is found without looking at all. */
export class Taken {
  readonly #spans: readonly Span[];
  readonly #longestMs: number;

  constructor(spans: readonly Span[]) {
    this.#spans = [...spans].sort((a, b) => a.from - b.from);
    this.#longestMs = spans.reduce((longest, { from, to }) => Math.max(longest, to - from), 0);
  }

  /** The latest end of what sounds in [from, to); undefined when it is free. */
  endOf(from: number, to: number): number | undefined {
    let latest: number | undefined;
    for (let index = this.#firstFrom(from - this.#longestMs); index < this.#spans.length; index++) {
      const span = this.#spans[index] as Span;
      if (span.from >= to) break;
      if (span.to > from) latest = Math.max(latest ?? span.to, span.to);
    }
    return latest;
  }

  #firstFrom(instant: number): number {
    let [low, high] = [0, this.#spans.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#spans[middle] as Span).from < instant) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** So often a time is moved on before it is given up: a day full of programmes has no place. */
const MOST_MOVES = 100;

/**
 * The recurrence with every time of day that meets the other one moved behind it, to the first minute at which all its runs are
 * free of everything that is taken; undefined when the day has no such minute. `mayBegin` says whether a run may begin then.
 */
export function movedBehind(
  recurrence: Recurrence,
  durationMs: number,
  other: readonly Span[],
  { taken, window, mayBegin }: { taken: Taken; window: Window; mayBegin: (startAt: number) => boolean },
): { recurrence: Recurrence; time: string } | undefined {
  let time: string | undefined;
  const times: string[] = [];
  for (const each of recurrence.times) {
    const spans = spansOf({ ...recurrence, times: [each] }, durationMs, window);
    if (meetingsOf(spans, other).length === 0) {
      times.push(each);
      continue;
    }
    const moved = firstFree(each, spans, durationMs, new Taken(other), taken, mayBegin);
    if (moved === undefined) return undefined;
    times.push(moved);
    time ??= moved;
  }
  return time === undefined ? undefined : { recurrence: { ...recurrence, times: [...new Set(times)] }, time };
}

function firstFree(
  time: string,
  spans: readonly Span[],
  durationMs: number,
  other: Taken,
  taken: Taken,
  mayBegin: (startAt: number) => boolean,
): string | undefined {
  const days = spans.map((span) => startOfDay(dayOf(span.at)));
  let minute = minutesOf(time);
  for (let move = 0; move < MOST_MOVES; move++) {
    const ends = days.map((day) => {
      const from = day + minute * MINUTE_MS;
      const end = Math.max(taken.endOf(from, from + durationMs) ?? from, other.endOf(from, from + durationMs) ?? from);
      return Math.ceil((end - day) / MINUTE_MS);
    });
    const latest = Math.max(...ends);
    if (latest >= 24 * 60) return undefined;
    if (latest === minute)
      return days.every((day) => mayBegin(day + minute * MINUTE_MS)) ? timeOfMinutes(minute) : undefined;
    minute = latest;
  }
  return undefined;
}
