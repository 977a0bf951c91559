import type { z } from 'zod';
import type { Target } from '../../protocol/api/broadcast.ts';
import type { icsImportAnswer } from '../../protocol/api/schedule.ts';
import { foldForSearch } from '../../protocol/vietnamese.ts';
import { LoaXaError, RuleError } from '../errors.ts';
import { type Person, requireScope } from '../http/app.ts';
import { isApproved } from './approval.ts';
import type { StoredBulletin } from './bulletin-store.ts';
import type { Bulletins } from './bulletins.ts';
import { calendarOf } from './calendar-export.ts';
import { type ImportedEvent, readCalendar } from './calendar-import.ts';
import { distinctTargets } from './group-following.ts';
import { eventsOf } from './occurrences.ts';
import type { BroadcastParts } from './parts.ts';
import type { StoredProgramme } from './programme-store.ts';
import type { Programmes } from './programmes.ts';
import type { Window } from './times.ts';
import { visibleAreas } from './visible.ts';

/** Runs in one file; a phone's calendar takes no more. */
const MOST_RUNS = 20_000;
/** As `programmeInput` allows. */
const MOST_TARGETS = 500;
const MOST_GROUPS = 20;

/** The timetable as a file of common calendars, out and in. */
export class CalendarFiles {
  readonly #parts: Pick<BroadcastParts, 'tree' | 'roster' | 'clock'>;
  readonly #programmes: Programmes;
  readonly #bulletins: Bulletins;

  constructor(parts: Pick<BroadcastParts, 'tree' | 'roster' | 'clock'>, programmes: Programmes, bulletins: Bulletins) {
    this.#parts = parts;
    this.#programmes = programmes;
    this.#bulletins = bulletins;
  }

  /** What concerns an area and sounds in a window, approved or not: its state says which. */
  async written(person: Person, area: string, window: Window): Promise<string> {
    const { tree, clock } = this.#parts;
    requireScope(tree, person, area);
    const alive = await this.#programmes.store.alive(window.from);
    const shown = new Set(visibleAreas(tree, person, [...new Set(alive.map((one) => one.area))], area));
    const own = alive.filter((one) => shown.has(one.area));
    const runs = own.reduce((sum, one) => sum + eventsOf(one.recurrence, window.from, window.to).length, 0);
    if (runs > MOST_RUNS) throw new RuleError('calendar-too-large', 'Ask for fewer days or a smaller area.');
    return calendarOf(await this.#programmes.timetable.complete(own), window, clock.now());
  }

  /** Makes a programme of each event that can be one; each waits for approval, and the others are told with the reason. */
  async read(person: Person, area: string, text: string): Promise<z.infer<typeof icsImportAnswer>> {
    requireScope(this.#parts.tree, person, area);
    const { events, left } = readCalendar(text);
    const known = await this.#known(person, events);
    const made: StoredProgramme[] = [];
    for (const event of events) {
      const bulletins = known(event);
      if (bulletins.length === 0) {
        const why = 'No bulletin has this title; make it first, or name it like the event.';
        left.push({ title: event.title, why, code: 'no-bulletin-called' });
        continue;
      }
      try {
        made.push(
          await this.#programmes.create(person, {
            ...{ title: event.title, recurrence: event.recurrence, resume: 'resume', registered: true, area },
            bulletins: bulletins.map((bulletin) => bulletin.id),
            ...(await this.#placesOf(event, area)),
          }),
        );
      } catch (error) {
        if (!(error instanceof LoaXaError)) throw error;
        left.push({ title: event.title, why: error.message, code: error.code });
      }
    }
    return { made: await this.#programmes.asProgrammes(made), left };
  }

  /** Finds the bulletins of an event: those our own export named, else the one of its title, an approved one first. */
  async #known(person: Person, events: readonly ImportedEvent[]): Promise<(event: ImportedEvent) => StoredBulletin[]> {
    const { store } = this.#bulletins;
    const isUsable = (bulletin: StoredBulletin) =>
      bulletin.state !== 'cancelled' && visibleAreas(this.#parts.tree, person, [bulletin.area]).length > 0;
    const ids = await store.getMany(events.flatMap((event) => event.bulletins));
    const byId = new Map(ids.filter(isUsable).map((one) => [one.id, one]));
    const byTitle = new Map<string, StoredBulletin>();
    for (const one of (await store.titled(events.map((event) => event.title))).filter(isUsable)) {
      const key = foldForSearch(one.title);
      const before = byTitle.get(key);
      if (!before || (!isApproved(before) && isApproved(one))) byTitle.set(key, one);
    }
    return (event) => {
      const named = event.bulletins.flatMap((id) => byId.get(id) ?? []);
      const titled = byTitle.get(foldForSearch(event.title));
      return named.length > 0 && named.length === event.bulletins.length ? named : titled ? [titled] : [];
    };
  }

  /** The groups our own export named, where they may be followed; else the places it named, where they exist; else the whole area. */
  async #placesOf(event: ImportedEvent, area: string): Promise<{ targets: Target[]; groups?: string[] }> {
    const also = this.#named(event.also);
    const groups = [...new Set(event.groups)];
    const few = groups.length > 0 && groups.length <= MOST_GROUPS;
    if (also && few && (await this.#programmes.mayFollow(groups, area))) return { targets: also, groups };
    const targets = this.#named(event.targets);
    return { targets: targets && targets.length > 0 ? targets : [{ area }] };
  }

  /** Undefined where one of them does not exist. */
  #named(texts: readonly string[]): Target[] | undefined {
    const { tree, roster } = this.#parts;
    const named = texts.flatMap((text): Target[] => {
      const [kind, id = ''] = text.split(':');
      if (kind === 'area' && tree.get(id)) return [{ area: id }];
      return kind === 'node' && roster.get(id) ? [{ node: id }] : [];
    });
    const targets = distinctTargets(named);
    if (targets.length > MOST_TARGETS)
      throw new RuleError('too-many-targets', `It names more than ${MOST_TARGETS} places; take a larger area instead.`);
    return named.length === texts.length ? targets : undefined;
  }
}
