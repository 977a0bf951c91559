import { monotonicFactory } from 'ulid';
import type { ChannelInput, ChannelPatch, ChannelSettings } from '../../protocol/api/notify.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import { ConflictError, ForbiddenError, InvalidInputError, NotFoundError, RuleError } from '../errors.ts';
import type { Person } from '../http/app.ts';
import type { AuditPort } from '../http/ports.ts';
import type { Sealing } from '../keys/sealing.ts';
import { addressChange, shownAddress, shownValue } from '../outside/shown-address.ts';
import { allChannels, deleteChannel, putChannel, type StoredChannel } from './channels-store.ts';
import { isJsonWhenFilled } from './template.ts';

export interface ChannelsParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
  readonly sealing: Sealing;
  /** Do these areas hold the whole installation? */
  readonly holdsAll: (person: Person) => boolean;
}

/** More ways out than these nobody looks after. */
const MOST = 50;

/** The ways out, few enough for memory. Where a message may go is a matter of the server: only who holds all of it changes them. */
export class Channels {
  readonly #parts: ChannelsParts;
  readonly #ulid = monotonicFactory();
  #all = new Map<string, StoredChannel>();

  constructor(parts: ChannelsParts) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    this.#all = new Map((await allChannels(this.#parts.database.read)).map((one) => [one.id, one]));
  }

  all(): readonly StoredChannel[] {
    return [...this.#all.values()];
  }

  get(id: string): StoredChannel | undefined {
    return this.#all.get(id);
  }

  require(id: string): StoredChannel {
    const channel = this.#all.get(id);
    if (!channel) throw new NotFoundError('no-channel', 'There is no such channel; somebody may have deleted it.');
    return channel;
  }

  /** The secret in clear, for the moment of sending. */
  secretOf({ id, secret }: StoredChannel): string | undefined {
    return secret === undefined ? undefined : this.#parts.sealing.unseal(secret, aboutOf(id));
  }

  async add(person: Person, { name, settings, secret }: ChannelInput): Promise<StoredChannel> {
    this.#requireWhole(person);
    requireUsable(settings);
    if (this.#all.size >= MOST)
      throw new RuleError('too-many-channels', `There are ${MOST} channels already; delete one that nobody uses.`);
    const id = this.#ulid(this.#parts.clock.now());
    const sealed = secret === undefined ? {} : { secret: this.#parts.sealing.seal(secret, aboutOf(id)) };
    return this.#put(person, { id, name, settings, paused: false, ...sealed }, undefined);
  }

  async change(person: Person, id: string, { secret, ...patch }: ChannelPatch): Promise<StoredChannel> {
    this.#requireWhole(person);
    const before = this.require(id);
    if (patch.settings) {
      requireUsable(patch.settings);
      if (patch.settings.kind !== before.settings.kind)
        throw new ConflictError('channel-kind', 'A channel keeps its kind; make a new one for another kind.');
      if (placeOf(patch.settings) !== placeOf(before.settings) && secret === undefined && before.secret !== undefined)
        throw new InvalidInputError(
          'secret-again',
          'The address changed: give the secret again, so that it goes nowhere unseen.',
        );
    }
    const { secret: old, ...rest } = before;
    const sealed =
      typeof secret === 'string' ? this.#parts.sealing.seal(secret, aboutOf(id)) : secret === null ? undefined : old;
    const set = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
    return this.#put(person, { ...rest, ...set, ...(sealed === undefined ? {} : { secret: sealed }) }, before);
  }

  /** `within` joins the transaction and may refuse. */
  async remove(person: Person, id: string): Promise<void> {
    const { database, audit } = this.#parts;
    this.#requireWhole(person);
    const before = this.require(id);
    await database.write(async (transaction) => {
      const used = await transaction('notification_subscriptions').where({ channel_id: id }).first('id');
      if (used)
        throw new ConflictError(
          'channel-used',
          'Somebody is told by this channel; move or delete those subscriptions first.',
        );
      await deleteChannel(transaction, id);
      await transaction('notifications')
        .where({ channel_id: id })
        .whereIn('state', ['held', 'waiting'])
        .update({ state: 'failed', failed: 'no-channel' });
      const about = { by: person.id, action: 'notification-channel.delete', subject: id } as const;
      await audit.record({ ...about, outcome: 'done', before: inRecord(before) }, transaction);
    });
    this.#all.delete(id);
  }

  async #put(person: Person, channel: StoredChannel, before: StoredChannel | undefined): Promise<StoredChannel> {
    const { database, clock, audit } = this.#parts;
    await database.write(async (transaction) => {
      await putChannel(transaction, channel, { id: person.id, at: clock.now() });
      const action = `notification-channel.${before ? 'change' : 'create'}`;
      const moved = addressChange(before && addressOf(before.settings), addressOf(channel.settings));
      const values = { ...(before && { before: inRecord(before) }), after: { ...inRecord(channel), ...moved } };
      await audit.record({ by: person.id, action, subject: channel.id, outcome: 'done', ...values }, transaction);
    });
    this.#all.set(channel.id, channel);
    return channel;
  }

  #requireWhole(person: Person): void {
    if (!this.#parts.holdsAll(person))
      throw new ForbiddenError(
        'not-whole-installation',
        'Channels lead out of the server: the administrator of the whole installation keeps them.',
      );
  }
}

/** What stays for ever: addresses of hooks and of SMS services carry keys in their path, query and headers. */
function inRecord(channel: StoredChannel) {
  const { settings, ...rest } = withoutSecret(channel);
  if (settings.kind === 'mail') return { ...rest, settings };
  const url = shownAddress(settings.url);
  if (settings.kind !== 'sms') return { ...rest, settings: { ...settings, url } };
  const headers = settings.headers.map(({ name, value }) => ({ name, value: shownValue(value) }));
  return {
    ...rest,
    settings: { ...settings, url, headers, body: settings.body === '' ? '' : `${settings.body.length}` },
  };
}

function addressOf(settings: ChannelSettings): string | undefined {
  return settings.kind === 'mail' ? undefined : settings.url;
}

/** What the pages of who keeps them may know. */
export function withoutSecret({ secret, ...rest }: StoredChannel) {
  return { ...rest, kind: rest.settings.kind, hasSecret: secret !== undefined };
}

function aboutOf(id: string): string {
  return `notification-channel/${id}`;
}

/** Whoever may change settings but does not know the secret must not send it to a place of their own. */
function placeOf(settings: ChannelSettings): string {
  return settings.kind === 'mail'
    ? `${settings.host}:${settings.port} ${settings.security}`
    : new URL(settings.url).origin;
}

function requireUsable(settings: ChannelSettings): void {
  if (settings.kind !== 'sms' || settings.method === 'GET' || settings.form !== 'json' || settings.body === '') return;
  if (!isJsonWhenFilled(settings.body))
    throw new RuleError(
      'template-not-json',
      'Filled in, the body is no JSON: put quotation marks around {phone}, {text}, {link}.',
    );
}
