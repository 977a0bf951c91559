import { ulid } from 'ulid';
import { sourceAuthor } from '../../../protocol/authority.ts';
import type { AlertReason, AlertState } from '../../../protocol/sources.ts';
import { DAY_MS, SECOND_MS } from '../../../protocol/units.ts';
import { needsSecondPerson } from '../../broadcast/emergency-rule.ts';
import { isAddressable } from '../../broadcast/reach.ts';
import {
  ConflictError,
  ForbiddenError,
  InvalidInputError,
  NotFoundError,
  RuleError,
  TooManyRequestsError,
} from '../../errors.ts';
import { type CallingSource, type Person, requireScope } from '../../http/app.ts';
import { PerMinute } from '../../http/per-minute.ts';
import type { Wish } from '../../people/confirmations.ts';
import { Airing } from './airing.ts';
import type { AlertParts, CapSource } from './alert-parts.ts';
import { type AlertChange, AlertStore, type StoredAlert } from './alert-store.ts';
import { communesUnder, groundOf } from './ground.ts';
import { decide, type Earlier } from './lifecycle.ts';
import { readingOf } from './orders.ts';
import { type Received, receive, sha256 } from './received.ts';
import {
  addUnreadable,
  beginningOf,
  forgetUnreadable,
  listUnreadable,
  type StoredUnreadable,
} from './unreadable-store.ts';

/** What a sender is answered. */
export interface Taken {
  readonly id: string;
  readonly state: AlertState;
  readonly reason?: AlertReason;
}

const MOST_A_MINUTE = 60;
const REFUSED_KEPT_MS = 90 * DAY_MS;
/** A sender's clock may go ahead; a message of tomorrow is a mistake. */
const MOST_AHEAD_MS = DAY_MS;
/** After the last round of an emergency. */
const OVER_AFTER_MS = 10 * SECOND_MS;

