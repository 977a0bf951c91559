// pure
import type { Recurrence } from '../../protocol/api/broadcast.ts';
import { MINUTE_MS } from '../../protocol/units.ts';
import { dayOf, minutesOf, startOfDay, timeOf, timeOfMinutes } from '../../protocol/vietnam-time.ts';
import { eventsOf, isOriginal } from './occurrences.ts';
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

/** When anything of many programmes sounds, as few stretches that do not touch: a free minute is found without looking at all. */
export class Taken {
  readonly #stretches: { from: number; to: number }[] = [];

  constructor(spans: readonly Span[]) {
    for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
      const last = this.#stretches.at(-1);
      if (last && from <= last.to) last.to = Math.max(last.to, to);
      else this.#stretches.push({ from, to });
    }
  }

  /** The end of the last stretch that reaches into [from, to); undefined when it is free. */
  endOf(from: number, to: number): number | undefined {
    let [low, high] = [0, this.#stretches.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#stretches[middle] as { from: number }).from < to) low = middle + 1;
      else high = middle;
    }
    const last = this.#stretches[low - 1];
    return last && last.to > from ? last.to : undefined;
  }
}

/** So often a time is moved on before it is given up: a day full of programmes has no place. */
const MOST_MOVES = 100;

/**
 * The recurrence with every time of day that meets the other one moved behind it, to the first minute at which all its runs are
 * free of everything that is taken; undefined when the day has no such minute, or when a run that was moved singly meets it all
 * the same. What was changed singly goes with its run. `mayBegin` says whether a run may begin then.
 */
export function movedBehind(
  recurrence: Recurrence,
  durationMs: number,
  other: readonly Span[],
  { taken, window, mayBegin }: { taken: Taken; window: Window; mayBegin: (startAt: number) => boolean },
): { recurrence: Recurrence; time: string } | undefined {
  let time: string | undefined;
  const times: string[] = [];
  const moves = new Map<string, string>();
  for (const each of recurrence.times) {
    const spans = spansOf({ ...recurrence, times: [each] }, durationMs, window);
    if (meetingsOf(spans, other).length === 0) {
      times.push(each);
      continue;
    }
    const moved = firstFree(each, spans, durationMs, taken, mayBegin);
    if (moved === undefined) return undefined;
    times.push(moved);
    moves.set(each, moved);
    time ??= moved;
  }
  if (time === undefined || new Set(times).size < new Set(recurrence.times).size) return undefined;
  const behind = { ...recurrence, times: [...new Set(times)], ...singlesMoved(recurrence, moves) };
  return meetingsOf(spansOf(behind, durationMs, window), other).length > 0 ? undefined : { recurrence: behind, time };
}

/** A skipped day stays skipped at the new time of day, a moved run stays where it was moved to. */
function singlesMoved(
  { exceptions, ...recurrence }: Recurrence,
  moves: ReadonlyMap<string, string>,
): Pick<Recurrence, 'exceptions'> {
  if (!exceptions) return {};
  return {
    exceptions: exceptions.map((one) => {
      const before = timeOf(one.at);
      const after = moves.get(before);
      if (after === undefined || !isOriginal(recurrence, one.at)) return one;
      return { ...one, at: one.at + (minutesOf(after) - minutesOf(before)) * MINUTE_MS };
    }),
  };
}

function firstFree(
  time: string,
  spans: readonly Span[],
  durationMs: number,
  taken: Taken,
  mayBegin: (startAt: number) => boolean,
): string | undefined {
  const days = spans.map((span) => startOfDay(dayOf(span.at)));
  let minute = minutesOf(time);
  for (let move = 0; move < MOST_MOVES; move++) {
    const ends = days.map((day) => {
      const from = day + minute * MINUTE_MS;
      return Math.ceil(((taken.endOf(from, from + durationMs) ?? from) - day) / MINUTE_MS);
    });
    const latest = Math.max(...ends);
    if (latest >= 24 * 60) return undefined;
    if (latest === minute)
      // Quiet hours are the same every day.
      return mayBegin((days[0] as number) + minute * MINUTE_MS) ? timeOfMinutes(minute) : undefined;
    minute = latest;
  }
  return undefined;
}
