import { monotonicFactory } from 'ulid';
import type { ChannelTestResult } from '../../protocol/api/notify.ts';
import type { FaultKind, Severity } from '../../protocol/faults.ts';
import { DAY_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import type { Person } from '../http/app.ts';
import type { AuditPort } from '../http/ports.ts';
import type { Sealing } from '../keys/sealing.ts';
import type { Log } from '../log.ts';
import type { NoticeHandler } from '../notices.ts';
import type { AddressGuard } from '../outside/address-guard.ts';
import { causeOf } from '../outside/outside-error.ts';
import { Channels } from './channels.ts';
import { type Draft, draftsOf, followUps, type ToldOf } from './deciding.ts';
import { Delivering, type Failing } from './delivering.ts';
import { type CasesOf, chosen, messageWriter, type Places } from './message-of.ts';
import {
  addMessages,
  forgetBefore,
  lastSent,
  type Message,
  openIncidents,
  putIncidents,
  toldOf,
  waitingCounts,
} from './messages-store.ts';
import { heldUntil } from './night.ts';
import { requireAddress, Subscriptions, type SubscriptionsParts } from './subscriptions.ts';
import { assignmentWords, testWords } from './wording.ts';

export interface NotifyParts extends Omit<SubscriptionsParts, 'channels'> {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly audit: AuditPort;
  readonly sealing: Sealing;
  readonly guard: AddressGuard;
  readonly holdsAll: (person: Person) => boolean;
  readonly places: () => Places;
  /** Which of these incidents somebody has taken: nobody is reminded of them. */
  readonly acknowledged: (incidents: readonly string[]) => Promise<ReadonlySet<string>>;
  /** The repair case of each incident, read in the transaction that may have made it. */
  readonly casesOf: (transaction: Transaction, incidents: readonly string[]) => Promise<CasesOf>;
  readonly failing: (channels: readonly Failing[]) => void;
  readonly random?: () => number;
}

/** What somebody is told of a case that is theirs now. */
export interface AssignedCase {
  readonly id: string;
  /** Of the step: said twice, it is told once. */
  readonly key: string;
  readonly account: string;
  readonly area: string;
  readonly severity: Severity;
  readonly number: string;
  readonly cause: FaultKind;
  /** Code of the node, name of the common cause. */
  readonly name: string;
  readonly byName: string;
  readonly note: string;
}

/** More than these are not followed at once; the newest are. */
const MOST_OPEN = 5_000;
const KEPT_MS = 400 * DAY_MS;

/** Tells people what is wrong. What is to be said is written with the incident itself; what is written is sent until it is taken. */
export class Notify {
  readonly channels: Channels;
  readonly subscriptions: Subscriptions;
  readonly delivering: Delivering;
  readonly #parts: NotifyParts;
  readonly #ulid = monotonicFactory();

  constructor(parts: NotifyParts) {
    this.#parts = parts;
    this.channels = new Channels(parts);
    this.subscriptions = new Subscriptions({ ...parts, channels: this.channels });
    this.delivering = new Delivering({
      ...parts,
      channels: this.channels,
      newId: (at) => this.#ulid(at),
      random: parts.random ?? Math.random,
    });
  }

  async start(): Promise<void> {
    await this.channels.start();
    await this.subscriptions.start();
  }

  stop(): Promise<void> {
    return this.delivering.stop();
  }

  /** Writes what these notices give to say, in the transaction that stores their incidents; sent soon after the commit. */
  readonly take: NoticeHandler<Transaction> = async (transaction, notices) => {
    if (notices.length === 0) return undefined;
    const { clock, scope, database } = this.#parts;
    const now = clock.now();
    const told = await toldOf(transaction, [...new Set(notices.map(({ incident }) => incident))]);
    const newest = new Map(notices.map((one) => [one.incident, one]));
    await putIncidents(transaction, database.dialect, [...newest.values()], now);
    const wishes = this.subscriptions.standing();
    // Told in this very batch: an incident that begins and ends in one second is known to be both.
    const fresh = new Map<string, Draft>();
    const known: ToldOf = (incident, wish) => {
      const own = fresh.get(`${incident} ${wish}`);
      return own ? { state: own.state, at: now } : told(incident, wish);
    };
    const drafts = notices.flatMap((notice) => {
      const own = draftsOf(notice, wishes, known, now, (area, within) => scope.isWithin(area, within));
      for (const one of own) if (one.step === 'opened') fresh.set(`${notice.incident} ${one.wish.id}`, one);
      return own;
    });
    await this.#write(transaction, drafts, now);
    return drafts.length === 0 ? undefined : () => this.delivering.tick();
  };

  /**
   * A case was given to somebody: told by every way that person is told of faults, in the transaction that gives it. Undefined when
   * there is no way.
   */
  async assigned(transaction: Transaction, told: AssignedCase): Promise<(() => void) | undefined> {
    const { database, clock, places } = this.#parts;
    const now = clock.now();
    const { id, key, area, severity, ...said } = told;
    const { placeOf, caseLink } = places();
    const place = [said.name, placeOf(area)].filter((part) => part !== undefined && part !== '').join(', ');
    const link = caseLink(id);
    const messages = this.subscriptions.waysTo(told.account).flatMap((wish): Message[] => {
      const channel = this.channels.get(wish.channel);
      if (!channel) return [];
      const until = heldUntil(wish.night, 'assigned', severity, now);
      return [
        {
          ...{ id: this.#ulid(now), noticeId: `case/${id}/${key}`, subscription: wish.id, step: 'assigned' },
          ...{ channel: wish.channel, to: wish.to, toName: wish.name, area, link, notices: [] },
          ...chosen(assignmentWords({ ...said, place, link }), channel.settings),
          ...{ state: until === undefined ? 'waiting' : 'held', createdAt: now, dueAt: until ?? now, tries: 0 },
        },
      ];
    });
    await addMessages(transaction, database.dialect, messages);
    return messages.length === 0 ? undefined : () => this.delivering.tick();
  }

  /** Each minute: the next person, reminders, and what is given up. */
  async follow(): Promise<void> {
    await this.#remind();
    await this.delivering.giveUp();
    this.delivering.tick();
  }

  /** Each night: what nobody looks up any more. */
  async nightly(): Promise<void> {
    const { database, clock } = this.#parts;
    await database.write((transaction) => forgetBefore(transaction, clock.now() - KEPT_MS));
  }

  /** Sends one message now and says in a word what came of it. */
  async test(person: Person, id: string, to: string): Promise<ChannelTestResult> {
    const { audit, clock } = this.#parts;
    const channel = this.channels.require(id);
    requireAddress(channel.settings.kind, to);
    const now = clock.now();
    const message: Message = {
      ...{ id: this.#ulid(now), noticeId: 'test', subscription: 'test', step: 'test', channel: id, to, toName: '' },
      ...{
        link: this.#parts.places().homeLink,
        notices: [],
        ...chosen(testWords(channel.name, now), channel.settings),
      },
      ...{ state: 'waiting', createdAt: now, dueAt: now, tries: 0 },
    };
    const began = performance.now();
    const word = await this.delivering.attempt(channel, message).then(() => 'ok', causeOf);
    if (word === 'ok') this.delivering.forgive(id);
    await audit.record({
      ...{ by: person.id, action: 'notification-channel.test', subject: id, after: { to, word } },
      outcome: word === 'ok' ? 'done' : 'failed',
    });
    return { delivered: word === 'ok', word, tookMs: Math.round(performance.now() - began) };
  }

  /** For the list of channels. */
  async figures() {
    const { read } = this.#parts.database;
    const channels = this.channels.all().map(({ id }) => id);
    const [waiting, sent] = [await waitingCounts(read), await lastSent(read, channels)];
    return { waiting, sent };
  }

  async #remind(): Promise<void> {
    const { database, clock, acknowledged, scope } = this.#parts;
    const wishes = this.subscriptions.standing().filter((one) => one.afterMinutes > 0 || one.remindHours > 0);
    if (wishes.length === 0) return;
    const open = await openIncidents(database.read, MOST_OPEN);
    const ids = open.map(({ notice }) => notice.incident);
    const taken = await acknowledged(ids);
    const told = await toldOf(database.read, ids);
    const now = clock.now();
    const drafts: Draft[] = [];
    for (const [index, incident] of open.entries()) {
      if (index % 200 === 199) await new Promise((resolve) => setImmediate(resolve));
      if (taken.has(incident.notice.incident)) continue;
      drafts.push(...followUps(incident, wishes, told, now, (area, within) => scope.isWithin(area, within)));
    }
    if (drafts.length > 0) await database.write((transaction) => this.#write(transaction, drafts, now));
  }

  async #write(transaction: Transaction, drafts: readonly Draft[], now: number): Promise<void> {
    if (drafts.length === 0) return;
    const { database, places, casesOf } = this.#parts;
    const cases = await casesOf(transaction, [...new Set(drafts.map(({ notice }) => notice.incident))]);
    const written = messageWriter(places(), now, cases);
    const messages = drafts.flatMap((draft) => {
      const channel = this.channels.get(draft.wish.channel);
      return channel ? [written(draft, channel.settings, this.#ulid(now))] : [];
    });
    await addMessages(transaction, database.dialect, messages);
  }
}
