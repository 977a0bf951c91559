import { spawn } from 'node:child_process';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Logger } from 'pino';

export const LOCAL_STATION_PATH = '/live';
/** MPEG-2 layer III at 64 kbit/s and 24 kHz without a reservoir: every frame is 192 bytes and 24 ms, and stands for itself. */
const FRAME_BYTES = 192;
const FRAME_MS = 24;
const TICK_MS = 100;
/** A listener begins with half a second. */
const AHEAD_MS = 500;
/** Sixteen seconds of struck notes of a pentatonic scale, over and over: no sound of anybody else's. */
const LOOP_SECONDS = 16;
const NOTES_HZ = [392, 440, 523.25, 587.33, 659.25, 587.33, 523.25, 440];
const NOTE_SECONDS = 0.5;

/** A station for the demo: Icecast's way of sending, at this machine's own address, made of generated sound when first asked for. */
export class LocalStation {
  readonly #log: Logger;
  readonly #server: Server;
  #loop: Promise<Buffer> | undefined;

  constructor(log: Logger) {
    this.#log = log;
    this.#server = createServer((request, response) => {
      if (request.url === LOCAL_STATION_PATH) void this.#send(response);
      else response.writeHead(404).end();
    });
  }

  /** A port that is taken is no reason for a fleet not to run: the relay then sounds its fallback, as with any station that is away. */
  start(port: number): void {
    this.#server.on('error', (error) => this.#log.warn({ err: error, port }, 'the demo has no station of its own'));
    this.#server.listen(port, '127.0.0.1');
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #send(response: ServerResponse): Promise<void> {
    this.#loop ??= makeLoop();
    const loop = await this.#loop.catch((error: unknown) => {
      this.#loop = undefined;
      this.#log.warn({ err: error }, 'ffmpeg gave the station no sound');
    });
    if (!loop) return void response.writeHead(503).end();
    response.writeHead(200, { 'content-type': 'audio/mpeg', 'icy-name': 'LoaXa demo', 'icy-br': '64' });
    const startedAt = performance.now();
    let frames = 0;
    const timer = setInterval(() => {
      const due = Math.floor((performance.now() - startedAt + AHEAD_MS) / FRAME_MS);
      // Who does not read is not written to without bound.
      if (response.writableLength > 256 * 1024) response.destroy();
      for (; frames < due && !response.destroyed; frames++) {
        const at = (frames * FRAME_BYTES) % loop.length;
        response.write(loop.subarray(at, at + FRAME_BYTES));
      }
    }, TICK_MS);
    response.once('close', () => clearInterval(timer));
  }
}

async function makeLoop(): Promise<Buffer> {
  const note = `mod(floor(t/${NOTE_SECONDS}),${NOTES_HZ.length})`;
  const hertz = NOTES_HZ.map((one, index) => `eq(${note},${index})*${one}`).join('+');
  const time = `mod(t,${NOTE_SECONDS})`;
  const sound = `aevalsrc='0.4*exp(-3*${time})*min(1,${time}/0.01)*sin(2*PI*(${hertz})*${time})':s=24000:d=${LOOP_SECONDS}`;
  const mp3 = ['-ac', '1', '-ar', '24000', '-c:a', 'libmp3lame', '-b:a', '64k', '-reservoir', '0'];
  const bare = ['-write_xing', '0', '-id3v2_version', '0', '-f', 'mp3', 'pipe:1'];
  const child = spawn('ffmpeg', ['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', sound, ...mp3, ...bare], {
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 20_000,
    killSignal: 'SIGKILL',
  });
  const parts: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => parts.push(part));
  await new Promise((done, reject) => child.once('error', reject).once('close', done));
  const whole = Buffer.concat(parts);
  if (whole.length < FRAME_BYTES) throw new Error('no sound');
  return whole.subarray(0, whole.length - (whole.length % FRAME_BYTES));
}
