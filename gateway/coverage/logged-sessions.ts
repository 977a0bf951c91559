// pure
import { PARTS_OF_DAY } from '../../protocol/sessions.ts';
import { DAY_MS } from '../../protocol/units.ts';
import { type Day, instantAt, startOfDay, type TimeOfDay } from '../../protocol/vietnam-time.ts';
import { partOfDay } from './part-of-day.ts';
import type { HandLogLine } from './sources.ts';

/** Any day will do to tell morning from afternoon. */
const EPOCH: Day = '1970-01-02';
const NONE: ReadonlySet<number> = new Set();

/** The parts of the days from `from` on in which the hand log says something was broadcast, by hamlet and by commune. */
export class LoggedSessions {
  readonly #from: number;
  readonly #firstParts = new Map<Day, number>();
  readonly #partsByTime = new Map<TimeOfDay, number>();
  readonly #byPlace = new Map<string, Set<number>>();

  constructor(lines: readonly HandLogLine[], from: Day) {
    this.#from = startOfDay(from);
    for (const { commune, hamlets, day, from: time } of lines) {
      const part = this.#partOf(day) + this.#partAt(time);
      for (const place of hamlets ?? [commune]) this.#put(place, part);
    }
  }

  /** How many sessions of these days it holds for a hamlet: parts of the day, however often something was written into one. */
  count(hamlet: string, commune: string, from: Day, to: Day): number {
    const first = this.#partOf(from);
    const end = this.#partOf(to) + PARTS_OF_DAY.length;
    const own = this.#byPlace.get(hamlet);
    const all = this.#byPlace.get(commune);
    let count = 0;
    for (const part of own ?? NONE) if (part >= first && part < end) count++;
    for (const part of all ?? NONE) if (part >= first && part < end && !own?.has(part)) count++;
    return count;
  }

  #partOf(day: Day): number {
    const known = this.#firstParts.get(day);
    if (known !== undefined) return known;
    const part = Math.round((startOfDay(day) - this.#from) / DAY_MS) * PARTS_OF_DAY.length;
    this.#firstParts.set(day, part);
    return part;
  }

  /** Many lines, few times of the day. */
  #partAt(time: TimeOfDay): number {
    const known = this.#partsByTime.get(time);
    if (known !== undefined) return known;
    const part = PARTS_OF_DAY.indexOf(partOfDay(instantAt(EPOCH, time)));
    this.#partsByTime.set(time, part);
    return part;
  }

  #put(place: string, part: number): void {
    const parts = this.#byPlace.get(place);
    if (parts) parts.add(part);
    else this.#byPlace.set(place, new Set([part]));
  }
}
