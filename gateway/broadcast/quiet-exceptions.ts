import { ulid } from 'ulid';
import type { ProgrammeInput, QuietExceptionShown, WaitingException } from '../../protocol/api/broadcast.ts';
import { DAY_MS } from '../../protocol/units.ts';
import type { Transaction } from '../database/database.ts';
import { NotFoundError } from '../errors.ts';
import { type Person, requireScope } from '../http/app.ts';
import { isMaker } from './approval.ts';
import { lengthAt, soundingAt } from './manner.ts';
import { eventsOf } from './occurrences.ts';
import type { BroadcastParts } from './parts.ts';
import type { ProgrammeStore, StoredProgramme } from './programme-store.ts';
import {
  type ExceptedRun,
  isGranted,
  type QuietException,
  requireMayAsk,
  requireMayConfirm,
} from './quiet-exception.ts';
import { QuietExceptionStore } from './quiet-exception-store.ts';
import { Reach } from './reach.ts';
import { saidAt } from './slots.ts';
import type { Timetable } from './timetable.ts';

/** Farther ahead nobody asks: an exception spans a month. */
const AHEAD_MS = 400 * DAY_MS;
const MOST_SHOWN = 100;
/** What lies with its maker is nobody's to confirm. */
const WAITING: ReadonlySet<StoredProgramme['state']> = new Set(['pending', 'approved']);

interface Sources {
  readonly programmes: ProgrammeStore;
  readonly timetable: Timetable;
  /** Plans follow; after the commit. */
  readonly changed: (changes: readonly { before: StoredProgramme; after: StoredProgramme }[]) => Promise<void>;
}

/** Leave to sound in quiet hours: asked for with the programme, confirmed by two others, void with any edit. */
export class QuietExceptions {
  readonly #parts: BroadcastParts;
  readonly #sources: Sources;
  readonly #store: QuietExceptionStore;
  readonly #reach: Reach;
  #granted: ReadonlyMap<string, QuietException> = new Map();

  constructor(parts: BroadcastParts, sources: Sources) {
    this.#parts = parts;
    this.#sources = sources;
    this.#store = new QuietExceptionStore(parts.database);
    this.#reach = new Reach(parts);
  }

  /** For the signer of permits: what two people have confirmed, as it was when the plans were begun. */
  granted(id: string): QuietException | undefined {
    return this.#granted.get(id);
  }

  /** Reads what holds now; before plans are made. */
  async load(): Promise<void> {
    const granted = await this.#store.granted(this.#parts.clock.now());
    this.#granted = new Map(granted.map((one) => [one.id, one]));
  }

  /** In the transaction that saves the programme. What was asked for the same content stands, with who confirmed it. */
  async ask(
    transaction: Transaction,
    person: Person,
    programme: StoredProgramme,
    { reason }: NonNullable<ProgrammeInput['exception']>,
  ): Promise<void> {
    if (programme.exception?.contentHash === programme.contentHash) return;
    const runs = await this.#runsInQuietHours(programme);
    requireMayAsk(person.role, programme.recurrence, runs);
    const now = this.#parts.clock.now();
    const exception: QuietException = {
      ...{ id: ulid(now), programme: programme.id, area: programme.area, contentHash: programme.contentHash },
      ...{ reason, runs: runs.map(({ endAt: _, ...run }) => run), until: Math.max(...runs.map((run) => run.endAt)) },
      ...{ askedBy: person.id, askedAt: now, confirmed: [] },
    };
    await this.#store.ask(transaction, exception);
    await this.#record(transaction, person, 'exception.ask', undefined, exception);
  }

