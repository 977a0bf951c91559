import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { ulid } from 'ulid';
import { type ParsedTopic, parseTopic, topicOf } from '../protocol/topics.ts';

/** The nodes of a load have long had the newest list of keys. */
export const NEWEST_KEYS = Number.MAX_SAFE_INTEGER;

export interface LoadIdentity {
  readonly node: string;
  readonly credential: string;
  readonly groups: readonly string[];
}

/** One node of a load: a raw socket that speaks just enough MQTT. No storage, no verification: it measures the other end. */
export class LoadNode {
  readonly identity: LoadIdentity;
  readonly #session = ulid();
  readonly #topics: { beat: Buffer; birth: string; ack: string };
  #socket: Socket | undefined;
  #seq = 0;
  #messageId = 0;
  #joined = false;
  onCommand: ((node: LoadNode, payload: Buffer) => void) | undefined;
  onLost: (() => void) | undefined;
  configs = 0;
  commands = 0;

  constructor(identity: LoadIdentity) {
    this.identity = identity;
    const parameters = { node: identity.node };
    this.#topics = {
      beat: Buffer.from(topicOf('beat', parameters)),
      birth: topicOf('birth', parameters),
      ack: topicOf('ack', parameters),
    };
  }

  /** Signed in and subscribed. */
  get connected(): boolean {
    return this.#joined;
  }

  /** Resolves at SUBACK; rejects when the connection ends before. */
  connect(port: number, withBirth: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      this.#socket = socket;
      socket.setNoDelay(true);
      const parser = mqttPacket.parser();
      parser.on('packet', (packet) => this.#take(packet, resolve, reject, withBirth));
      socket.on('data', (chunk) => parser.parse(chunk));
      socket.on('error', reject);
      socket.on('close', () => {
        this.#socket = undefined;
        this.#joined = false;
        reject(new Error('connection closed'));
        this.onLost?.();
      });
      socket.on('connect', () => {
        const { node, credential } = this.identity;
        this.#send({
          cmd: 'connect',
          protocolId: 'MQTT',
          protocolVersion: 4,
          clean: true,
          clientId: node,
          keepalive: 300,
          username: node,
          password: Buffer.from(credential),
        });
      });
    });
  }

  /** Written by hand: at full rate the packet library would be half of what this process does. */
  beat(now: number): void {
    const body = `{"v":1,"node":"${this.identity.node}","session":"${this.#session}","seq":${this.#seq++},"at":${now},"uptimeMs":${this.#seq * 30_000},"beatMs":30000,"rssiDbm":-71,"mainsVolts":224.5,"power":"mains","celsius":38.5,"volume":70,"freeBytes":7200000000}`;
    const topic = this.#topics.beat;
    const length = 2 + topic.length + body.length;
    const packet = Buffer.allocUnsafe(3 + length);
    packet[0] = 0x30;
    // Two bytes of remaining length (MQTT-2.2.3): a beat has between 128 and 16,383 bytes.
    packet[1] = (length % 128) | 128;
    packet[2] = Math.floor(length / 128);
    packet.writeUInt16BE(topic.length, 3);
    topic.copy(packet, 5);
    packet.write(body, 5 + topic.length, 'latin1');
    if (!this.#socket?.destroyed) this.#socket?.write(packet);
  }

  ack(command: string, now: number): void {
    const payload = `{"v":1,"node":"${this.identity.node}","command":"${command}","status":"accepted","at":${now}}`;
    this.#publish(this.#topics.ack, payload);
  }

  /** Leaves without a word, as a node whose power is gone. */
  end(): void {
    this.onLost = undefined;
    this.#socket?.destroy();
  }

  /** Holds no config and no plan, so that the gateway has something to answer. */
  #birth(now: number): void {
    const body = {
      v: 1,
      node: this.identity.node,
      boot: ulid(),
      session: this.#session,
      at: now,
      firmware: 'bench-1',
      capabilities: { opus: true, mp3: true, sensor: 'microphone', horns: 3 },
      keys: NEWEST_KEYS,
      storage: { freeBytes: 7e9, totalBytes: 8e9 },
      clock: { state: 'trusted', source: 'ntp' },
      log: { id: ulid(), oldest: 0, next: 0 },
    };
    this.#publish(this.#topics.birth, JSON.stringify(body));
  }

  #take(packet: Packet, resolve: () => void, reject: (error: Error) => void, withBirth: boolean): void {
    if (packet.cmd === 'connack') {
      if (packet.returnCode === 0) this.#subscribe();
      else reject(new Error(`CONNACK ${packet.returnCode}`));
    } else if (packet.cmd === 'suback') {
      this.#joined = true;
      if (withBirth) this.#birth(Date.now());
      resolve();
    } else if (packet.cmd === 'publish') {
      if (packet.qos === 1 && packet.messageId !== undefined)
        this.#send({ cmd: 'puback', messageId: packet.messageId });
      this.#hear(parseTopic(packet.topic)?.channel, packet.payload as Buffer);
    }
  }

  #subscribe(): void {
    const { node, groups } = this.identity;
    const channels = ['command', 'config', 'plan', 'receiptAck'] as const;
    const topics = [
      ...channels.map((channel) => topicOf(channel, { node })),
      ...groups.map((group) => topicOf('groupCommand', { group })),
    ];
    this.#send({
      cmd: 'subscribe',
      messageId: this.#nextId(),
      subscriptions: topics.map((topic) => ({ topic, qos: 1 as const })),
    });
  }

  #hear(channel: ParsedTopic['channel'] | undefined, payload: Buffer): void {
    if (channel === 'config') this.configs++;
    if (channel !== 'command' && channel !== 'groupCommand') return;
    this.commands++;
    this.onCommand?.(this, payload);
  }

  #publish(topic: string, payload: string): void {
    this.#send({ cmd: 'publish', topic, payload, qos: 1, dup: false, retain: false, messageId: this.#nextId() });
  }

  #nextId(): number {
    this.#messageId = (this.#messageId % 65_535) + 1;
    return this.#messageId;
  }

  #send(packet: Packet): void {
    if (!this.#socket?.destroyed) this.#socket?.write(mqttPacket.generate(packet));
  }
}

export function randomCredential(): string {
  return randomBytes(32).toString('base64url');
}
