import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { MOST_FIRMWARE_BYTES } from '../../protocol/firmware.ts';
import { RuleError } from '../errors.ts';

/** An image as it came, not yet believed. */
export interface Upload {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** Images on disk: `{sha256}.img` is whole for ever, `incoming/` is swept at each start. */
export class FirmwareFiles {
  readonly #folder: string;
  readonly #incoming: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.#incoming = join(folder, 'incoming');
  }

  async start(): Promise<void> {
    await rm(this.#incoming, { recursive: true, force: true });
    await mkdir(this.#incoming, { recursive: true, mode: 0o700 });
  }

  /** Streams to disk, hashing on the way. Throws RuleError and leaves nothing behind when it is too large. */
  async receive(stream: Readable): Promise<Upload> {
    const path = join(this.#incoming, randomUUID());
    const hash = createHash('sha256');
    let bytes = 0;
    try {
      await pipeline(
        stream,
        async function* (chunks: AsyncIterable<Buffer>) {
          for await (const chunk of chunks) {
            bytes += chunk.length;
            if (bytes > MOST_FIRMWARE_BYTES)
              throw new RuleError('firmware-too-large', 'A firmware has at most 512 MB; send a smaller image.');
            hash.update(chunk);
            yield chunk;
          }
        },
        createWriteStream(path, { mode: 0o600 }),
      );
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
    return { path, sha256: hash.digest('hex'), bytes };
  }

  /** Durable under its own hash. */
  async keep({ path, sha256 }: Upload): Promise<void> {
    await flush(path);
    await rename(path, this.#pathOf(sha256));
    await flush(this.#folder);
  }

  async discard({ path }: Upload): Promise<void> {
    await rm(path, { force: true });
  }

  /** Undefined when it is not here. `sha256` must have been checked to be one. */
  async sizeOf(sha256: string): Promise<number | undefined> {
    return stat(this.#pathOf(sha256)).then(
      (found) => found.size,
      () => undefined,
    );
  }

  stream(sha256: string, start: number, end: number): Readable {
    return createReadStream(this.#pathOf(sha256), { start, end });
  }

  #pathOf(sha256: string): string {
    return join(this.#folder, `${sha256}.img`);
  }
}

async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