  /** One of the two. With the second the plans carry it. */
  async confirm(person: Person, id: string, readHash: string | undefined): Promise<StoredProgramme> {
    const { database, clock, tree, accounts, facts } = this.#parts;
    const now = clock.now();
    const { before, after } = await database.write(async (transaction) => {
      const before = await this.#sources.programmes.get(id, transaction);
      if (!before) throw new NotFoundError('no-such-programme', 'There is no such programme.');
      requireScope(tree, person, before.area);
      const roleOf = (account: string) => accounts.authorityOf(account)?.role;
      const exception = requireMayConfirm(before, person, readHash, roleOf, now);
      const confirmed = { ...exception, confirmed: [...exception.confirmed, { by: person.id, at: now }] };
      await this.#store.confirm(transaction, confirmed);
      await this.#record(transaction, person, 'exception.confirm', exception, confirmed);
      return { before, after: { ...before, exception: confirmed } };
    });
    if (isGranted(after)) await this.#sources.changed([{ before, after }]);
    facts.tell('changed', { at: now, what: 'programmes' });
    return after;
  }

  /** Those in the person's areas that wait for a word. */
  async waiting(person: Person): Promise<WaitingException[]> {
    const { tree, clock } = this.#parts;
    const areas = (await this.#store.areas()).filter((area) => tree.isWithin(area, person.areas));
    const ids = await this.#store.waiting(areas, clock.now(), MOST_SHOWN);
    const found = new Map((await this.#sources.programmes.getMany(ids)).map((one) => [one.id, one]));
    return ids.flatMap((id): WaitingException[] => {
      const programme = found.get(id);
      const exception = programme && this.shown(programme);
      if (!programme || !exception || !WAITING.has(programme.state)) return [];
      const { title, contentHash, area } = programme;
      const spoke = exception.confirmed.some((one) => one.by === person.id);
      const own = exception.askedBy === person.id || isMaker(programme, person.id) || spoke;
      return [{ ...exception, programme: id, title, contentHash, area, own }];
    });
  }

  shown(programme: Pick<StoredProgramme, 'contentHash' | 'exception'>): QuietExceptionShown | undefined {
    const { exception } = programme;
    if (!exception) return undefined;
    const nameOf = (account: string) => this.#parts.nameOf(account) ?? account;
    return {
      ...{ reason: exception.reason, askedBy: exception.askedBy, askedAt: exception.askedAt, until: exception.until },
      askedByName: nameOf(exception.askedBy),
      confirmed: exception.confirmed.map(({ by, at }) => ({ by, byName: nameOf(by), at })),
      granted: isGranted(programme),
      runs: exception.runs.map((run) => run.startAt),
    };
  }

  /** By the engine's own occurrences; those that are over need no leave any more. */
  async #runsInQuietHours(programme: StoredProgramme): Promise<(ExceptedRun & { readonly endAt: number })[]> {
    const { recurrence, targets } = programme;
    const [slot] = await this.#sources.timetable.complete([programme]);
    const manners = this.#reach.mannersOf(targets);
    const now = this.#parts.clock.now();
    if (!slot) return [];
    return eventsOf(recurrence, now, now + AHEAD_MS).flatMap((event) => {
      const { class: urgency, durationMs, contents } = saidAt(slot, event);
      const isHeld = manners.some(
        (manner) => soundingAt(manner, urgency, event.startAt, durationMs) < lengthAt(manner, urgency, durationMs),
      );
      const content = contents.map((piece) => piece.sha256);
      const endAt = event.startAt + Math.max(...manners.map((manner) => lengthAt(manner, urgency, durationMs)));
      return isHeld ? [{ at: event.at, startAt: event.startAt, content, endAt }] : [];
    });
  }

  async #record(
    transaction: Transaction,
    person: Person,
    action: string,
    before: QuietException | undefined,
    after: QuietException,
  ): Promise<void> {
    const show = ({ contentHash, reason, runs, until, askedBy, confirmed }: QuietException) => ({
      ...{ contentHash, reason, askedBy, until, confirmed },
      runs: runs.map((run) => run.startAt),
    });
    const about = { by: person.id, action, subject: after.programme, area: after.area, outcome: 'done' } as const;
    await this.#parts.audit.record(
      { ...about, ...(before ? { before: show(before) } : {}), after: show(after) },
      transaction,
    );
  }
}
