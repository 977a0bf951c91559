import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { Log } from '../log.ts';
import type { AddressGuard } from '../outside/address-guard.ts';
import { causeOf, OutsideError } from '../outside/outside-error.ts';
import type { Channels } from './channels.ts';
import type { StoredChannel } from './channels-store.ts';
import { type Gathered, gather, MOST_IN_WINDOW, WINDOW_MS } from './gathering.ts';
import { digestOf, type Places, stepOf } from './message-of.ts';
import {
  addMessages,
  dueAddresses,
  dueMessages,
  giveUp,
  incidentsOf,
  type Message,
  markMessage,
  mergeInto,
  sentSince,
  toldOf,
} from './messages-store.ts';
import { afterFailure, type Circuit, CLOSED, GIVE_UP_MS, isFailing, mayTry, waitAfter } from './trying.ts';
import { send } from './ways-out.ts';

export interface DeliveringParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly channels: Channels;
  readonly guard: AddressGuard;
  readonly places: () => Places;
  /** Ids in the order of writing. */
  readonly newId: (at: number) => string;
  /** 0 to 1, for the jitter. */
  readonly random: () => number;
  /** Told when the set of channels that do not get through changes. */
  readonly failing: (channels: readonly Failing[]) => void;
}

export interface Failing {
  readonly id: string;
  readonly name: string;
  readonly since: number;
  readonly word: string;
}

/** Looked at in one round; what is more comes in the next, some seconds later. */
const MOST_DUE = 5_000;
const MOST_A_ROUND = 100;
const LANES = 4;

/** Takes what is due out of the house: each channel for itself, so that one that hangs does not hold the others up. */
export class Delivering {
  readonly #parts: DeliveringParts;
  readonly #circuits = new Map<string, Circuit>();
  readonly #rounds = new Map<string, Promise<void>>();
  #stopped = false;

  constructor(parts: DeliveringParts) {
    this.#parts = parts;
  }

  /** Begins a round for each channel that is in none. */
  tick(): void {
    if (this.#stopped) return;
    for (const channel of this.#parts.channels.all()) {
      if (channel.paused || this.#rounds.has(channel.id)) continue;
      const round = this.#round(channel)
        .catch((error) =>
          this.#parts.log.error({ err: error, channel: channel.id }, 'messages wait for the next round'),
        )
        .finally(() => this.#rounds.delete(channel.id));
      this.#rounds.set(channel.id, round);
    }
  }

  /** Until every round that runs has ended. */
  async idle(): Promise<void> {
    await Promise.all(this.#rounds.values());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.idle();
  }

  circuitOf(channel: string): Circuit {
    return this.#circuits.get(channel) ?? CLOSED;
  }

  /** Somebody mended it, or a test got through: it is tried at once. */
  forgive(channel: string): void {
    this.#set(channel, CLOSED);
  }

  /** What was tried for a day is given up, and its channel counts as failing until something gets through. */
  async giveUp(): Promise<void> {
    const { database, clock, log } = this.#parts;
    const now = clock.now();
    const counts = await database.write((transaction) => giveUp(transaction, now - GIVE_UP_MS, now));
    for (const [channel, count] of counts) {
      log.error({ channel, count }, 'messages were given up after a day');
      const circuit = this.circuitOf(channel);
      if (!isFailing(circuit)) this.#set(channel, { ...afterFailure(circuit, 'gave-up', now), failures: 5 });
    }
  }

  async #round(channel: StoredChannel): Promise<void> {
    const { database, clock } = this.#parts;
    const now = clock.now();
    const room = mayTry(this.circuitOf(channel.id), now, MOST_A_ROUND);
    if (room === 0) return;
    const isProgram = channel.settings.kind === 'web-hook';
    const sent = isProgram ? new Map<string, number[]>() : await sentSince(database.read, channel.id, now - WINDOW_MS);
    const to = chosenAddresses(await dueAddresses(database.read, channel.id, now), sent);
    if (to.length === 0) return;
    const due = await this.#ready(await dueMessages(database.read, channel.id, now, { to, most: MOST_DUE }));
    const queue: Message[] = isProgram ? due : [];
    if (!isProgram)
      for (const [address, own] of byAddress(due))
        queue.push(...(await this.#gathered(channel, gather(own, sent.get(address) ?? [], now))));
    await this.#lanes(channel, queue.slice(0, room));
  }

  /** What may be said now: nobody is told the end of something before its beginning, or of which nobody told. */
  async #ready(due: readonly Message[]): Promise<(Message & { state: 'held' | 'waiting'; isOver: boolean })[]> {
    const { database } = this.#parts;
    const incidents = [...new Set(due.flatMap(({ incident }) => incident ?? []))];
    const told = await toldOf(database.read, incidents);
    const known = await incidentsOf(database.read, incidents);
    const untold = due.filter(({ step, incident, subscription }) => {
      const state = step === 'opened' || incident === undefined ? 'sent' : told(incident, subscription)?.state;
      return state === undefined || state === 'failed';
    });
    if (untold.length > 0)
      await database.write(async (transaction) => {
        const outcome = { state: 'failed', at: 0, dueAt: 0, tries: 0, failed: 'opening-not-sent' } as const;
        for (const { id } of untold) await markMessage(transaction, id, outcome);
      });
    return due.flatMap((one) => {
      const { incident, step, subscription, state } = one;
      if (untold.includes(one) || (state !== 'held' && state !== 'waiting')) return [];
      const first = step === 'opened' || incident === undefined ? undefined : told(incident, subscription)?.state;
      if (first === 'waiting' || first === 'held') return [];
      return [{ ...one, state, isOver: incident !== undefined && (known.get(incident)?.isOver ?? false) }];
    });
  }

  async #gathered(
    channel: StoredChannel,
    { single, digest }: Gathered<Message & { isOver: boolean }>,
  ): Promise<Message[]> {
    if (digest.length === 0) return [...single];
    const { database, clock, places, newId } = this.#parts;
    const known = await incidentsOf(database.read, [...new Set(digest.flatMap(({ incident }) => incident ?? []))]);
    const items = digest.flatMap((message) => {
      const notice = known.get(message.incident ?? '')?.notice ?? message.notices[0];
      return notice ? [{ message, notice, isOver: message.isOver }] : [];
    });
    const at = clock.now();
    // A digest leads to the list: no case is looked up for its lines.
    const one = digestOf(items, channel.settings, places(), new Map(), { id: newId(at), at });
    if (!one) return [...single];
    await database.write(async (transaction) => {
      await addMessages(transaction, database.dialect, [one]);
      await mergeInto(
        transaction,
        one.id,
        digest.map(({ id }) => id),
      );
    });
    return [...single, one];
  }

  /** A few at a time; when the channel fails, the rest of the round waits. */
  async #lanes(channel: StoredChannel, queue: Message[]): Promise<void> {
    const lane = async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        if (this.#stopped || mayTry(this.circuitOf(channel.id), this.#parts.clock.now(), 1) === 0) return;
        await this.#deliver(channel, next);
      }
    };
    await Promise.all(Array.from({ length: Math.min(LANES, queue.length) }, lane));
  }

  async #deliver(channel: StoredChannel, message: Message): Promise<void> {
    const { database, clock, log, random } = this.#parts;
    const tries = message.tries + 1;
    const error = await this.attempt(channel, message).then(
      () => undefined,
      (thrown: unknown) => ({ thrown }),
    );
    const at = clock.now();
    if (!error) {
      this.#set(channel.id, CLOSED);
      await database.write((t) => markMessage(t, message.id, { state: 'sent', at, dueAt: message.dueAt, tries }));
      return;
    }
    const failed = causeOf(error.thrown);
    const { ofRecipient, retryAfterMs = 0 } =
      error.thrown instanceof OutsideError ? error.thrown : { ofRecipient: false };
    log.warn({ channel: channel.id, message: message.id, tries, failed }, 'a message did not get through');
    if (!ofRecipient) this.#set(channel.id, afterFailure(this.circuitOf(channel.id), failed, at, retryAfterMs));
    const wait = Math.max(waitAfter(tries, random()), Math.min(retryAfterMs, GIVE_UP_MS));
    const outcome = { state: ofRecipient ? 'failed' : 'waiting', at, dueAt: at + wait, tries, failed } as const;
    await database.write((transaction) => markMessage(transaction, message.id, outcome));
  }

