import { monotonicFactory } from 'ulid';
import { z } from 'zod';
import type { SubscriptionInput, SubscriptionPatch } from '../../protocol/api/notify.ts';
import type { ChannelKind } from '../../protocol/notify.ts';
import { PHONE, TELEGRAM_CHAT } from '../../protocol/notify.ts';
import type { Role } from '../../protocol/roles.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import { ForbiddenError, InvalidInputError, NotFoundError, RuleError } from '../errors.ts';
import { type Person, requireScope, type Scope } from '../http/app.ts';
import type { AuditPort } from '../http/ports.ts';
import type { Channels } from './channels.ts';
import { recipientChange, recordedWish } from './recorded-wish.ts';
import { allSubscriptions, deleteSubscription, forgetSubscriber, putSubscription } from './subscriptions-store.ts';
import type { Wish } from './wishes.ts';

export interface SubscriptionsParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
  readonly scope: Scope;
  readonly channels: Channels;
  readonly nameOf: (account: string) => string | undefined;
  /** Role and areas of an account that may still act; undefined for one that is unknown, disabled or ended. */
  readonly standingOf: (account: string) => { readonly role: Role; readonly areas: readonly string[] } | undefined;
}

const MOST = 5_000;
/** Who looks after others' subscriptions too. */
const KEEPERS: readonly Role[] = ['technician', 'administrator'];
/** Whose work faults are (docs/access.md); the others are told nothing. */
const READERS: readonly Role[] = ['operator', 'approver', 'hamlet-head', 'technician', 'administrator'];
const isMail = (text: string) => z.email().safeParse(text).success;

/** Who is told of what. In memory: asked with every notice. */
export class Subscriptions {
  readonly #parts: SubscriptionsParts;
  readonly #ulid = monotonicFactory();
  #all = new Map<string, Wish>();

