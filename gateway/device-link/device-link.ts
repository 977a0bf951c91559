import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import { ulid } from 'ulid';
import { type Body, CHANNELS, type Channel, type ChannelName } from '../../protocol/channels.ts';
import { encodeBody } from '../../protocol/codec.ts';
import type { TimeRequest } from '../../protocol/messages/uplink.ts';
import { type TopicParameters, topicOf, uplinkFilter } from '../../protocol/topics.ts';
import type { Clock } from '../clock.ts';
import { UnavailableError } from '../errors.ts';
import type { Log } from '../log.ts';
import { reconnectDelayMs } from './back-off.ts';
import { Drops } from './drops.ts';
import { Slots } from './slots.ts';
import { UPLINKS, Uplink, type UplinkHandlers } from './uplink.ts';

export type { UplinkHandlers } from './uplink.ts';

export type SignedChannel = 'config' | 'plan' | 'receiptAck' | 'time';
type SignedTyp = (typeof CHANNELS)[SignedChannel]['signed']['typ'];

export interface DeviceLinkParts {
  /** mqtt://, mqtts://, ws:// or wss:// */
  readonly url: string;
  readonly gateway: string;
  /** Password of the MQTT user `gateway:{gateway}`. */
  readonly credential: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly keys: { sign(use: 'command', typ: SignedTyp, payload: object): string };
  readonly isKnown: (node: string) => boolean;
  readonly handlers: UplinkHandlers;
  readonly random?: () => number;
}

export const ECHO_EVERY_MS = 5_000;
const CONNECT_TIMEOUT_MS = 10_000;
/** QoS 1 messages on the way to the broker at one time. */
const MAX_IN_FLIGHT = 1_000;
/** Log batches being stored before the broker has to wait. */
const MAX_LOGS_IN_WORK = 256;

interface Session {
  readonly id: string;
  readonly client: MqttClient;
  /** Rejections of publishes the broker has not confirmed. */
  readonly unconfirmed: Set<(error: Error) => void>;
  ready: boolean;
}

/** The gateway as an ordinary MQTT client of any broker: hears every node, speaks to each, and hears itself. */
export class DeviceLink {
  readonly #parts: DeviceLinkParts;
  readonly #uplink: Uplink;
  readonly #drops: Drops;
  readonly #slots = new Slots(MAX_IN_FLIGHT);
  #session: Session | undefined;
  #attempt = 0;
  #logsInWork = 0;
  #resume: (() => void)[] = [];
  #cancelRetry = () => {};
  #cancelEcho = () => {};
  #running = false;

