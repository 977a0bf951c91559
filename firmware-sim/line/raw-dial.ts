import { connect } from 'node:net';
import { generate, type Packet, parser } from 'mqtt-packet';
import type { Connection, ConnectionEvents, Dial, DialOptions } from './dial.ts';

const CONNECT_TIMEOUT_MS = 10_000;

interface Waiting {
  resolve(granted: readonly number[]): void;
  reject(error: Error): void;
}

/** A connection over a bare socket: a full client a node would be too heavy for thousands in one process. Only mqtt://. */
export const rawDial: Dial = (options, events) => new RawConnection(options, events);

class RawConnection implements Connection {
  readonly #socket;
  readonly #events: ConnectionEvents;
  readonly #waiting = new Map<number, Waiting>();
  readonly #pings: NodeJS.Timeout;
  #nextId = 1;
  #pongDue = false;
  #why = 'closed';

  constructor(options: DialOptions, events: ConnectionEvents) {
    const url = new URL(options.url);
    this.#events = events;
    this.#socket = connect({ host: url.hostname, port: Number(url.port || 1883), noDelay: true });
    const parse = parser({ protocolVersion: 4 });
    parse.on('packet', (packet) => this.#received(packet));
    parse.on('error', (error: Error) => this.#fail(error.message));
    this.#socket.setTimeout(CONNECT_TIMEOUT_MS, () => this.#fail('no answer from the broker'));
    this.#socket.on('connect', () => this.#send(greeting(options)));
    this.#socket.on('data', (bytes) => parse.parse(bytes));
    this.#socket.on('error', (error) => {
      this.#why = error.message;
    });
    this.#socket.on('close', () => this.#closed());
    this.#pings = setInterval(() => this.#ping(), options.keepAliveSeconds * 1_000 * (0.6 + 0.2 * Math.random()));
  }

  async subscribe(topics: readonly string[]): Promise<void> {
    const granted = await this.#ask((messageId) => ({
      cmd: 'subscribe',
      messageId,
      subscriptions: topics.map((topic) => ({ topic, qos: 1 as const })),
    }));
    const refused = topics.filter((_, index) => (granted[index] ?? 128) > 2);
    if (refused.length > 0) throw new Error(`refused: ${refused.join(', ')}`);
  }

  unsubscribe(topics: readonly string[]): void {
    this.#ask((messageId) => ({ cmd: 'unsubscribe', messageId, unsubscriptions: [...topics] })).catch(() => undefined);
  }

  async publish(topic: string, payload: string, { qos, retain }: { qos: 0 | 1; retain: boolean }): Promise<void> {
    if (this.#socket.destroyed) throw new Error('not connected');
    if (qos === 0) this.#send({ cmd: 'publish', topic, payload, qos, retain, dup: false });
    else await this.#ask((messageId) => ({ cmd: 'publish', topic, payload, qos, retain, dup: false, messageId }));
  }

  close(): void {
    if (!this.#socket.destroyed) this.#socket.end(generate({ cmd: 'disconnect' }));
  }

  drop(): void {
    this.#socket.destroy();
  }

  #received(packet: Packet): void {
    switch (packet.cmd) {
      case 'connack':
        this.#socket.setTimeout(0);
        if (packet.returnCode === 0) this.#events.opened();
        else this.#fail(`refused with code ${packet.returnCode}`);
        break;
      case 'publish':
        if (packet.qos === 1) this.#send({ cmd: 'puback', messageId: packet.messageId ?? 0 });
        this.#events.message(
          packet.topic,
          typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload,
        );
        break;
      case 'puback':
      case 'unsuback':
        this.#answer(packet.messageId, []);
        break;
      case 'suback':
        this.#answer(packet.messageId, packet.granted as number[]);
        break;
      case 'pingresp':
        this.#pongDue = false;
        break;
      default:
        break;
    }
  }

  #ask(make: (messageId: number) => Packet): Promise<readonly number[]> {
    const id = this.#nextId;
    this.#nextId = (this.#nextId % 65_535) + 1;
    return new Promise((resolve, reject) => {
      if (this.#socket.destroyed) {
        reject(new Error('not connected'));
        return;
      }
      this.#waiting.set(id, { resolve, reject });
      this.#send(make(id));
    });
  }

  #answer(id: number | undefined, granted: readonly number[]): void {
    if (id === undefined) return;
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    waiting?.resolve(granted);
  }

  #ping(): void {
    if (this.#pongDue) {
      this.#fail('the broker no longer answers');
      return;
    }
    this.#pongDue = true;
    this.#send({ cmd: 'pingreq' });
  }

  #send(packet: Packet): void {
    if (this.#socket.writable) this.#socket.write(generate(packet));
  }

  #fail(why: string): void {
    this.#why = why;
    this.#socket.destroy();
  }

  #closed(): void {
    clearInterval(this.#pings);
    for (const { reject } of this.#waiting.values()) reject(new Error(this.#why));
    this.#waiting.clear();
    this.#events.closed(this.#why);
  }
}

function greeting(options: DialOptions): Packet {
  return {
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    clientId: options.node,
    username: options.node,
    password: Buffer.from(options.credential),
    keepalive: options.keepAliveSeconds,
    will: { topic: options.will.topic, payload: Buffer.from(options.will.payload), qos: 1, retain: true },
  };
}
