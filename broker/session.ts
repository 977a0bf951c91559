import type { AedesPublishPacket, Client, ConnectPacket } from 'aedes';
import { mayPublish, mayRetain, maySubscribe, type Principal } from '../protocol/access.ts';
import type { CertificateDemand } from './client-certificate.ts';

/** A node needs its own downlink, its groups and the hosts; more is a leak or an attack. */
const MAX_NODE_FILTERS = 64;
/** A node says a handful of channels; the gateway may address every node and is not remembered. */
const MAX_REMEMBERED_TOPICS = 64;

export type PublishVerdict = 'allowed' | 'not-retained' | 'denied';
type Will = NonNullable<ConnectPacket['will']>;

/** One connection, from its first byte to its end: who it is and what it may say and hear. */
export class Session {
  readonly client: Client;
  readonly address: string;
  heardAt: number;
  will: Will | undefined;
  /** The will must not be published: taken over, removed from the roster, or the broker itself goes. */
  willWithheld = false;
  /** aedes has it among its clients and will say when it is gone. */
  registered = false;
  /** Who held the name before, until that connection is completely gone. */
  predecessor: Session | undefined;
  /** Hash of the credential it signed in with: when the roster drops it, the session ends. */
  credential: string | undefined;
  /** What the port it came through asks to see, and what it showed: when the roster drops that certificate, the session ends. */
  readonly certificate: CertificateDemand | undefined;
  #principal: Principal | undefined;
  readonly #ended: Promise<void>;
  #end: () => void = () => {};
  readonly #filters = new Set<string>();
  readonly #mayPublish = new Map<string, PublishVerdict>();
  readonly #mayHear = new Map<string, boolean>();

  constructor(client: Client, address: string, now: number, certificate?: CertificateDemand) {
    this.client = client;
    this.certificate = certificate;
    this.address = address;
    this.heardAt = now;
    this.#ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  get principal(): Principal | undefined {
    return this.#principal;
  }

  /** The node's id or the gateway's. */
  get name(): string | undefined {
    return this.#principal && (this.#principal.kind === 'node' ? this.#principal.node : this.#principal.gateway);
  }

  get node(): string | undefined {
    return this.#principal?.kind === 'node' ? this.#principal.node : undefined;
  }

  /** Sets who this is, or its changed groups: what was decided before is decided anew. */
  identify(principal: Principal): void {
    this.#principal = principal;
    this.#mayPublish.clear();
    this.#mayHear.clear();
  }

  end(): void {
    this.#end();
  }

  /** Resolves when nothing of this connection, nor of those it took over from, can happen any more. */
  async gone(): Promise<void> {
    await this.#ended;
    await this.predecessor?.gone();
  }

  judgePublish(topic: string, retain: boolean): PublishVerdict {
    const key = retain ? `r${topic}` : topic;
    return remember(this.#mayPublish, key, () => {
      if (!this.#principal || !mayPublish(this.#principal, topic)) return 'denied';
      return retain && !mayRetain(topic) ? 'not-retained' : 'allowed';
    });
  }

  /** May it subscribe to one more filter? */
  maySubscribe(filter: string): boolean {
    if (!this.#principal || !maySubscribe(this.#principal, filter)) return false;
    if (this.#principal.kind === 'node' && !this.#filters.has(filter) && this.#filters.size >= MAX_NODE_FILTERS)
      return false;
    this.#filters.add(filter);
    return true;
  }

  unsubscribed(filters: readonly string[]): void {
    for (const filter of filters) this.#filters.delete(filter);
  }

  /** Asked at every delivery: a node taken out of a group hears nothing more of it, whatever it subscribed to before. */
  mayHear(packet: AedesPublishPacket): boolean {
    const principal = this.#principal;
    if (!principal) return false;
    if (principal.kind === 'gateway') return true;
    return remember(this.#mayHear, packet.topic, () => maySubscribe(principal, packet.topic));
  }
}

function remember<T>(known: Map<string, T>, key: string, decide: () => T): T {
  const before = known.get(key);
  if (before !== undefined) return before;
  const decided = decide();
  if (known.size < MAX_REMEMBERED_TOPICS) known.set(key, decided);
  return decided;
}
