import { ulid } from 'ulid';
import type { Confirmation } from '../../protocol/api/people.ts';
import { MINUTE_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import { ConflictError, ForbiddenError, NotFoundError } from '../errors.ts';
import type { FactBus } from '../facts.ts';
import type { Person, Scope } from '../http/app.ts';
import type { AuditPort } from '../http/ports.ts';
import type { Log } from '../log.ts';
import type { Accounts } from './accounts.ts';
import {
  confirmationById,
  confirmationOfRun,
  confirmationsSince,
  decide,
  expireWaiting,
  insertConfirmation,
  noteOutcome,
  type StoredConfirmation,
} from './confirmations-store.ts';
import {
  CONFIRM_WITHIN_MS,
  type Confirmer,
  dependenceOf,
  type LetIn,
  maySee,
  type Pending,
  refusalOf,
  stateAt,
} from './second-person.ts';
import type { Sessions } from './sessions.ts';

/** So long a decided one is still listed, for pages that missed the news. */
const LISTED_MS = 10 * MINUTE_MS;

/** What somebody asks for, and how it is done once a second person says yes. */
export interface Wish extends Pick<Pending, 'action' | 'title' | 'areas' | 'communes' | 'nodes'> {
  /** Kept as JSON; handed to `perform`. */
  readonly order: unknown;
}

export interface ConfirmationsParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly facts: FactBus;
  readonly audit: AuditPort;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly scope: Scope;
  /** Does what was confirmed, in the name of who asked; gives back the run it became. The root knows who can. */
  readonly perform: (action: Pending['action'], by: Person, order: unknown) => Promise<string | undefined>;
}

/** What one person may ask for but not do alone: it waits a minute for a second one on a device of their own. */
export class Confirmations {
  readonly #parts: ConfirmationsParts;

  constructor(parts: ConfirmationsParts) {
    this.#parts = parts;
  }

  /** What waited when the process ended is asked again, not done late. */
  async start(): Promise<void> {
    const { database, clock } = this.#parts;
    await database.write((transaction) => expireWaiting(transaction, clock.now()));
  }

