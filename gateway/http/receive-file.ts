import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

interface Limits {
  readonly mostBytes: number;
  /** What to throw when more comes. */
  readonly tooLarge: () => Error;
  /** So many of the first bytes are kept, to tell what it is. */
  readonly headBytes?: number;
}

/** A file as it came, not yet believed. */
export interface ReceivedFile {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly head: Uint8Array;
}

/** Streams an upload to `path`, hashing on the way and never keeping more than allowed. Leaves nothing behind when it fails. */
export async function receiveFile(
  stream: Readable,
  path: string,
  { mostBytes, tooLarge, headBytes = 0 }: Limits,
): Promise<ReceivedFile> {
  const hash = createHash('sha256');
  const head: Buffer[] = [];
  let bytes = 0;
  try {
    await pipeline(
      stream,
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          if (bytes < headBytes) head.push(chunk.subarray(0, headBytes - bytes));
          bytes += chunk.length;
          if (bytes > mostBytes) throw tooLarge();
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
  return { path, sha256: hash.digest('hex'), bytes, head: Buffer.concat(head) };
}

/** What was written to a file, or the names in a folder, outlive a power cut from here on. */
export async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
