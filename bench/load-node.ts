import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { ulid } from 'ulid';
import { topicOf } from '../protocol/topics.ts';

export interface LoadIdentity {
  readonly node: string;
  readonly credential: string;
  readonly groups: readonly string[];
}

/** One node of a load: a raw socket that speaks just enough MQTT. No storage, no verification: it measures the other end. */
export class LoadNode {
  readonly identity: LoadIdentity;
  readonly #session = ulid();
  readonly #topics: { beat: string; birth: string; ack: string };
  #socket: Socket | undefined;
  #seq = 0;
  #messageId = 0;
  onCommand: ((node: LoadNode, payload: Buffer) => void) | undefined;
  onLost: (() => void) | undefined;

  constructor(identity: LoadIdentity) {
    this.identity = identity;
    const parameters = { node: identity.node };
    this.#topics = {
      beat: topicOf('beat', parameters),
      birth: topicOf('birth', parameters),
      ack: topicOf('ack', parameters),
    };
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

  beat(now: number): void {
    const body = `{"v":1,"node":"${this.identity.node}","session":"${this.#session}","seq":${this.#seq++},"at":${now},"uptimeMs":${this.#seq * 30_000},"beatMs":30000,"rssiDbm":-71,"mainsVolts":224.5,"power":"mains","celsius":38.5,"volume":70,"freeBytes":7200000000}`;
    this.#send({ cmd: 'publish', topic: this.#topics.beat, payload: body, qos: 0, dup: false, retain: false });
  }

  ack(command: string, now: number): void {
    const payload = `{"v":1,"node":"${this.identity.node}","command":"${command}","status":"accepted","at":${now}}`;
    this.#publish(this.#topics.ack, payload);
  }

  end(): void {
    this.onLost = undefined;
    this.#socket?.destroy();
  }

  #birth(now: number): void {
    const body = {
      v: 1,
      node: this.identity.node,
      boot: ulid(),
      session: this.#session,
      at: now,
      firmware: 'bench-1',
      capabilities: { opus: true, mp3: true, sensor: 'microphone', horns: 3 },
      config: Number.MAX_SAFE_INTEGER,
      plan: Number.MAX_SAFE_INTEGER,
      storage: { freeBytes: 7e9, totalBytes: 8e9 },
      clock: { state: 'trusted', source: 'ntp' },
      log: { id: ulid(), oldest: 0, next: 0 },
    };
    this.#publish(this.#topics.birth, JSON.stringify(body));
  }

  #take(packet: Packet, resolve: () => void, reject: (error: Error) => void, withBirth: boolean): void {
    if (packet.cmd === 'connack') {
      if (packet.returnCode !== 0) {
        reject(new Error(`CONNACK ${packet.returnCode}`));
        return;
      }
      const topics = [
        topicOf('command', { node: this.identity.node }),
        topicOf('config', { node: this.identity.node }),
        topicOf('plan', { node: this.identity.node }),
        topicOf('receiptAck', { node: this.identity.node }),
        ...this.identity.groups.map((group) => topicOf('groupCommand', { group })),
      ];
      this.#send({
        cmd: 'subscribe',
        messageId: this.#nextId(),
        subscriptions: topics.map((topic) => ({ topic, qos: 1 as const })),
      });
    } else if (packet.cmd === 'suback') {
      if (withBirth) this.#birth(Date.now());
      resolve();
    } else if (packet.cmd === 'publish') {
      if (packet.qos === 1 && packet.messageId !== undefined)
        this.#send({ cmd: 'puback', messageId: packet.messageId });
      if (packet.topic.endsWith('/cmd')) this.onCommand?.(this, packet.payload as Buffer);
    }
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
