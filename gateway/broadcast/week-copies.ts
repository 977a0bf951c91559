import type { z } from 'zod';
import type { CopyWeekAnswer, copyWeekInput } from '../../protocol/api/schedule.ts';
import { addDays, isRealDay, startOfDay, weekdayOf } from '../../protocol/vietnam-time.ts';
import { InvalidInputError, LoaXaError, RuleError } from '../errors.ts';
import { type Person, requireScope, type Scope } from '../http/app.ts';
import { placesGiven } from './group-following.ts';
import { eventsOf } from './occurrences.ts';
import type { StoredProgramme } from './programme-store.ts';
import type { Programmes } from './programmes.ts';
import { copiedInto, weekOf } from './week-copy.ts';

/** Programmes a copy; a commune has some dozens. */
const MOST = 300;

/** Says what sounded in one week in another one too; every copy waits for approval like any new programme. */
export class WeekCopies {
  readonly #programmes: Programmes;
  readonly #scope: Scope;

  constructor(programmes: Programmes, scope: Scope) {
    this.#programmes = programmes;
    this.#scope = scope;
  }

  /** Programmes that sound in the week of `to` by themselves are no part of it, neither copied nor left. */
  async copy(person: Person, { area, from, to }: z.infer<typeof copyWeekInput>): Promise<CopyWeekAnswer> {
    requireScope(this.#scope, person, area);
    if (![from, to].every((day) => isRealDay(day) && weekdayOf(day) === 1) || from === to)
      throw new InvalidInputError('no-monday', 'A week is named by its Monday; give two different ones.');
    const alive = await this.#programmes.store.alive(startOfDay(from));
    const own = alive.filter((one) => this.#scope.isWithin(one.area, [area]));
    const wanted = own.filter(
      (one) => weekOf(one.recurrence, from).length > 0 && sounds(one, to).length === 0 && sounds(one, from).length > 0,
    );
    if (wanted.length > MOST)
      throw new RuleError('too-many', `More than ${MOST} programmes: copy the week of a smaller area.`);
    const there = own.filter((one) => sounds(one, to).length > 0);
    const made: StoredProgramme[] = [];
    const left: CopyWeekAnswer['left'] = [];
    for (const programme of wanted) {
      const why = await this.#copyOne(person, programme, { from, to }, there, made);
      if (why !== undefined) left.push({ programme: programme.id, title: programme.title, ...why });
    }
    return { made: await this.#programmes.asProgrammes(made), left };
  }

  /** Why it was not copied; undefined when it was. */
  async #copyOne(
    person: Person,
    programme: StoredProgramme,
    { from, to }: { from: string; to: string },
    there: readonly StoredProgramme[],
    made: StoredProgramme[],
  ): Promise<{ why: string; code: string } | undefined> {
    const recurrence = copiedInto(programme.recurrence, from, to);
    if (!recurrence) return { why: 'It does not sound in that week.', code: 'not-in-week' };
    const { title, resume, registered, volume, area, bulletins } = programme;
    const starts = weekOf(recurrence, to).join();
    if (there.some((one) => one.title === title && weekOf(one.recurrence, to).join() === starts))
      return { why: 'A programme of this title sounds at these times in that week already.', code: 'copied-already' };
    try {
      made.push(
        await this.#programmes.create(person, {
          ...{ title, resume, registered, area, recurrence, ...placesGiven(programme), bulletins: [...bulletins] },
          ...(volume === undefined ? {} : { volume }),
        }),
      );
      return undefined;
    } catch (error) {
      if (error instanceof LoaXaError) return { why: error.message, code: error.code };
      throw error;
    }
  }
}

function sounds(programme: StoredProgramme, week: string): number[] {
  const window = [startOfDay(week), startOfDay(addDays(week, 7))] as const;
  return eventsOf(programme.recurrence, ...window).map((event) => event.startAt);
}
