import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Normalised } from '../audio/normalise.ts';

/** Change it when the same sound would be made otherwise (audio/normalise.ts). */
const MAKING = 1;
/** A shipped message and its two files, some hundred times; what is older goes. */
const MOST_FILES = 3_000;

const normalised = z.object({
  durationMs: z.number(),
  loudnessBefore: z.number(),
  loudnessAfter: z.number(),
});

/** Where the two encodings of a sound are, or shall be. */
interface Encodings {
  readonly opus: string;
  readonly mp3: string;
}

/**
 * What our own voice has said before on this machine, by the SHA-256 of the WAV: a new installation beside an old one, or a restored
 * one, need not level and encode the prepared messages once more. Foreign sounds never come here. It may be deleted at any time.
 */
export class MadeBefore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Copies what was made to `to` and says how it came out; undefined when it was not made here. */
  async take(sha256: string, to: Encodings): Promise<Normalised | undefined> {
    try {
      const said = normalised.parse(JSON.parse(await readFile(this.#path(sha256, 'json'), 'utf8')));
      await Promise.all([copyFile(this.#path(sha256, 'opus'), to.opus), copyFile(this.#path(sha256, 'mp3'), to.mp3)]);
      return said;
    } catch {
      return undefined;
    }
  }

  /** The words about it come last: without them the files do not count. A full disk costs nobody a recording. */
  async keep(sha256: string, from: Encodings, said: Normalised): Promise<void> {
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await this.#prune();
      const half = join(this.#folder, randomUUID());
      for (const [path, kind] of [
        [from.opus, 'opus'],
        [from.mp3, 'mp3'],
      ] as const) {
        await copyFile(path, half);
        await rename(half, this.#path(sha256, kind));
      }
      await writeFile(half, JSON.stringify(said));
      await rename(half, this.#path(sha256, 'json'));
    } catch {
      // It is made again next time.
    }
  }

  async #prune(): Promise<void> {
    const files = await readdir(this.#folder);
    if (files.length > MOST_FILES)
      await Promise.all(files.map((file) => rm(join(this.#folder, file), { force: true })));
  }

  #path(sha256: string, kind: 'opus' | 'mp3' | 'json'): string {
    return join(this.#folder, `${MAKING}-${sha256}.${kind}`);
  }
}
