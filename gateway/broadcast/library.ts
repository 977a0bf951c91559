import type { z } from 'zod';
import type { Bulletin } from '../../protocol/api/broadcast.ts';
import type { replaceRecordingAnswer, Usage } from '../../protocol/api/library.ts';
import { DAY_MS } from '../../protocol/units.ts';
import { dayOf } from '../../protocol/vietnam-time.ts';
import { ConflictError, ForbiddenError, InvalidInputError, NotFoundError } from '../errors.ts';
import { type Person, requireScope } from '../http/app.ts';
import type { StoredBulletin } from './bulletin-store.ts';
import type { Bulletins } from './bulletins.ts';
import { isExpired } from './expiry.ts';
import { occurrencesOf } from './occurrences.ts';
import type { BroadcastParts } from './parts.ts';
import type { StoredProgramme } from './programme-store.ts';
import type { Programmes } from './programmes.ts';
import { openUses, pastUse, programmesSaying } from './usage-store.ts';
import { visibleAreas } from './visible.ts';

/** How far ahead uses are counted: as far as conflicts are looked for. */
export const AHEAD_MS = 90 * DAY_MS;

type Replaced = z.infer<typeof replaceRecordingAnswer>;

/** What is kept for broadcasting: where it is used, and how it is taken out or exchanged. */
export class Library {
  readonly #parts: BroadcastParts;
  readonly #bulletins: Bulletins;
  readonly #programmes: Programmes;

  constructor(parts: BroadcastParts, bulletins: Bulletins, programmes: Programmes) {
    this.#parts = parts;
    this.#bulletins = bulletins;
    this.#programmes = programmes;
  }

  /** Where a bulletin sounds and sounded, as far as the person may look. */
  async usage(person: Person, id: string): Promise<Usage> {
    const bulletin = await this.#bulletins.get(id);
    if (!this.#maySee(person, bulletin.area)) throw new NotFoundError('no-such-bulletin', 'There is no such bulletin.');
    return this.#usageOf(person, bulletin);
  }

  /** Adds to each how many open programmes, of those the person may see, say it. At most 500, as a page has. */
  async withUses(person: Person, bulletins: readonly Bulletin[]): Promise<Bulletin[]> {
    const { database, clock } = this.#parts;
    const uses = new Map<string, number>();
    for (const { bulletin, area, programmes } of await openUses(
      database.read,
      bulletins.map(({ id }) => id),
      clock.now(),
    ))
      if (this.#maySee(person, area)) uses.set(bulletin, (uses.get(bulletin) ?? 0) + programmes);
    return bulletins.map((bulletin) => ({ ...bulletin, usedIn: uses.get(bulletin.id) ?? 0 }));
  }

  /** Takes a bulletin out of use. Throws ConflictError `bulletin-used`, with where, while runs are ahead and `force` is not given. */
  async discard(person: Person, id: string, force: boolean): Promise<StoredBulletin> {
    const bulletin = await this.#bulletins.get(id);
    requireScope(this.#parts.tree, person, bulletin.area);
    const users = force ? [] : await this.#saying([id]);
    if (users.some(({ programme }) => this.#ahead(programme).length > 0))
      throw new ConflictError('bulletin-used', 'Programmes say this bulletin; take it out of them, or force it.', {
        usage: await this.#usageOf(person, bulletin),
      });
    return this.#bulletins.cancel(person, id);
  }

  /**
   * Puts one recording in the place of another in every bulletin of the person's areas that is not over; each, and each
   * programme that says it, waits for approval again.
   */
  async replaceRecording(person: Person, old: string, by: string): Promise<Replaced> {
    const { recordings, tree, clock } = this.#parts;
    if (old === by) throw new InvalidInputError('same-recording', 'This is the same sound; choose another recording.');
    if (!(await recordings.get(by)))
      throw new InvalidInputError('no-such-recording', 'Upload the recording first; no recording has this name.');
    const today = dayOf(clock.now());
    const changed = await this.#bulletins.changeAll(
      person,
      'recording.replace',
      async (transaction) => {
        const alive = (await this.#bulletins.store.withRecording(old, transaction)).filter(
          (one) => !isExpired(one, today),
        );
        const own = alive.filter((one) => tree.isWithin(one.area, person.areas));
        if (own.length === 0 && alive.length > 0)
          throw new ForbiddenError('out-of-scope', 'The bulletins with this recording belong to other areas.');
        return own;
      },
      (bulletin) => ({ ...bulletin, recording: by }),
    );
    const bulletins = changed.map((bulletin) => bulletin.id);
    const programmes = (await this.#saying(bulletins)).map(({ programme }) => programme);
    const seen = programmes.filter((programme) => this.#maySee(person, programme.area));
    return { bulletins, programmes: [...new Set(seen.map((programme) => programme.id))] };
  }

  async #usageOf(person: Person, bulletin: StoredBulletin): Promise<Usage> {
    const { database, clock } = this.#parts;
    const pairs = await programmesSaying(database.read, [bulletin.id]);
    const all = await this.#programmes.store.getMany(pairs.map(({ programme }) => programme));
    const seen = all.filter((programme) => this.#maySee(person, programme.area));
    const coming = seen
      .filter(({ state }) => state !== 'cancelled')
      .map((programme) => ({ programme, ahead: this.#ahead(programme) }));
    const past = await pastUse(
      database.read,
      bulletin,
      all.map(({ id }) => id),
      clock.now(),
    );
    const own = past.filter(({ area }) => this.#maySee(person, area));
    return {
      programmes: coming.map(({ programme: { id, title, state }, ahead: [nextAt] }) => ({
        ...{ id, title, state },
        ...(nextAt === undefined ? {} : { nextAt }),
      })),
      future: coming.reduce((sum, { ahead }) => sum + ahead.length, 0),
      past: own.reduce((sum, { runs }) => sum + runs, 0),
      ...(own.length === 0 ? {} : { lastAt: Math.max(...own.map(({ lastAt }) => lastAt)) }),
    };
  }

  /** Programmes, not cancelled, that say any of these. */
  async #saying(bulletins: readonly string[]): Promise<{ bulletin: string; programme: StoredProgramme }[]> {
    const pairs = await programmesSaying(this.#parts.database.read, bulletins);
    const found = await this.#programmes.store.getMany(pairs.map(({ programme }) => programme));
    const alive = new Map(found.filter(({ state }) => state !== 'cancelled').map((one) => [one.id, one]));
    return pairs.flatMap(({ programme: id, bulletin }) => {
      const programme = alive.get(id);
      return programme ? [{ bulletin, programme }] : [];
    });
  }

  /** Programmes, not cancelled, by the bulletins they say. */
  async programmesOf(bulletins: readonly string[]): Promise<Map<string, StoredProgramme[]>> {
    const by = new Map<string, StoredProgramme[]>();
    for (const { bulletin, programme } of await this.#saying(bulletins))
      by.set(bulletin, [...(by.get(bulletin) ?? []), programme]);
    return by;
  }

  /** The instants ahead at which a programme sounds. */
  #ahead({ recurrence }: StoredProgramme): number[] {
    const now = this.#parts.clock.now();
    return occurrencesOf(recurrence, now, now + AHEAD_MS);
  }

  #maySee(person: Person, area: string): boolean {
    return visibleAreas(this.#parts.tree, person, [area]).length > 0;
  }
}