  /** Once, now. Throws when the other side did not take it. */
  async attempt(
    channel: StoredChannel,
    { id, to, subject, text, link, step, notices, createdAt }: Message,
  ): Promise<void> {
    const { channels, guard, clock } = this.#parts;
    const body = { v: 1, id, event: stepOf(step), at: createdAt, text, link, incidents: notices };
    const way = { settings: channel.settings, secret: channels.secretOf(channel), guard, now: clock.now() };
    await send(way, { id, to, subject, text, link, body });
  }

  #set(channel: string, circuit: Circuit): void {
    const before = isFailing(this.circuitOf(channel));
    if (circuit === CLOSED) this.#circuits.delete(channel);
    else this.#circuits.set(channel, circuit);
    if (before === isFailing(circuit)) return;
    this.#parts.failing(this.failing());
  }

  failing(): Failing[] {
    return this.#parts.channels.all().flatMap(({ id, name }) => {
      const circuit = this.circuitOf(id);
      if (!isFailing(circuit)) return [];
      return [{ id, name, since: circuit.failingSince ?? 0, word: circuit.word ?? 'failed' }];
    });
  }
}

/** As many as one round looks at, each with all that is due to it; those whose window is full wait. */
function chosenAddresses(
  due: readonly { readonly to: string; readonly count: number }[],
  sent: ReadonlyMap<string, readonly number[]>,
): string[] {
  const open = due.filter(({ to }) => (sent.get(to)?.length ?? 0) < MOST_IN_WINDOW);
  const chosen: string[] = [];
  let rows = 0;
  for (const { to, count } of open) {
    if (chosen.length > 0 && (rows + count > MOST_DUE || chosen.length >= MOST_A_ROUND)) break;
    chosen.push(to);
    rows += count;
  }
  return chosen;
}

function byAddress<M extends Message>(due: readonly M[]): Map<string, M[]> {
  const all = new Map<string, M[]>();
  for (const one of due) all.set(one.to, [...(all.get(one.to) ?? []), one]);
  return all;
}
