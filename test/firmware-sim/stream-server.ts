import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Mp3Frames } from '../../protocol/mp3-frames.ts';

/** Sound as a session or a station sends it: MP3, mono, 24 kHz, 64 kbit/s. `filter`: a source of ffmpeg's lavfi. */
export function mp3Of(filter: string, seconds: number): Buffer {
  return execFileSync('ffmpeg', [
    ...['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', filter, '-t', String(seconds), '-ac', '1', '-ar', '24000'],
    ...['-c:a', 'libmp3lame', '-b:a', '64k', '-write_xing', '0', '-id3v2_version', '0', '-f', 'mp3', 'pipe:1'],
  ]);
}

/** A stream over HTTP as the gateway gives it: frames at the pace of a clock, to everybody the same, begun anywhere. */
export class StreamServer {
  readonly authorizations: (string | undefined)[] = [];
  /** Answers nobody with anything but this. */
  refuses: number | undefined;
  /** When each frame left, by its number. */
  readonly sentAt: number[] = [];
  readonly #frames: readonly Buffer[];
  readonly #frameMs: number;
  readonly #silence: readonly Buffer[];
  #mute = false;
  readonly #listeners = new Set<ServerResponse>();
  #server: Server | undefined;
  #timer: NodeJS.Timeout | undefined;
  #port = 0;
  #began = 0;
  #sent = 0;

  constructor(mp3: Buffer, silence: Buffer = Buffer.alloc(0)) {
    const frames = framesOf(mp3);
    this.#frames = frames.map(({ bytes }) => bytes);
    this.#frameMs = frames[0]?.ms ?? 24;
    this.#silence = framesOf(silence).map(({ bytes }) => bytes);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  /** It sends on, but nothing that could be heard. */
  mute(isMute: boolean): void {
    this.#mute = isMute;
  }

  async start(): Promise<void> {
    const server = createServer((request, response) => this.#answer(request, response));
    this.#server = server;
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    this.#began = performance.now();
    this.#sent = 0;
    this.#timer = setInterval(() => this.#send(), 12);
  }

  /** Who speaks has ended: the bodies end as they should. */
  end(): void {
    this.refuses = 410;
    for (const listener of this.#listeners) listener.end();
    this.#listeners.clear();
  }

  /** Every connection breaks; who comes again is served. */
  cut(): void {
    for (const listener of this.#listeners) listener.destroy();
    this.#listeners.clear();
  }

  /** Connections stay, and nothing comes any more. */
  stall(isStalled: boolean): void {
    clearInterval(this.#timer);
    if (isStalled) return;
    this.#began = performance.now();
    this.#sent = 0;
    this.#timer = setInterval(() => this.#send(), 12);
  }

  /** The machine is gone. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.cut();
    const server = this.#server;
    this.#server = undefined;
    server?.closeAllConnections();
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    this.authorizations.push(request.headers.authorization);
    if (this.refuses !== undefined) {
      response.writeHead(this.refuses).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'audio/mpeg' });
    response.flushHeaders();
    this.#listeners.add(response);
    response.on('close', () => this.#listeners.delete(response));
  }

  #send(): void {
    const due = Math.floor((performance.now() - this.#began) / this.#frameMs);
    for (; this.#sent < due; this.#sent++) {
      const source = this.#mute ? this.#silence : this.#frames;
      const frame = source[this.#sent % source.length];
      this.sentAt.push(performance.now());
      for (const listener of this.#listeners) listener.write(frame);
    }
  }
}

function framesOf(mp3: Buffer) {
  const cutter = new Mp3Frames();
  return cutter.push(mp3);
}
