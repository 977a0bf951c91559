import { connect, type Socket } from 'node:net';
import { generate, type IConnectPacket, type Packet, parser } from 'mqtt-packet';

/** A client that keeps to no rule: it writes what it is told and notes what comes back. */
export class Enemy {
  readonly #socket: Socket;
  readonly #answers: Packet[] = [];
  readonly closed: Promise<void>;
  #waiting: (() => void)[] = [];
  isClosed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    const reading = parser({ protocolVersion: 4 });
    reading.on('packet', (packet) => {
      this.#answers.push(packet);
      this.#wake();
    });
    socket.on('data', (bytes) => reading.parse(bytes));
    socket.on('error', () => {});
    this.closed = new Promise((resolve) =>
      socket.once('close', () => {
        this.isClosed = true;
        this.#wake();
        resolve();
      }),
    );
  }

  static async dial(port: number): Promise<Enemy> {
    const socket = connect(port, '127.0.0.1');
    const enemy = new Enemy(socket);
    await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
    return enemy;
  }

  /** Signs in and returns the CONNACK's code; undefined when the broker hung up without one. */
  async signIn(username: string, password: string, will?: IConnectPacket['will']): Promise<number | undefined> {
    this.say({
      ...{ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean: true, clientId: username, keepalive: 60 },
      ...{ username, password: Buffer.from(password), ...(will ? { will } : {}) },
    });
    const answer = await this.answer('connack');
    return answer?.cmd === 'connack' ? answer.returnCode : undefined;
  }

  say(packet: Packet): void {
    this.write(generate(packet));
  }

  write(bytes: Uint8Array): void {
    if (!this.#socket.destroyed) this.#socket.write(bytes);
  }

  /** The next answer of this kind; undefined when the connection ended before it. */
  async answer(cmd: Packet['cmd']): Promise<Packet | undefined> {
    for (;;) {
      const at = this.#answers.findIndex((packet) => packet.cmd === cmd);
      if (at >= 0) return this.#answers.splice(at, 1)[0];
      if (this.isClosed) return undefined;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  leave(): void {
    this.#socket.destroy();
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

/** A PUBLISH with a topic that a library would refuse to form. */
export function rawPublish(topic: string, payload: string): Buffer {
  const name = Buffer.from(topic);
  const body = Buffer.concat([Buffer.from([name.length >> 8, name.length & 0xff]), name, Buffer.from(payload)]);
  return Buffer.concat([fixedHeader(0x30, body.length), body]);
}

export function fixedHeader(first: number, length: number): Buffer {
  const bytes = [first];
  let left = length;
  do {
    const digit = left % 128;
    left = Math.floor(left / 128);
    bytes.push(left > 0 ? digit | 0x80 : digit);
  } while (left > 0);
  return Buffer.from(bytes);
}
