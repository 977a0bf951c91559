import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Logger } from 'pino';
import type { AudioEncoding } from '../../protocol/api/paths.ts';
import { backOffMs } from '../../protocol/back-off.ts';
import type { Part } from '../../protocol/messages/fields.ts';
import type { Reason } from '../../protocol/messages/uplink.ts';
import { DAY_MS, MINUTE_MS } from '../../protocol/units.ts';
import type { Clock, Timer } from '../clock.ts';
import type { AudioShelf } from './pcm-player.ts';

/** Fetches a file into `path`, going on where an earlier attempt stopped. Rejects when it cannot be had now. */
export type DownloadAudio = (file: string, encoding: AudioEncoding, path: string) => Promise<void>;

/** A hash is believed for so long; before a later playing the file is read and hashed again. */
const BELIEVE_MS = 5 * MINUTE_MS;
/** Audio no plan asks for is kept this long after its last use. */
const KEEP_UNUSED_MS = 7 * DAY_MS;

interface Wanted {
  readonly file: string;
  readonly encoding: AudioEncoding;
}

/** The node's audio on disk, by SHA-256 of the encoded file: fetched ahead, hashed on arrival and again before playing. */
export class AudioCache implements AudioShelf {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #download: DownloadAudio;
  readonly #log: Logger;
  readonly #proved = new Map<string, number>();
  readonly #proving = new Set<string>();
  readonly #damaged = new Set<string>();
  #queue: Wanted[] = [];
  #needed: ReadonlySet<string> = new Set();
  #busy = false;
  #attempt = 0;
  #retry: Timer | undefined;
  #closed = false;
  readonly #arrived: (bytes: number) => void;

  /** `arrived` is told the size of each file that came. */
  constructor(
    folder: string,
    clock: Clock,
    download: DownloadAudio,
    log: Logger,
    arrived: (bytes: number) => void = () => undefined,
  ) {
    this.#arrived = arrived;
    this.#folder = folder;
    this.#clock = clock;
    this.#download = download;
    this.#log = log;
    mkdirSync(folder, { recursive: true });
  }

  /** These will be played; `urgent` ones go first and do not say that others are no longer needed. */
  want(parts: readonly Part[], urgent: boolean): void {
    const files = parts.flatMap((part) => (part.stream ? (part.stream.fallback ?? []) : [part]));
    const wanted = files.map(wantedOf).filter((each) => each !== undefined);
    const missing = wanted.filter(({ file }) => !this.#isThere(file));
    if (urgent) this.#queue = [...missing, ...this.#queue];
    else {
      this.#needed = new Set(wanted.map(({ file }) => file));
      this.#queue = missing;
      this.#evict();
    }
    this.#attempt = 0;
    this.#retry?.cancel();
    void this.#work();
  }

  pathOf(part: Part): string | undefined {
    const wanted = wantedOf(part);
    return wanted && this.#proved.has(wanted.file) ? this.#pathOf(wanted.file) : undefined;
  }

  lacking(parts: readonly Part[]): Reason | undefined {
    for (const part of parts) {
      // A stream waits for no file: where its fallback is not here yet, it is only readied.
      if (part.stream) for (const fallback of part.stream.fallback ?? []) this.#lacks(fallback);
      const lacking = part.stream ? undefined : this.#lacks(part);
      if (lacking) return lacking;
    }
    return undefined;
  }

  #lacks(part: Part): Reason | undefined {
    const wanted = wantedOf(part);
    if (!wanted) return 'unsupported';
    const { file } = wanted;
    if (!this.#isThere(file)) return this.#damaged.has(file) ? 'audio-damaged' : 'no-audio';
    if (this.#clock.monotonicMs() - (this.#proved.get(file) ?? Number.NEGATIVE_INFINITY) <= BELIEVE_MS)
      return undefined;
    void this.#prove(wanted);
    return 'no-audio';
  }

  close(): void {
    this.#closed = true;
    this.#retry?.cancel();
  }

  async #work(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (let next = this.#queue.shift(); next && !this.#closed; next = this.#queue.shift()) {
      if (this.#isThere(next.file)) continue;
      try {
        await this.#download(next.file, next.encoding, this.#pathOf(next.file));
        this.#arrived(statSync(this.#pathOf(next.file), { throwIfNoEntry: false })?.size ?? 0);
        this.#damaged.delete(next.file);
        this.#proved.set(next.file, this.#clock.monotonicMs());
        this.#attempt = 0;
      } catch (error) {
        this.#log.info({ file: next.file, error: String(error) }, 'audio could not be fetched yet');
        this.#queue.push(next);
        break;
      }
    }
    this.#busy = false;
    if (this.#queue.length === 0 || this.#closed) return;
    const delayMs = 500 + backOffMs(this.#attempt++, Math.random(), 1_000, 300_000);
    this.#retry = this.#clock.after(delayMs, () => void this.#work());
  }

  /** Reads the file as it is now; a damaged one goes and is fetched again. */
  async #prove(wanted: Wanted): Promise<void> {
    const { file } = wanted;
    if (this.#proving.has(file)) return;
    this.#proving.add(file);
    try {
      if ((await sha256OfFile(this.#pathOf(file))) === file) {
        this.#proved.set(file, this.#clock.monotonicMs());
        utimesSync(this.#pathOf(file), new Date(this.#clock.now()), new Date(this.#clock.now()));
      } else {
        this.#log.warn({ file }, 'audio on disk is damaged; it is fetched again');
        this.#damaged.add(file);
        this.#proved.delete(file);
        rmSync(this.#pathOf(file), { force: true });
        this.#queue.unshift(wanted);
        void this.#work();
      }
    } catch (error) {
      this.#log.warn({ file, error: String(error) }, 'audio on disk cannot be read');
    } finally {
      this.#proving.delete(file);
    }
  }

  #evict(): void {
    for (const name of readdirSync(this.#folder)) {
      const path = join(this.#folder, name);
      if (this.#needed.has(name.split('.')[0] ?? '')) continue;
      if (this.#clock.now() - statSync(path).mtimeMs > KEEP_UNUSED_MS) rmSync(path, { force: true });
    }
  }

  #isThere(file: string): boolean {
    return statSync(this.#pathOf(file), { throwIfNoEntry: false }) !== undefined;
  }

  #pathOf(file: string): string {
    return join(this.#folder, file);
  }
}

export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

function wantedOf(part: Part): Wanted | undefined {
  if (part.opus !== undefined) return { file: part.opus, encoding: 'opus' };
  return part.mp3 === undefined ? undefined : { file: part.mp3, encoding: 'mp3' };
}
