import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { MOST_FIRMWARE_BYTES } from '../../protocol/firmware.ts';
import { RuleError } from '../errors.ts';
import { flush, type ReceivedFile, receiveFile } from '../http/receive-file.ts';

/** An image as it came, not yet believed. */
export type Upload = Pick<ReceivedFile, 'path' | 'sha256' | 'bytes'>;

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
  receive(stream: Readable): Promise<Upload> {
    return receiveFile(stream, join(this.#incoming, randomUUID()), {
      mostBytes: MOST_FIRMWARE_BYTES,
      tooLarge: () => new RuleError('firmware-too-large', 'A firmware has at most 512 MB; send a smaller image.'),
    });
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
