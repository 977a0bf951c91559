import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { AudioEncoding } from '../../protocol/api/paths.ts';
import { AudioRefusedError } from '../audio/refusal.ts';
import { flush, type ReceivedFile, receiveFile } from '../http/receive-file.ts';

export const LARGEST_UPLOAD_BYTES = 200 * 1024 * 1024;

/** A file as it came, in a place of its own, not yet looked at. */
export type Upload = ReceivedFile;

/** The sound files on disk: `ab/{sha256}.opus` and `.mp3` are whole for ever, `incoming/` is swept at each start. */
export class AudioFiles {
  readonly #folder: string;
  readonly #incoming: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.#incoming = join(folder, 'incoming');
  }

  /** Removes what a crash left: everything half done, and files that no row names. */
  async start(named: ReadonlySet<string>): Promise<number> {
    await rm(this.#incoming, { recursive: true, force: true });
    await mkdir(this.#incoming, { recursive: true });
    let swept = 0;
    for (const folder of await readdir(this.#folder)) {
      if (!/^[0-9a-f]{2}$/.test(folder)) continue;
      for (const file of await readdir(join(this.#folder, folder))) {
        if (named.has(file.slice(0, 64))) continue;
        await rm(join(this.#folder, folder, file), { force: true });
        swept++;
      }
    }
    return swept;
  }

  /** Streams to disk, hashing on the way; never more than 200 MB. Throws AudioRefusedError and leaves nothing behind. */
  receive(stream: Readable, headBytes: number): Promise<Upload> {
    return receiveFile(stream, this.temporary(), {
      mostBytes: LARGEST_UPLOAD_BYTES,
      tooLarge: () => new AudioRefusedError('recording-too-large'),
      headBytes,
    });
  }

  /** A new name in `incoming/`; nothing of the user's file name is ever used. */
  temporary(): string {
    return join(this.#incoming, randomUUID());
  }

  /** Gives a finished file its name for ever, durably, and returns its SHA-256. */
  async keep(path: string, encoding: AudioEncoding): Promise<string> {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
    const sha256 = hash.digest('hex');
    await flush(path);
    const folder = join(this.#folder, sha256.slice(0, 2));
    await mkdir(folder, { recursive: true });
    await rename(path, this.pathOf(sha256, encoding));
    await flush(folder);
    return sha256;
  }

  /** The fingerprint of a recording, under the recording's own name. It can be made again: not flushed. */
  async keepPrint(recording: string, bytes: Uint8Array): Promise<void> {
    const path = this.temporary();
    await writeFile(path, bytes, { mode: 0o600 });
    await mkdir(join(this.#folder, recording.slice(0, 2)), { recursive: true });
    await rename(path, this.printPathOf(recording));
  }

  printPathOf(recording: string): string {
    return join(this.#folder, recording.slice(0, 2), `${recording}.fp`);
  }

  async discard(...paths: string[]): Promise<void> {
    await Promise.all(paths.map((path) => rm(path, { force: true })));
  }

  /** Bytes of a finished file; undefined when it is not here. `sha256` must have been checked to be one. */
  async sizeOf(sha256: string, encoding: AudioEncoding): Promise<number | undefined> {
    return stat(this.pathOf(sha256, encoding)).then(
      (found) => found.size,
      () => undefined,
    );
  }

  pathOf(sha256: string, encoding: AudioEncoding): string {
    return join(this.#folder, sha256.slice(0, 2), `${sha256}.${encoding}`);
  }
}
