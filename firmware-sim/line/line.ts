import type { Logger } from 'pino';
import { backOffMs } from '../../protocol/back-off.ts';
import { type Body, CHANNELS, type ChannelName } from '../../protocol/channels.ts';
import { topicOf } from '../../protocol/topics.ts';
import type { Clock, Timer } from '../clock.ts';
import type { Connection, Dial, DialOptions } from './dial.ts';
import type { Traffic } from './traffic.ts';

type UpChannel = 'birth' | 'state' | 'beat' | 'ack' | 'log' | 'timeRequest';
const DOWN: readonly ChannelName[] = ['command', 'config', 'plan', 'receiptAck', 'time', 'keys'];

export interface LinePorts {
  readonly clock: Clock;
  readonly dial: Dial;
  readonly log: Logger;
  readonly random: () => number;
  readonly newSession: () => string;
  readonly traffic: Traffic;
}

export interface LineOptions {
  readonly url: string;
  readonly node: string;
  /** What to sign in with; asked at every dial. */
  readonly access: () => Pick<DialOptions, 'credential' | 'tls'>;
}

export interface LineEvents {
  groups(): readonly string[];
  /** A new session is up and subscribed. */
  up(session: string): void;
  down(): void;
  heard(channel: ChannelName, payload: Uint8Array): void;
}

const KEEP_ALIVE_SECONDS = 60;
const REDIAL_MS = 1_000;
/** A session this long was a success: the next failure starts counting from the first step again. */
const STEADY_MS = 10_000;

/** The node's line to the broker: dials, subscribes, comes back with jitter. Says only what the channel table allows a node. */
export class Line {
  readonly #ports: LinePorts;
  readonly #options: LineOptions;
  readonly #events: LineEvents;
  readonly #topics = new Map<UpChannel, string>();
  readonly #channels = new Map<string, ChannelName>();
  #connection: Connection | undefined;
  #session: string | undefined;
  #retry: Timer | undefined;
  #attempt = 0;
  #upSince = 0;
  #wanted = false;
  #redialling = false;

  constructor(ports: LinePorts, options: LineOptions, events: LineEvents) {
    this.#ports = ports;
    this.#options = options;
    this.#events = events;
  }

  get up(): boolean {
    return this.#session !== undefined;
  }

  start(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#open();
  }

  /** Says goodbye and stays away until `start`. */
  stop(): void {
    this.#leave((connection) => connection.close());
  }

  /** The link is cut without a word. */
  cut(): void {
    this.#leave((connection) => connection.drop());
  }

  /** Says goodbye and comes back a moment later: at once, the broker might take the new connection for a second client. */
  redial(): void {
    if (!this.#wanted || !this.#connection) return;
    this.#redialling = true;
    this.#connection.close();
  }

  /** False when the line is down: hints are lost then, evidence waits in the log. */
  async say<C extends UpChannel>(channel: C, body: Body<C>): Promise<boolean> {
    const connection = this.#connection;
    if (!connection || !this.up) return false;
    const { qos, retain } = CHANNELS[channel];
    try {
      const payload = JSON.stringify(body);
      this.#ports.traffic.said(payload.length);
      await connection.publish(this.#topicOf(channel), payload, { qos, retain });
      return true;
    } catch {
      return false;
    }
  }

  #topicOf(channel: UpChannel): string {
    const topic = this.#topics.get(channel) ?? topicOf(channel, { node: this.#options.node });
    this.#topics.set(channel, topic);
    return topic;
  }

  /** The groups changed: leaves the old ones, joins the new ones. */
  regroup(): void {
    const { node } = this.#options;
    const before = new Set(this.#channels.keys());
    this.#channels.clear();
    for (const channel of DOWN) this.#channels.set(topicOf(channel, { node }), channel);
    for (const group of this.#events.groups()) this.#channels.set(topicOf('groupCommand', { group }), 'groupCommand');
    if (!this.up) return;
    const left = [...before].filter((topic) => !this.#channels.has(topic));
    const joined = [...this.#channels.keys()].filter((topic) => !before.has(topic));
    if (left.length > 0) this.#connection?.unsubscribe(left);
    if (joined.length > 0)
      this.#connection
        ?.subscribe(joined)
        .catch((error: unknown) => this.#ports.log.warn({ error: String(error) }, 'a new group was refused'));
  }

  #open(): void {
    const { dial, newSession, log } = this.#ports;
    const { node, url, access } = this.#options;
    const { credential, tls } = access();
    const session = newSession();
    const will: Body<'state'> = { v: 1, node, session, state: 'lost', at: Math.round(this.#ports.clock.now()) };
    this.regroup();
    const connection = dial(
      {
        url,
        node,
        credential,
        tls,
        keepAliveSeconds: KEEP_ALIVE_SECONDS,
        will: { topic: this.#topicOf('state'), payload: JSON.stringify(will) },
      },
      {
        opened: () => {
          if (this.#connection === connection) void this.#greet(connection, session);
        },
        message: (topic, payload) => {
          const channel = this.#channels.get(topic);
          this.#ports.traffic.heard(payload.length);
          if (channel && this.#connection === connection) this.#events.heard(channel, payload);
        },
        closed: (why) => {
          if (this.#connection !== connection) return;
          log.debug({ node, why }, 'line down');
          this.#lost();
          this.#again();
        },
      },
    );
    this.#connection = connection;
  }

  async #greet(connection: Connection, session: string): Promise<void> {
    try {
      await connection.subscribe([...this.#channels.keys()]);
    } catch (error) {
      this.#ports.log.warn(
        { node: this.#options.node, error: String(error) },
        'the broker refused a subscription; the line will be dialled again',
      );
      connection.drop();
      return;
    }
    if (this.#connection !== connection) return;
    this.#session = session;
    this.#upSince = this.#ports.clock.monotonicMs();
    this.#events.up(session);
  }

  #lost(): void {
    const wasUp = this.up;
    if (wasUp && this.#ports.clock.monotonicMs() - this.#upSince >= STEADY_MS) this.#attempt = 0;
    this.#connection = undefined;
    this.#session = undefined;
    if (wasUp) this.#events.down();
  }

  #again(): void {
    if (!this.#wanted) return;
    const { random } = this.#ports;
    const delayMs = this.#redialling ? REDIAL_MS * (1 + 2 * random()) : backOffMs(this.#attempt++, random());
    this.#redialling = false;
    this.#retry = this.#ports.clock.after(delayMs, () => this.#open());
  }

  #leave(goodbye: (connection: Connection) => void): void {
    this.#wanted = false;
    this.#retry?.cancel();
    const connection = this.#connection;
    this.#lost();
    if (connection) goodbye(connection);
  }
}