/** Messages of CAP: taken once each, one after another, and followed until nothing of them is true any more. */
export class Alerts {
  readonly store: AlertStore;
  readonly #parts: AlertParts;
  readonly #airing: Airing;
  readonly #perMinute: PerMinute;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: AlertParts) {
    this.#parts = parts;
    this.store = new AlertStore(parts.database);
    this.#airing = new Airing(parts, this.store);
    this.#perMinute = new PerMinute(parts.clock, MOST_A_MINUTE);
  }

  /** A message taken before is answered as it stands now. Throws for what is refused, which is stored, logged and counted. */
  async take(calling: CallingSource, bytes: Uint8Array): Promise<Taken> {
    const source = this.#sourceOf(calling);
    const wait = this.#perMinute.attempt(source.id);
    if (wait > 0)
      throw new TooManyRequestsError('too-many-alerts', `At most ${MOST_A_MINUTE} messages a minute are taken.`, {
        retryAfterMs: wait,
      });
    const received = receive(bytes, source.signers, this.#parts.clock.now());
    const what = received.is === 'good' ? `CAP ${received.message.msgType}` : 'CAP';
    try {
      const taken = await this.#inTurn(() => this.#take(source, bytes, received));
      await this.#parts.noteCall(source.id, { what, subject: taken.id, outcome: 'done', detail: toldOf(taken) });
      return taken;
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      await this.#parts.noteCall(source.id, { what, outcome: 'refused', detail });
      throw error;
    }
  }

  /**
   * What a second person is asked for when a person would put it on the air in more than one commune; undefined in one. Nobody doubts an
   * emergency of a system above that sounds by itself; this one waits because somebody should.
   */
  async beyondOnePerson(person: Person, id: string): Promise<Omit<Wish, 'order'> | undefined> {
    const { tree, roster } = this.#parts;
    const { content, status, areas: whole } = await this.#airableOf(person, id);
    const areas = [...new Set(content.orders.flatMap((order) => order.areas))];
    const communes = communesUnder(tree, areas).map((commune) => tree.get(commune)?.name ?? commune);
    if (!needsSecondPerson(communes)) return undefined;
    const nodes = roster.resolve(areas.map((area) => ({ area }))).filter(isAddressable).length;
    const [first] = content.orders;
    const action = status === 'Exercise' ? 'drill' : 'emergency';
    // Who confirms reaches all of it, as who decides must.
    return { action, title: first?.title ?? '', areas: [...whole], communes, nodes };
  }

  /** A person puts on the air what waits for one. */
  air(person: Person, id: string, reason: string): Promise<StoredAlert> {
    return this.#inTurn(async () => {
      const alert = await this.#airableOf(person, id);
      const decided = await this.#decideBy(person, alert, 'alert.air', reason, { pending: 'air', dueAt: undefined });
      return this.#airing.settle(decided);
    });
  }

  /** After a second person said yes. Gives back the emergency; throws when it does not sound. */
  async airConfirmed(person: Person, id: string, reason: string): Promise<string> {
    const { content, detail } = await this.air(person, id, reason);
    const emergency = content.orders.find((order) => order.emergency !== undefined)?.emergency;
    if (emergency === undefined)
      throw new ConflictError('alert-not-aired', detail ?? 'It could not be put on the air.');
    return emergency;
  }

  dismiss(person: Person, id: string, reason: string): Promise<StoredAlert> {
    return this.#inTurn(async () => {
      const alert = await this.#heldOf(person, id);
      const change = { state: 'not-aired', pending: undefined, dueAt: undefined } as const;
      return this.#decideBy(person, alert, 'alert.dismiss', reason, change);
    });
  }

  async get(id: string): Promise<StoredAlert> {
    const found = await this.store.get(id);
    if (!found) throw new NotFoundError('no-such-alert', 'There is no such alert.');
    return found;
  }

  /** What could not be read, newest first. */
  unreadable(): Promise<StoredUnreadable[]> {
    return listUnreadable(this.#parts.database.read);
  }

  /** Every few seconds: what is due, what waits since a restart, what is over, what has expired while it waited. */
  async tick(): Promise<void> {
    await this.#inTurn(async () => {
      const now = this.#parts.clock.now();
      for (const { id } of await this.store.pending(now)) {
        const alert = await this.store.get(id);
        if (alert) await this.#airing.settle(alert).catch((error) => this.#goOn(error, id));
      }
      for (const alert of await this.store.inState(['on-air']))
        if (await this.#isOver(alert, now)) await this.#change(alert, { state: 'ended' });
      for (const alert of await this.store.inState(['passed-on']))
        if ((alert.expiresAt ?? 0) <= now)
          await this.#airing.callBack(alert).catch((error) => this.#goOn(error, alert.id));
      for (const alert of await this.store.inState(['held']))
        if ((alert.expiresAt ?? Number.POSITIVE_INFINITY) <= now)
          await this.#change(alert, { state: 'expired', reason: 'expired', pending: undefined, dueAt: undefined });
    });
  }

  /** What was begun is done; nothing new may come. */
  async stop(): Promise<void> {
    await this.#turn;
  }

  async nightly(): Promise<void> {
    const { database, clock } = this.#parts;
    const before = clock.now() - REFUSED_KEPT_MS;
    await database.write(async (transaction) => {
      await this.store.forgetRefused(transaction, before);
      await forgetUnreadable(transaction, before);
    });
  }

  async #take(source: CapSource, bytes: Uint8Array, received: Received): Promise<Taken> {
    if (received.is === 'refused') throw await this.#refuse(source, bytes, received);
    const { message, signed, xml, contentHash } = received;
    const { clock, settings } = this.#parts;
    const now = clock.now();
    const names = { source: source.id, sender: message.sender, identifier: message.identifier, sentAt: message.sent };
    const malformed = (detail: string) =>
      this.#refuse(source, bytes, { is: 'refused', reason: 'malformed', detail, xml, names: message });
    const known = await this.store.byMessage(names);
    if (known) {
      if (known.contentHash !== contentHash)
        throw await malformed('The same sender, identifier and sent came before with other words.');
      this.#count('duplicate');
      return answerOf(known, 'duplicate');
    }
    if (message.msgType !== 'Update' && (await this.store.namesakes(names)).length > 0)
      throw await malformed('This identifier was used before; only an Update may use it again.');
    if (message.sent > now + MOST_AHEAD_MS) throw await malformed('It was sent more than a day from now.');

    const own = source.weights.length > 0 ? { ...settings, weights: [...source.weights] } : settings;
    const ground = groundOf(this.#parts, source.areas);
    const reading = readingOf(message, { now, settings: own, scope: source.areas, ground });
    const references = message.references ?? [];
    const decision = decide({
      ...{ message, now, settings, expiresAt: reading.expiresAt, weight: reading.weight },
      ...{ isUnderstood: reading.isUnderstood, isHere: reading.isHere },
      named: await this.#named(source.id, references, message.sent),
      later: await this.#later(names, references),
    });
    const mayBeSpoken = decision.state === 'held';
    const isDue = reading.effectiveAt <= now;
    const isToAir = decision.air !== undefined || decision.pass !== undefined;
    const pending = isToAir
      ? decision.air
        ? 'air'
        : 'pass'
      : decision.ends.length > 0 && decision.endsWhen === 'at-once'
        ? 'end'
        : undefined;
    const waits = isToAir && !isDue ? 'Chờ đến giờ hiệu lực của cảnh báo.' : undefined;
    const areas = reading.content.orders.flatMap((order) => order.areas);
    const alert: StoredAlert = {
      ...names,
      ...{ id: ulid(now), sourceName: source.name, receivedAt: now, status: message.status, signed },
      ...{ messageType: message.msgType, expiresAt: reading.expiresAt, state: decision.state, reason: decision.reason },
      ...{ detail: decision.detail ?? waits, pending, dueAt: isToAir && !isDue ? reading.effectiveAt : undefined },
      content: {
        ...reading.content,
        orders: mayBeSpoken ? reading.content.orders : [],
        ends: decision.ends,
        pass: decision.pass,
      },
      ...{
        infos: reading.infos,
        xml,
        xmlSha256: sha256(bytes),
        contentHash,
        references,
        areas: areas.length > 0 ? areas : source.areas,
      },
    };
    await this.#add(alert, 'alert.receive', 'done');
    this.#count(isToAir ? 'accepted' : (decision.reason ?? decision.state));
    return answerOf(isDue || pending === 'end' ? await this.#airing.settle(alert) : alert);
  }

  /** What is refused is on record under the name it gives itself; without one, in the audit alone. */
  async #refuse(source: CapSource, bytes: Uint8Array, refused: Extract<Received, { is: 'refused' }>): Promise<Error> {
    const { clock, log } = this.#parts;
    const { reason, detail, names, xml = '' } = refused;
    const now = clock.now();
    this.#count(reason);
    log.warn({ source: source.id, reason, detail }, 'a message of CAP was refused');
    const extra: Record<string, unknown> = { reason };
    if (names) {
      const id = ulid(now);
      extra.id = id;
      extra.state = 'refused';
      const said = {
        headline: '',
        event: '',
        severity: '',
        urgency: '',
        certainty: '',
        infos: [],
        orders: [],
        ends: [],
      };
      await this.#add(
        {
          ...{ id, source: source.id, sourceName: source.name, identifier: names.identifier, sender: names.sender },
          ...{ sentAt: names.sent, receivedAt: now, status: names.status, messageType: names.msgType, signed: false },
          ...{
            state: 'refused',
            reason,
            detail,
            content: said,
            infos: [],
            xml,
            xmlSha256: sha256(bytes),
            contentHash: '',
          },
          ...{ references: [], areas: source.areas },
        },
        'alert.refuse',
        'refused',
      );
    } else await this.#keepUnreadable(source, bytes, refused, now);
    return reason === 'malformed'
      ? new InvalidInputError('cap-malformed', detail, extra)
      : new RuleError(`cap-${reason}`, detail, extra);
  }

  /** It does not even say who it is: shown apart, with who sent it, the newest of each source. */
  async #keepUnreadable(
    source: CapSource,
    bytes: Uint8Array,
    { reason, detail }: Extract<Received, { is: 'refused' }>,
    now: number,
  ): Promise<void> {
    const { database, audit, facts } = this.#parts;
    const about = { reason, detail, sha256: sha256(bytes), bytes: bytes.byteLength };
    await database.write(async (transaction) => {
      await addUnreadable(transaction, {
        ...{ ...about, id: ulid(now), source: source.id, sourceName: source.name, areas: source.areas },
        ...{ receivedAt: now, begins: beginningOf(bytes) },
      });
      const by = { by: sourceAuthor(source.id), action: 'alert.refuse', outcome: 'refused' } as const;
      await audit.record({ ...by, after: about }, transaction);
    });
    facts.tell('changed', { at: now, what: 'sources' });
  }

  async #add(alert: StoredAlert, action: string, outcome: 'done' | 'refused'): Promise<void> {
    const { database, audit, facts, clock } = this.#parts;
    const { identifier, sender, status, messageType, state, reason, detail, xmlSha256 } = alert;
    await database.write(async (transaction) => {
      await this.store.add(transaction, alert);
      const after = { identifier, sender, status, messageType, state, reason, detail, xmlSha256 };
      const record = { by: sourceAuthor(alert.source), action, subject: alert.id, outcome, after };
      await audit.record(record, transaction);
    });
    facts.tell('changed', { at: clock.now(), what: 'sources' });
  }

  async #decideBy(person: Person, alert: StoredAlert, action: string, why: string, change: AlertChange) {
    const { database, audit, facts, clock } = this.#parts;
    const now = clock.now();
    const decided = { ...change, decidedBy: person.id, decidedAt: now, detail: `${person.name}: ${why}` };
    await database.write(async (transaction) => {
      await this.store.change(transaction, alert.id, decided);
      const after = { state: decided.state ?? alert.state, why };
      const before = { state: alert.state, reason: alert.reason, detail: alert.detail };
      await audit.record({ by: person.id, action, subject: alert.id, outcome: 'done', before, after }, transaction);
    });
    facts.tell('changed', { at: now, what: 'sources' });
    return { ...alert, ...decided };
  }

  async #change(alert: StoredAlert, change: AlertChange): Promise<void> {
    const { database, facts, clock } = this.#parts;
    await database.write((transaction) => this.store.change(transaction, alert.id, change));
    facts.tell('changed', { at: clock.now(), what: 'sources' });
  }

  async #airableOf(person: Person, id: string): Promise<StoredAlert> {
    const alert = await this.#heldOf(person, id);
    if (alert.content.orders.length === 0)
      throw new RuleError('nothing-to-air', 'Nothing of this alert can be spoken here.');
    if ((alert.expiresAt ?? 0) <= this.#parts.clock.now())
      throw new ConflictError('alert-expired', 'This alert has expired; it is not put on the air any more.');
    return alert;
  }

  async #heldOf(person: Person, id: string): Promise<StoredAlert> {
    const alert = await this.get(id);
    for (const area of alert.areas) requireScope(this.#parts.tree, person, area);
    if (alert.state !== 'held')
      throw new ConflictError('alert-not-held', `This alert does not wait for a decision (${alert.state}).`);
    return alert;
  }

  /** What is named, and of the same event what stands in its place: an older Update of what is named. */
  async #named(source: string, references: StoredAlert['references'], sentAt: number): Promise<Earlier[]> {
    const named = await this.store.named(source, references);
    const beside = (await this.store.about(source, references)).filter(
      (one) => one.messageType === 'Update' && one.sentAt < sentAt && one.reason !== 'sender',
    );
    const all = new Map([...named, ...beside].map((one) => [one.id, one]));
    return [...all.values()].map(earlierFrom);
  }

  /** What came before this though it was sent after it: about it, or about what it names. */
  async #later(
    { source, sender, identifier, sentAt }: Pick<StoredAlert, 'source' | 'sender' | 'identifier' | 'sentAt'>,
    references: StoredAlert['references'],
  ): Promise<StoredAlert[]> {
    const itself = { sender, identifier, sentAt };
    const about = await this.store.about(source, [itself, ...references]);
    const ofItself = new Set((await this.store.about(source, [itself])).map(({ id }) => id));
    return about.filter((one) => one.reason !== 'sender' && (ofItself.has(one.id) || one.sentAt > sentAt));
  }

  async #isOver(alert: StoredAlert, now: number): Promise<boolean> {
    if (alert.airedUntil !== undefined && alert.airedUntil + OVER_AFTER_MS <= now) return true;
    for (const { emergency } of alert.content.orders) {
      const standing = emergency === undefined ? undefined : await this.#parts.emergencyOf(emergency);
      if (standing && standing.endedAt === undefined && standing.expiresAt > now) return false;
    }
    return alert.content.orders.some(({ emergency }) => emergency !== undefined);
  }

  #sourceOf({ id, kind }: CallingSource): CapSource {
    const source = kind === 'cap' ? this.#parts.sources.get(id) : undefined;
    if (!source) throw new ForbiddenError('not-a-cap-source', 'This token is not that of a sender of CAP alerts.');
    return source;
  }

  #count(outcome: string): void {
    this.#parts.received.inc({ outcome });
  }

  #goOn(error: unknown, alert: string): void {
    this.#parts.log.error({ err: error, alert }, 'an alert could not be settled; the next tick tries again');
  }

  /** One after another, so that of two that come together the second sees what became of the first. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }
}

function toldOf({ state, reason }: Taken): string {
  return reason === undefined ? state : `${state} (${reason})`;
}

function answerOf({ id, state, reason }: StoredAlert, instead?: AlertReason): Taken {
  const said = instead ?? reason;
  return { id, state, ...(said === undefined ? {} : { reason: said }) };
}

function earlierFrom({ id, sender, sentAt, status, messageType, state, airedUntil }: StoredAlert): Earlier {
  return { id, sender, sentAt, status, messageType, state, aired: airedUntil !== undefined };
}