  async request({ person, session, device }: Confirmer, wish: Wish): Promise<Confirmation> {
    const { database, clock, audit, log } = this.#parts;
    const now = clock.now();
    const asked: StoredConfirmation = {
      ...wish,
      ...{ id: ulid(now), by: person.id, session, device, state: 'waiting' },
      ...{ requestedAt: now, expiresAt: now + CONFIRM_WITHIN_MS },
    };
    await database.write(async (transaction) => {
      await insertConfirmation(transaction, asked);
      const after = { areas: wish.areas, nodes: wish.nodes, order: wish.order };
      const about = { action: `${wish.action}.ask`, subject: asked.id, outcome: 'done', after } as const;
      await audit.record({ by: person.id, ...about }, transaction);
    });
    this.#tell(asked);
    clock.after(CONFIRM_WITHIN_MS, () => {
      this.#close(asked, 'expired', 'system').catch((error) =>
        log.error({ err: error, confirmation: asked.id }, 'could not note that nobody confirmed in time'),
      );
    });
    return this.#shown(asked, person);
  }

  /** Throws ForbiddenError or ConflictError when this person may not answer (second-person.ts). */
  async answer(confirmer: Confirmer, id: string, confirm: boolean): Promise<Confirmation> {
    const { clock, sessions, scope } = this.#parts;
    const pending = await this.#visible(confirmer.person, id);
    const stillOpen = await sessions.isOpen(pending.session);
    const refusal = refusalOf(pending, confirmer, scope, stillOpen, clock.now());
    if (refusal) throw refusal;
    const [asker, second] = await Promise.all([this.#letIn(pending.by), this.#letIn(confirmer.person.id)]);
    const dependence = confirm ? dependenceOf(asker, second, clock.now()) : undefined;
    if (dependence) throw dependence;
    if (!(await this.#close(pending, confirm ? 'confirmed' : 'refused', confirmer.person.id)))
      throw new ConflictError('decided', 'Somebody else was quicker.');
    if (confirm) await this.#perform(pending);
    return this.#shown(await this.#visible(confirmer.person, id), confirmer.person);
  }

  async withdraw(person: Person, id: string): Promise<void> {
    const pending = await this.#visible(person, id);
    if (pending.by !== person.id) throw new ForbiddenError('not-own-request', 'Only who asked may withdraw it.');
    const open = stateAt(pending, this.#parts.clock.now()) === 'waiting';
    if (!open || !(await this.#close(pending, 'refused', person.id)))
      throw new ConflictError('decided', 'It is decided already.');
  }

  /** What waits or was decided lately, for who asked and who may answer. */
  async list(person: Person): Promise<Confirmation[]> {
    const { database, clock, scope } = this.#parts;
    const recent = await confirmationsSince(database.read, clock.now() - LISTED_MS);
    return recent.filter((one) => maySee(one, person, scope)).map((one) => this.#shown(one, person));
  }

  /** What this person asked for under this key and still waits for: asked twice, it waits once. */
  async waitingFor(person: Person, key: string): Promise<Confirmation | undefined> {
    const { database, clock } = this.#parts;
    const recent = await confirmationsSince(database.read, clock.now() - CONFIRM_WITHIN_MS);
    const asked = recent.find((one) => {
      const { order } = one;
      const isSame = typeof order === 'object' && order !== null && 'key' in order && order.key === key;
      return isSame && one.by === person.id && stateAt(one, clock.now()) === 'waiting';
    });
    return asked && this.#shown(asked, person);
  }

  /** Name of the second person behind a run; undefined when none was needed. */
  async confirmerOf(run: string): Promise<string | undefined> {
    const decidedBy = (await confirmationOfRun(this.#parts.database.read, run))?.decidedBy;
    return decidedBy && this.#parts.accounts.nameOf(decidedBy);
  }

  /** The yes is stored before anything sounds; when it then cannot be done, that is stored too. */
  async #perform(pending: StoredConfirmation): Promise<void> {
    const { database, accounts, perform } = this.#parts;
    try {
      const by = await accounts.find(pending.by);
      if (!by) throw new ConflictError('asker-gone', 'Who asked for this may not command any more.');
      const run = await perform(pending.action, by, pending.order);
      if (run !== undefined) await database.write((t) => noteOutcome(t, pending.id, { run_id: run }));
    } catch (error) {
      await database.write((t) => noteOutcome(t, pending.id, { state: 'refused' }));
      this.#tell({ ...pending, state: 'refused' });
      throw error;
    }
    this.#tell({ ...pending, state: 'confirmed' });
  }

  /** False when it was closed already. A yes is told only once it is done. */
  async #close(pending: StoredConfirmation, state: Pending['state'], by: string): Promise<boolean> {
    const { database, clock, audit } = this.#parts;
    const closed = await database.write(async (transaction) => {
      if (!(await decide(transaction, pending.id, state, by === 'system' ? null : by, clock.now()))) return false;
      const about = { action: `${pending.action}.${state}`, subject: pending.id, outcome: 'done' } as const;
      await audit.record({ by, ...about, before: { by: pending.by } }, transaction);
      return true;
    });
    if (closed && state !== 'confirmed') this.#tell({ ...pending, state });
    return closed;
  }

  async #letIn(id: string): Promise<LetIn> {
    const row = await this.#parts.accounts.row(id);
    return { id, by: row?.let_in_by ?? undefined, at: Number(row?.let_in_at ?? 0) };
  }

  async #visible(person: Person, id: string): Promise<StoredConfirmation> {
    const found = await confirmationById(this.#parts.database.read, id);
    if (!found || !maySee(found, person, this.#parts.scope))
      throw new NotFoundError('no-confirmation', 'There is nothing of this id to confirm.');
    return found;
  }

  #tell({ id, state, by, areas }: Pending): void {
    const { facts, clock } = this.#parts;
    facts.tell('confirmationChanged', { at: clock.now(), id, state, by, areas });
  }

  #shown(pending: StoredConfirmation, reader: Person): Confirmation {
    const { id, action, title, communes, nodes, by, requestedAt, expiresAt, run } = pending;
    return {
      ...{ id, action, title, communes: [...communes], nodes, requestedAt, expiresAt },
      ...{ byName: this.#parts.accounts.nameOf(by) ?? by, own: by === reader.id },
      state: stateAt(pending, this.#parts.clock.now()),
      ...(run === undefined ? {} : { run }),
    };
  }
}
