import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ulid } from 'ulid';
import WebSocket from 'ws';
import type { Person } from '../../../gateway/http/app.ts';
import { Live } from '../../../gateway/live/live.ts';
import type { Area } from '../../../protocol/api/areas.ts';
import type { LiveInput, LiveSession, MicrophoneHears, MicrophoneSays } from '../../../protocol/api/live.ts';
import type { Role } from '../../../protocol/api/people.ts';
import { makePerson } from '../access/place.ts';
import { openWorld, signIn, type World } from '../access/world.ts';
import { until } from './until.ts';

/** The whole gateway on a clock that runs: from Monday ten in the morning, as fast as the real one. */
export class Studio {
  readonly world: World;
  readonly #running: NodeJS.Timeout;
  readonly #sounds = new Set<ChildProcess>();
  #last = performance.now();

  static async open(): Promise<Studio> {
    const world = await openWorld();
    for (const { maker, emergency, run } of [world.inside, world.outside]) {
      await world.gateway.broadcast.stopSound(maker, { run: emergency });
      await world.gateway.broadcast.stopSound(maker, { run });
    }
    return new Studio(world);
  }

  constructor(world: World) {
    this.world = world;
    let busy = false;
    this.#running = setInterval(() => {
      if (busy) return;
      busy = true;
      const now = performance.now();
      const passed = Math.floor(now - this.#last);
      this.#last += passed;
      void world.clock.advance(passed).finally(() => {
        busy = false;
      });
    }, 10);
  }

  /** Nobody speaks any more. */
  async silence(): Promise<void> {
    const { live } = this.world.gateway;
    const { maker } = this.world.inside;
    for (const { id } of live.list(maker)) await live.end(maker, id);
    await live.idle();
  }

  async close(): Promise<void> {
    clearInterval(this.#running);
    for (const sound of this.#sounds) sound.kill('SIGKILL');
    await this.world.close();
  }

  /** A second gateway's part on the same folder and database, as after a kill. */
  again(): Live {
    const { gateway } = this.world;
    const { config, broadcastSettings: settings, presence, accounts } = gateway;
    return new Live({
      ...{ ...gateway, settings, monotonic: () => performance.now() },
      nameOf: (account) => accounts.nameOf(account),
      isOnline: (node) => presence.stateOf(node) === 'online',
      lastBeatOf: () => undefined,
      authorityOf: (account) => accounts.authorityOf(account),
      signedIn: async (ids) => new Set(ids),
      ...{ folder: join(config.dataDir, 'live'), mostSessions: 8 },
    });
  }

  async signedIn(person: Person): Promise<Record<string, string>> {
    const who = await signIn(this.world, person);
    return { cookie: who.cookie, 'x-csrf-token': who.csrfToken, 'content-type': 'application/json' };
  }

  person(role: Role, area: Area): Promise<Person> {
    return makePerson(this.world.gateway, role, area);
  }

  /** What ffmpeg's source gives, as a recording of this area. */
  async recording(by: Person, source: string, area: Area): Promise<string> {
    const sound = spawn('ffmpeg', ['-loglevel', 'error', '-f', 'lavfi', '-i', source, '-f', 'wav', 'pipe:1'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const { recordings } = this.world.gateway;
    const { sha256 } = await recordings.add(by, await recordings.receive(sound.stdout), { title: 'x', area: area.id });
    return sha256;
  }

  post(path: string, headers: Record<string, string>, body: unknown): Promise<Response> {
    return fetch(`${this.world.url}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  /** The page of a session that was opened otherwise. */
  at(headers: Record<string, string>, session: LiveSession): Speaker {
    return new Speaker(this.world, headers, session, this.#sounds);
  }

  async speaker(person: Person, change: Partial<LiveInput> = {}): Promise<Speaker> {
    const headers = await this.signedIn(person);
    const targets = [{ area: this.world.inside.hamlet.id }];
    const answer = await this.post('/live', headers, { key: ulid(), targets, ...change });
    if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
    return this.at(headers, (await answer.json()) as LiveSession);
  }
}

/** A browser with a microphone: what MediaRecorder would send, made by ffmpeg as fast as it is spoken. */
export class Speaker {
  readonly session: LiveSession;
  readonly heard: MicrophoneHears[] = [];
  /** When the first sound left. */
  firstAt: number | undefined;
  readonly headers: Record<string, string>;
  readonly #world: World;
  readonly #sounds: Set<ChildProcess>;
  #socket: WebSocket | undefined;

  constructor(world: World, headers: Record<string, string>, session: LiveSession, sounds: Set<ChildProcess>) {
    this.#world = world;
    this.headers = headers;
    this.session = session;
    this.#sounds = sounds;
  }

  get now(): Promise<LiveSession> {
    return fetch(`${this.#world.url}/api/v1/live/${this.session.id}`, { headers: this.headers }).then(
      (answer) => answer.json() as Promise<LiveSession>,
    );
  }

  async connect(mime = 'audio/webm;codecs=opus', headers = this.headers): Promise<void> {
    await this.#open(headers);
    this.say({ type: 'begin', mime });
    await until(() => this.heard.some(({ type }) => type === 'ready'));
  }

  /** With which code the socket is closed when this is the first that it says: a container, or bytes. */
  async refusedFor(first: string | Buffer): Promise<number> {
    const socket = await this.#open(this.headers);
    const closed = once(socket, 'close');
    socket.send(typeof first === 'string' ? JSON.stringify({ type: 'begin', mime: first }) : first);
    return (await closed)[0];
  }

  async #open({ cookie = '', origin }: Record<string, string>): Promise<WebSocket> {
    const url = `${this.#world.url.replace(/^http/, 'ws')}/api/v1/live/${this.session.id}/microphone`;
    const socket = new WebSocket(url, { headers: { cookie, ...(origin === undefined ? {} : { origin }) } });
    this.#socket = socket;
    socket.on('message', (data: Buffer) => this.heard.push(JSON.parse(data.toString())));
    await once(socket, 'open');
    return socket;
  }

  /** Speaks for so long; `container` is ffmpeg's name of what MediaRecorder sends. */
  async speak(seconds: number, source = 'sine=frequency=440', container: readonly string[] = WEBM): Promise<void> {
    const input = ['-re', '-f', 'lavfi', '-i', `${source}:duration=${seconds}`, '-af', 'volume=-6dB'];
    const sound = spawn('ffmpeg', ['-loglevel', 'error', ...input, ...container, 'pipe:1'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.#sounds.add(sound);
    sound.stdout.on('data', (chunk: Buffer) => {
      this.firstAt ??= performance.now();
      if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(chunk);
    });
    await once(sound, 'close');
  }

  say(message: MicrophoneSays): void {
    this.#socket?.send(JSON.stringify(message));
  }

  send(bytes: Buffer): void {
    this.#socket?.send(bytes);
  }

  async end(): Promise<void> {
    const path = `${this.#world.url}/api/v1/live/${this.session.id}/end`;
    await fetch(path, { method: 'POST', headers: this.headers, body: '{}' });
    await this.#world.gateway.live.idle();
  }

  /** As a cable that is cut where nobody notices: nothing comes from it, not even an answer. */
  fallDead(): void {
    this.#socket?.pause();
  }

  /** As a cable that is cut: nothing is said any more. */
  cut(): void {
    this.#socket?.terminate();
  }

  async over(): Promise<void> {
    await until(() => this.heard.some(({ type }) => type === 'ended'));
  }
}

export const WEBM = [
  '-c:a',
  'libopus',
  '-b:a',
  '48k',
  '-cluster_time_limit',
  '100',
  '-flush_packets',
  '1',
  '-f',
  'webm',
];
export const MP4 = [
  '-c:a',
  'aac',
  '-b:a',
  '64k',
  '-frag_duration',
  '100000',
  '-movflags',
  'empty_moov+default_base_moof',
  '-f',
  'mp4',
];

/** A player: everything it got, and when the answer ended. */
export class Player {
  readonly pieces: { at: number; bytes: Buffer }[] = [];
  endedAt: number | undefined;
  whole = false;

  static async open(url: string, headers: Record<string, string> = {}): Promise<Player> {
    const answer = await fetch(url, { headers });
    const player = new Player();
    if (answer.status !== 200 || !answer.body) throw new Error(`${answer.status} ${await answer.text()}`);
    void player.#read(answer.body.getReader());
    return player;
  }

  get sound(): Buffer {
    return Buffer.concat(this.pieces.map(({ bytes }) => bytes));
  }

  /** When the sound of an instant of the stream was here: 64 kbit/s are 8 bytes a millisecond. */
  arrivalOf(streamMs: number): number {
    let bytes = 0;
    for (const piece of this.pieces) {
      bytes += piece.bytes.length;
      if (bytes >= streamMs * 8) return piece.at;
    }
    return Number.POSITIVE_INFINITY;
  }

  async #read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        this.pieces.push({ at: performance.now(), bytes: Buffer.from(value) });
      }
      this.whole = true;
    } catch {
      this.whole = false;
    }
    this.endedAt = performance.now();
  }
}

/** Mono samples at 16 kHz of any sound. */
export async function samplesOf(sound: Buffer): Promise<Float32Array> {
  const raw = ['-ac', '1', '-ar', '16000', '-f', 'f32le', 'pipe:1'];
  const decoder = spawn('ffmpeg', ['-loglevel', 'error', '-i', 'pipe:0', ...raw], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  decoder.stdin.on('error', () => undefined);
  decoder.stdin.end(sound);
  const parts: Buffer[] = [];
  for await (const part of decoder.stdout) parts.push(part as Buffer);
  const bytes = Buffer.concat(parts);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

/** Milliseconds of sound, and the share of its power at this frequency. */
export function toneIn(
  samples: Float32Array,
  hertz: number,
): { ms: number; share: number; firstMs: number; lufsLike: number } {
  const size = 320;
  let ms = 0;
  let power = 0;
  let tone = 0;
  let firstMs = -1;
  for (let from = 0; from + size <= samples.length; from += size) {
    let [sum, re, im] = [0, 0, 0];
    for (let index = 0; index < size; index++) {
      const sample = samples[from + index] ?? 0;
      const angle = (2 * Math.PI * hertz * index) / 16_000;
      sum += sample * sample;
      re += sample * Math.cos(angle);
      im += sample * Math.sin(angle);
    }
    if (sum / size < 1e-4) continue;
    if (firstMs < 0) firstMs = from / 16;
    ms += size / 16;
    power += sum;
    tone += (2 * (re * re + im * im)) / size;
  }
  return { ms, share: power === 0 ? 0 : tone / power, firstMs, lufsLike: 10 * Math.log10(power / (ms * 16) + 1e-12) };
}

/** What ffprobe, a player as any other, finds at an address, having read it to its end. */
export async function probe(url: string): Promise<Record<string, string | undefined>> {
  const asked = ['-count_packets', '-show_entries', 'stream=codec_name,sample_rate,channels', '-of', 'csv=p=0'];
  const child = spawn('ffprobe', ['-v', 'error', ...asked, url], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  for await (const part of child.stdout) said += part;
  const [codec, rate, channels] = said.trim().split(',');
  return { codec, rate, channels };
}