  constructor(parts: DeviceLinkParts) {
    this.#parts = parts;
    this.#drops = new Drops(parts);
    this.#uplink = new Uplink({
      handlers: parts.handlers,
      isKnown: parts.isKnown,
      drops: this.#drops,
      answerTime: (node, request) => this.#answerTime(node, request),
      session: () => this.#session?.id ?? '',
    });
  }

  get connected(): boolean {
    return this.#session?.ready === true;
  }

  /** Messages dropped since start, by kind: for metrics. */
  get dropped(): ReadonlyMap<string, number> {
    return this.#drops.totals;
  }

  /** Connects, and goes on trying; returns at once. */
  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#connect();
  }

  /** Says good-bye instead of leaving it to the will. */
  async stop(): Promise<void> {
    this.#running = false;
    this.#cancelRetry();
    const session = this.#session;
    if (session?.ready) await this.#sayHost(session, 'lost').catch(() => undefined);
    this.#leave(session);
    if (session) await session.client.endAsync(!session.client.connected).catch(() => undefined);
  }

  /** Resolves when the broker has it (QoS 1) or it is written (QoS 0); rejects with UnavailableError without a broker. */
  async publish<C extends ChannelName>(channel: C, parameters: TopicParameters, body: Body<C>): Promise<void> {
    const topic = topicOf(channel, parameters);
    const payload = encodeBody(channel, body);
    await this.#slots.take();
    try {
      await this.#send(topic, payload, CHANNELS[channel]);
    } finally {
      this.#slots.give();
    }
  }

  /** Signs a payload of one of the signed channels and publishes it to the node. */
  sendSigned(channel: SignedChannel, node: string, payload: object): Promise<void> {
    if (!this.connected) return Promise.reject(noBroker());
    const { typ, payload: schema } = CHANNELS[channel].signed;
    const jws = this.#parts.keys.sign('command', typ, schema.parse(payload));
    return this.publish(channel, { node }, { v: 1, jws });
  }

  #connect(): void {
    const { url, gateway, credential, log, clock } = this.#parts;
    const id = ulid(clock.now());
    const options: IClientOptions = {
      clientId: `gateway:${gateway}`,
      username: `gateway:${gateway}`,
      password: credential,
      protocolVersion: 4,
      clean: true,
      keepalive: 20,
      connectTimeout: CONNECT_TIMEOUT_MS,
      // We pace reconnection ourselves: MQTT.js would come back every second, all gateways at the same time.
      reconnectPeriod: 0,
      queueQoSZero: false,
      resubscribe: false,
      will: {
        topic: topicOf('host', { gateway }),
        payload: Buffer.from(this.#hostBody(id, 'lost')),
        qos: CHANNELS.host.qos,
        retain: CHANNELS.host.retain,
      },
    };
    const client = connect(url, options);
    const session: Session = { id, client, unconfirmed: new Set(), ready: false };
    this.#session = session;
    client.handleMessage = (packet, done) => {
      const work = this.#uplink.receive(packet.topic, packet.payload as Buffer, clock.now());
      if (work) this.#throttle(work, done);
      else done();
    };
    client.on('connect', () => this.#ready(session).catch((error) => this.#fail(session, error)));
    client.on('error', (error) => log.warn({ err: error, url: withoutSecrets(url) }, 'broker connection failed'));
    client.on('close', () => this.#closed(session));
  }

  async #ready(session: Session): Promise<void> {
    const { gateway, log, url, handlers } = this.#parts;
    await session.client.subscribeAsync(
      Object.fromEntries([
        ...UPLINKS.map((channel) => [uplinkFilter(channel), { qos: CHANNELS[channel].qos }]),
        [topicOf('echo', { gateway }), { qos: CHANNELS.echo.qos }],
      ]),
    );
    if (this.#session !== session) return;
    session.ready = true;
    this.#attempt = 0;
    log.info({ url: withoutSecrets(url), session: session.id }, 'connected to the broker');
    await this.#sayHost(session, 'alive');
    this.#echoLoop(session, 0);
    handlers.connected?.();
  }

  #fail(session: Session, error: unknown): void {
    this.#parts.log.warn({ err: error }, 'the broker took us in but refused what we need (subscriptions, alive)');
    session.client.end(true);
  }

  #closed(session: Session): void {
    if (this.#session !== session) return;
    const wasReady = session.ready;
    this.#leave(session);
    session.client.end(true);
    if (!this.#running) return;
    const delayMs = reconnectDelayMs(this.#attempt++, (this.#parts.random ?? Math.random)());
    if (wasReady) this.#parts.log.warn({ delayMs }, 'lost the broker');
    this.#cancelRetry = this.#parts.clock.after(delayMs, () => this.#connect());
  }

  #leave(session: Session | undefined): void {
    this.#cancelEcho();
    this.#session = undefined;
    if (!session) return;
    session.ready = false;
    for (const reject of session.unconfirmed) reject(noBroker());
    session.unconfirmed.clear();
  }

  #echoLoop(session: Session, seq: number): void {
    if (this.#session !== session) return;
    const { gateway, clock } = this.#parts;
    // A lost echo is what the watch is for: nothing to do here.
    this.publish('echo', { gateway }, { v: 1, gateway, session: session.id, seq, at: clock.now() }).catch(
      () => undefined,
    );
    this.#cancelEcho = clock.after(ECHO_EVERY_MS, () => this.#echoLoop(session, seq + 1));
  }

  #send(topic: string, payload: string, channel: Channel): Promise<void> {
    const session = this.#session;
    if (!session?.ready) return Promise.reject(noBroker());
    return new Promise((resolve, reject) => {
      session.unconfirmed.add(reject);
      session.client.publish(topic, payload, { qos: channel.qos, retain: channel.retain }, (error) => {
        session.unconfirmed.delete(reject);
        if (error) reject(new UnavailableError('broker-refused', 'The broker did not take the message.', {}, error));
        else resolve();
      });
    });
  }

  #sayHost(session: Session, state: 'alive' | 'lost'): Promise<void> {
    return this.#send(
      topicOf('host', { gateway: this.#parts.gateway }),
      this.#hostBody(session.id, state),
      CHANNELS.host,
    );
  }

  #hostBody(session: string, state: 'alive' | 'lost'): string {
    const { gateway, clock } = this.#parts;
    return encodeBody('host', { v: 1, gateway, session, state, at: clock.now() });
  }

  #answerTime(node: string, request: TimeRequest): void {
    const payload = { v: 1, node, nonce: request.nonce, now: this.#parts.clock.now() };
    this.sendSigned('time', node, payload).catch((error) => this.#drops.add('time-not-answered', { node, err: error }));
  }

  /** Confirms the packet at once while there is room; beyond it the stream from the broker stands still until a batch is stored. */
  #throttle(work: Promise<void>, done: () => void): void {
    this.#logsInWork++;
    work.finally(() => {
      this.#logsInWork--;
      for (const resume of this.#resume.splice(0)) resume();
    });
    if (this.#logsInWork < MAX_LOGS_IN_WORK) done();
    else this.#resume.push(done);
  }
}

function noBroker(): UnavailableError {
  return new UnavailableError('no-broker', 'There is no connection to the broker; it is tried again and again.');
}

function withoutSecrets(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//');
}
