import { randomUUID } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The files on disk, `ab/{sha256}`: whole for ever once they stand under their name. */
export class AttachmentFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Keeps the bytes under their hash, durably; what a crash leaves is swept at the next start. */
  async keep(sha256: string, bytes: Uint8Array): Promise<void> {
    const path = this.#pathOf(sha256);
    if (await this.has(sha256)) return;
    await mkdir(dirname(path), { recursive: true });
    await mkdir(this.#incoming, { recursive: true });
    const half = join(this.#incoming, randomUUID());
    const file = await open(half, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(half, path);
  }

  async start(): Promise<void> {
    await rm(this.#incoming, { recursive: true, force: true });
  }

  has(sha256: string): Promise<boolean> {
    return stat(this.#pathOf(sha256)).then(
      () => true,
      () => false,
    );
  }

  read(sha256: string): ReadStream {
    return createReadStream(this.#pathOf(sha256));
  }

  get #incoming(): string {
    return join(this.#folder, 'incoming');
  }

  /** `sha256` was checked to be one: nothing of a user's file name is ever used. */
  #pathOf(sha256: string): string {
    return join(this.#folder, sha256.slice(0, 2), sha256);
  }
}
