import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What it sends: a tone, nothing but silence, or no word at all. */
export type Mood = 'sounds' | 'mute' | 'dead';

/** MPEG-2 layer III at 64 kbit/s and 24 kHz: every frame is 192 bytes and 24 ms. */
const FRAME_BYTES = 192;
const FRAME_MS = 24;
const SEGMENT_S = 1;
const LENGTH_S = 12;
const WINDOW = 5;
const ICY_INTERVAL = 4_096;
const TITLE = Buffer.from("StreamTitle='Thời sự';".padEnd(32, '\0'));

export interface TestStationOptions {
  /** Of the tone. */
  readonly hertz?: number;
  /** dB below full scale. */
  readonly levelDb?: number;
  /** PEM: it speaks https, as `localhost`. */
  readonly secure?: { readonly key: string; readonly cert: string };
}

/**
 * A station as VOV's are: Icecast with titles in between at `/live`, HLS with a sliding window at `/hls/live.m3u8` (behind a master
 * at `/hls/master.m3u8`), pointer files, and the tricks of an enemy. It dies, goes mute and comes back when told.
 */
export class TestStation {
  mood: Mood = 'sounds';
  /** Connections that were opened to `/live`, and those open now. */
  pulls = 0;
  /** Every path that was asked for. */
  readonly asked: string[] = [];
  readonly #open = new Set<ServerResponse>();
  readonly #folder = mkdtempSync(join(tmpdir(), 'loaxa-station-'));
  readonly #mp3: Readonly<Record<'sounds' | 'mute', Buffer>>;
  readonly #segments: Readonly<Record<'sounds' | 'mute', readonly Buffer[]>>;
  readonly #isSecure: boolean;
  readonly #server: Server;
  readonly #startedAt = performance.now();
  /** Further addresses: what they answer. */
  readonly answers = new Map<string, (request: IncomingMessage, response: ServerResponse) => void>();

  private constructor({ hertz = 700, levelDb = -12, secure }: TestStationOptions) {
    this.#isSecure = secure !== undefined;
    // `sine` is an eighth of full scale at its peak: −21 dB RMS.
    const tone = `sine=f=${hertz}:r=24000,volume=${levelDb + 21}dB`;
    const sources = { sounds: tone, mute: 'anullsrc=r=24000:cl=mono' };
    const made = (mood: 'sounds' | 'mute') => this.#make(mood, sources[mood]);
    const [sounds, mute] = [made('sounds'), made('mute')];
    this.#mp3 = { sounds: sounds.mp3, mute: mute.mp3 };
    this.#segments = { sounds: sounds.segments, mute: mute.segments };
    const answer = (request: IncomingMessage, response: ServerResponse) => this.#answer(request, response);
    this.#server = secure ? createSecureServer(secure, answer) : createServer(answer);
  }