  constructor(parts: SubscriptionsParts) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    this.#all = new Map((await allSubscriptions(this.#parts.database.read)).map((one) => [one.id, one]));
  }

  /** Those that may be told now, with their names: of accounts that may still act there, by channels that are not paused. */
  standing(): Wish[] {
    const { nameOf } = this.#parts;
    return [...this.#all.values()]
      .filter((wish) => !wish.paused && this.#mayBeTold(wish))
      .map((wish) => ({ ...wish, name: wish.name || (wish.account && nameOf(wish.account)) || '' }));
  }

  /** Every way this account is told of faults, each address once; what it subscribed to does not matter. */
  waysTo(account: string): Wish[] {
    const own = this.standing().filter((wish) => wish.account === account);
    return [...new Map(own.map((wish) => [`${wish.channel} ${wish.to}`, wish])).values()];
  }

  /** The own ones, and for those who keep them all of their areas. */
  list(person: Person): Wish[] {
    const keeps = KEEPERS.includes(person.role);
    return [...this.#all.values()].filter(
      (wish) => wish.account === person.id || (keeps && this.#parts.scope.isWithin(wish.area, person.areas)),
    );
  }

  async add(person: Person, input: SubscriptionInput): Promise<Wish> {
    const { clock, channels } = this.#parts;
    const { account: asked, name, ...wishes } = input;
    const account = asked ?? (name === '' ? person.id : undefined);
    if (account !== person.id && !KEEPERS.includes(person.role)) throw onlyOwn();
    if (this.#all.size >= MOST)
      throw new RuleError(
        'too-many-subscriptions',
        `There are ${MOST} subscriptions already; delete those nobody needs.`,
      );
    const channel = channels.require(input.channel);
    requireAddress(channel.settings.kind, input.to);
    const now = clock.now();
    const wish: Wish = { ...wishes, name, account, id: this.#ulid(now), paused: false, changedAt: now };
    this.#requireAllowed(person, wish);
    return this.#put(person, wish, undefined);
  }

  async change(person: Person, id: string, { night, ...patch }: SubscriptionPatch): Promise<Wish> {
    const before = this.#own(person, id);
    const set = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
    const nights = night === undefined ? {} : { night: night ?? undefined };
    const wish: Wish = { ...before, ...set, ...nights, changedAt: this.#parts.clock.now() };
    requireAddress(this.#parts.channels.require(wish.channel).settings.kind, wish.to);
    this.#requireAllowed(person, wish);
    return this.#put(person, wish, before);
  }

  async remove(person: Person, id: string): Promise<void> {
    const { database, audit } = this.#parts;
    const before = this.#own(person, id);
    await database.write(async (transaction) => {
      await deleteSubscription(transaction, id);
      const about = {
        by: person.id,
        action: 'notification-subscription.delete',
        subject: id,
        area: before.area,
      } as const;
      await audit.record({ ...about, outcome: 'done', before: recordedWish(before) }, transaction);
    });
    this.#all.delete(id);
  }

  /** Within the transaction that erases the person: where it was told of faults goes with it. */
  forget(transaction: Transaction, account: string): Promise<void> {
    return forgetSubscriber(transaction, account);
  }

  /** Memory follows, after the commit. */
  forgot(account: string): void {
    for (const [id, wish] of this.#all) if (wish.account === account) this.#all.delete(id);
  }

  async #put(person: Person, wish: Wish, before: Wish | undefined): Promise<Wish> {
    const { database, audit } = this.#parts;
    await database.write(async (transaction) => {
      await putSubscription(transaction, wish, person.id);
      const action = `notification-subscription.${before ? 'change' : 'create'}`;
      const about = { by: person.id, action, subject: wish.id, area: wish.area, outcome: 'done' } as const;
      const after = { ...recordedWish(wish), ...recipientChange(before, wish) };
      await audit.record({ ...about, ...(before && { before: recordedWish(before) }), after }, transaction);
    });
    this.#all.set(wish.id, wish);
    return wish;
  }

  #own(person: Person, id: string): Wish {
    const wish = this.#all.get(id);
    if (!wish) throw new NotFoundError('no-subscription', 'There is no such subscription; it may have been deleted.');
    if (wish.account === person.id) return wish;
    requireScope(this.#parts.scope, person, wish.area);
    if (!KEEPERS.includes(person.role)) throw onlyOwn();
    return wish;
  }

  #requireAllowed(person: Person, wish: Wish): void {
    const { scope, standingOf } = this.#parts;
    requireScope(scope, person, wish.area);
    if (wish.system && person.role !== 'administrator')
      throw new ForbiddenError('system-faults', 'Faults of the installation itself are for administrators alone.');
    if (wish.night && wish.night.from === wish.night.to)
      throw new RuleError(
        'night-empty',
        'A night begins and ends at different times; leave it out to be always awake.',
      );
    if (wish.account === undefined || wish.account === person.id) return;
    const standing = standingOf(wish.account);
    if (!standing || !READERS.includes(standing.role) || !scope.isWithin(wish.area, standing.areas))
      throw new RuleError('account-elsewhere', 'That account may not read faults of this area; choose another.');
  }

  #mayBeTold({ account, area, system, channel }: Wish): boolean {
    const { scope, standingOf, channels } = this.#parts;
    if (channels.get(channel)?.paused !== false) return false;
    if (account === undefined) return true;
    const standing = standingOf(account);
    if (!standing || !READERS.includes(standing.role)) return false;
    return scope.isWithin(area, standing.areas) && (!system || standing.role === 'administrator');
  }
}

function onlyOwn(): ForbiddenError {
  return new ForbiddenError('only-own', 'Subscribe yourself; for others a technician or an administrator does it.');
}

/** Throws InvalidInputError when nobody can be reached there. */
export function requireAddress(kind: ChannelKind, to: string): void {
  const fits: Record<ChannelKind, boolean> = {
    ...{ mail: isMail(to), telegram: TELEGRAM_CHAT.test(to), sms: PHONE.test(to), 'web-hook': to === '' },
  };
  if (!fits[kind])
    throw new InvalidInputError(
      `address-${kind}`,
      'That is no address of this kind of channel: an e-mail address, a chat, a telephone number (8 to 15 digits), nothing for a web hook.',
    );
}
