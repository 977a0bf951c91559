import { ulid } from 'ulid';
import type { TimetableSession, TimetableSessionInput } from '../../protocol/api/schedule.ts';
import { type Day, dayOf, instantAt, isRealDay } from '../../protocol/vietnam-time.ts';
import type { Transaction } from '../database/database.ts';
import { ConflictError, InvalidInputError, NotFoundError } from '../errors.ts';
import { type Person, requireScope } from '../http/app.ts';
import type { Cancellations } from './cancellations.ts';
import type { BroadcastParts } from './parts.ts';
import { isDueOn, type RegisteredSession, refusalOf } from './registered-session.ts';
import { endSession, insertSession, sessionById, sessionsAt } from './registered-sessions-store.ts';

/** The timetable a commune registers ahead: its sessions (buổi) are the unit of the verdict (DOMAIN §4.1). */
export class RegisteredSessions {
  readonly #parts: Pick<BroadcastParts, 'database' | 'clock' | 'audit' | 'tree' | 'quietHours' | 'nameOf' | 'facts'>;
  readonly #cancellations: Cancellations;

  constructor(parts: BroadcastParts, cancellations: Cancellations) {
    this.#parts = parts;
    this.#cancellations = cancellations;
  }

  /** Those that hold in an area: its own, those of the areas above it, and of the hamlets below. */
  async list(area: string): Promise<TimetableSession[]> {
    const { tree, database } = this.#parts;
    const areas = [...tree.ancestors(area), ...tree.hamletsUnder(area).map((hamlet) => hamlet.id)];
    return (await sessionsAt(database.read, [...new Set(areas)])).map((session) => this.#shown(session));
  }

  async register(person: Person, input: TimetableSessionInput): Promise<TimetableSession> {
    const { database, clock, tree, quietHours } = this.#parts;
    requireScope(tree, person, input.area);
    const kind = tree.get(input.area)?.kind;
    if (kind === undefined || kind === 'province')
      throw new InvalidInputError('no-such-area', 'A timetable is that of a commune or a hamlet; name one.');
    const now = clock.now();
    const weekdays = [...new Set(input.weekdays)].sort();
    const session: RegisteredSession = { ...input, weekdays, id: ulid(now), by: person.id, registeredAt: now };
    await database.write(async (transaction) => {
      const here = await sessionsAt(transaction, tree.ancestors(input.area));
      const refusal = refusalOf(session, dayOf(now), here, quietHours.windowsOf(input.area));
      if (refusal) throw refusal;
      await insertSession(transaction, session);
      await this.#record(transaction, person, 'timetable.register', undefined, session);
    });
    this.#tell();
    return this.#shown(session);
  }

  /** Ends it with today. What it owed until then stays owed. */
  async end(person: Person, id: string): Promise<void> {
    const { database, clock } = this.#parts;
    const today = dayOf(clock.now());
    await database.write(async (transaction) => {
      const session = await this.#own(person, id, transaction);
      if (session.validTo !== undefined && session.validTo <= today)
        throw new ConflictError('ended', 'This session has ended already.');
      await endSession(transaction, id, today);
      await this.#record(transaction, person, 'timetable.end', session, { ...session, validTo: today });
    });
    this.#tell();
  }

  /** One day is taken out, with a reason; answers whether it was early enough to leave the ratio. */
  async cancelDay(person: Person, id: string, day: Day, reason: string): Promise<boolean> {
    const { database, clock, tree } = this.#parts;
    const now = clock.now();
    return database.write(async (transaction) => {
      const session = await this.#own(person, id, transaction);
      if (!isRealDay(day) || !isDueOn(session, day))
        throw new InvalidInputError('not-due', 'This session is not registered for that day.');
      const fromAt = instantAt(day, session.from);
      if (fromAt <= now)
        throw new ConflictError('session-begun', 'This session has begun; it cannot be taken off any more.');
      const known = await transaction('session_cancellations').where({ session_id: id, day }).first('id');
      if (known) throw new ConflictError('cancelled', 'That day is cancelled already.');
      const hamlets = tree.hamletsUnder(session.area, day).map((hamlet) => hamlet.id);
      const taken = { session: id, fromAt, toAt: instantAt(day, session.to), hamlets };
      const inTime = await this.#cancellations.record(transaction, taken, { by: person.id, at: now, reason });
      await this.#record(transaction, person, 'timetable.cancel-day', session, { ...session, day, reason, inTime });
      return inTime;
    });
  }

  async #own(person: Person, id: string, transaction: Transaction): Promise<RegisteredSession> {
    const session = await sessionById(transaction, id);
    if (!session) throw new NotFoundError('no-such-session', 'There is no such session in the timetable.');
    requireScope(this.#parts.tree, person, session.area);
    return session;
  }

  async #record(
    transaction: Transaction,
    person: Person,
    action: string,
    before: RegisteredSession | undefined,
    after: RegisteredSession & { readonly day?: Day; readonly reason?: string; readonly inTime?: boolean },
  ): Promise<void> {
    const about = { by: person.id, action, subject: after.id, area: after.area, outcome: 'done' } as const;
    await this.#parts.audit.record({ ...about, ...(before ? { before } : {}), after }, transaction);
  }

  #tell(): void {
    this.#parts.facts.tell('changed', { at: this.#parts.clock.now(), what: 'programmes' });
  }

  #shown({ by, ...session }: RegisteredSession): TimetableSession {
    return { ...session, byName: this.#parts.nameOf(by) ?? by };
  }
}