  static async start(options: TestStationOptions = {}): Promise<TestStation> {
    const station = new TestStation(options);
    await new Promise<void>((done) => station.#server.listen(0, '127.0.0.1', done));
    return station;
  }

  get origin(): string {
    const { port } = this.#server.address() as AddressInfo;
    return this.#isSecure ? `https://localhost:${port}` : `http://127.0.0.1:${port}`;
  }

  get listeners(): number {
    return this.#open.size;
  }

  die(): void {
    this.mood = 'dead';
    for (const response of this.#open) response.destroy();
  }

  async stop(): Promise<void> {
    this.die();
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
    rmSync(this.#folder, { recursive: true });
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '';
    this.asked.push(path);
    const own = this.answers.get(path);
    if (this.mood === 'dead') request.socket.destroy();
    else if (own) own(request, response);
    else if (path === '/live') this.#send(response);
    else if (path === '/live.pls') response.end(`[playlist]\nNumberOfEntries=1\nFile1=${this.origin}/live\n`);
    else if (path === '/live.m3u') response.end('#EXTM3U\n#EXTINF:-1,VOV1\n/live\n');
    else if (path === '/hls/master.m3u8') this.#text(response, MASTER);
    else if (path === '/hls/live.m3u8') this.#text(response, this.#playlist());
    else this.#segment(path, response);
  }

  #text(response: ServerResponse, text: string): void {
    response.setHeader('content-type', 'application/vnd.apple.mpegurl').end(text);
  }

  /** As fast as it sounds, with a title in between whether or not it was asked for. */
  #send(response: ServerResponse): void {
    this.pulls++;
    this.#open.add(response);
    response.writeHead(200, {
      ...{ 'content-type': 'audio/mpeg', 'icy-name': 'VOV1', 'icy-br': '64', 'icy-metaint': String(ICY_INTERVAL) },
    });
    const startedAt = performance.now();
    let frames = 0;
    let sound = 0;
    const timer = setInterval(() => {
      const due = Math.floor((performance.now() - startedAt + 500) / FRAME_MS);
      for (; frames < due; frames++) {
        const file = this.#mp3[this.mood === 'mute' ? 'mute' : 'sounds'];
        const at = (frames * FRAME_BYTES) % file.length;
        let frame = file.subarray(at, at + FRAME_BYTES);
        while (sound + frame.length >= ICY_INTERVAL) {
          const before = ICY_INTERVAL - sound;
          response.write(Buffer.concat([frame.subarray(0, before), Buffer.from([TITLE.length / 16]), TITLE]));
          frame = frame.subarray(before);
          sound = 0;
        }
        sound += frame.length;
        response.write(frame);
      }
    }, 50);
    response.once('close', () => {
      clearInterval(timer);
      this.#open.delete(response);
    });
  }

  #playlist(): string {
    const last = Math.floor((performance.now() - this.#startedAt) / 1_000 / SEGMENT_S) + WINDOW;
    const first = last - WINDOW + 1;
    const count = this.#segments.sounds.length;
    const lines = Array.from({ length: WINDOW }, (_, index) => first + index).flatMap((number) => [
      ...(number % count === 0 ? ['#EXT-X-DISCONTINUITY'] : []),
      `#EXTINF:${SEGMENT_S}.0,`,
      `${this.mood}-${number}.ts`,
    ]);
    const head = [
      '#EXTM3U',
      '#EXT-X-VERSION:3',
      `#EXT-X-TARGETDURATION:${SEGMENT_S}`,
      `#EXT-X-MEDIA-SEQUENCE:${first}`,
    ];
    return [...head, ...lines, ''].join('\n');
  }

  #segment(path: string, response: ServerResponse): void {
    const [, mood, number] = /^\/hls\/(sounds|mute)-(\d+)\.ts$/.exec(path) ?? [];
    const segments = this.#segments[mood === 'mute' ? 'mute' : 'sounds'];
    const bytes = mood === undefined ? undefined : segments[Number(number) % segments.length];
    if (bytes) response.setHeader('content-type', 'video/mp2t').end(bytes);
    else response.writeHead(404).end();
  }

  #make(mood: string, source: string): { mp3: Buffer; segments: Buffer[] } {
    const mp3 = join(this.#folder, `${mood}.mp3`);
    const mono = ['-t', String(LENGTH_S), '-ac', '1', '-ar', '24000'];
    ffmpeg([
      ...['-f', 'lavfi', '-i', source, ...mono, '-b:a', '64k', '-reservoir', '0'],
      ...['-write_xing', '0', '-id3v2_version', '0', mp3],
      ...[...mono, '-c:a', 'aac', '-b:a', '48k', '-f', 'segment', '-segment_time', String(SEGMENT_S)],
      ...['-segment_format', 'mpegts', join(this.#folder, `${mood}-%03d.ts`)],
    ]);
    const files = readdirSync(this.#folder).filter((name) => name.startsWith(`${mood}-`));
    return { mp3: readFileSync(mp3), segments: files.sort().map((name) => readFileSync(join(this.#folder, name))) };
  }
}

const MASTER = [
  '#EXTM3U',
  '#EXT-X-STREAM-INF:BANDWIDTH=1280000,CODECS="avc1.4d401f,mp4a.40.2"',
  'fat.m3u8',
  '#EXT-X-STREAM-INF:BANDWIDTH=52000,CODECS="mp4a.40.2"',
  'live.m3u8',
  '',
].join('\n');

function ffmpeg(args: readonly string[]): void {
  execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args]);
}
