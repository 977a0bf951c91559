import { createHash } from 'node:crypto';
import { mkdir, open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export interface WrittenFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Text is handed over in pieces of this size: the event loop turns between two of them. */
const PIECE = 256 * 1024;

/** Writes a file under another name, and gives it its own when it is whole and on the disk. Lines may come one by one. */
export async function writeWhole(
  folder: string,
  name: string,
  content: Uint8Array | AsyncIterable<string> | Iterable<string>,
): Promise<WrittenFile> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  const file = await open(`${path}.part`, 'w');
  const hash = createHash('sha256');
  let bytes = 0;
  const write = async (piece: Uint8Array) => {
    hash.update(piece);
    bytes += piece.length;
    await file.write(piece);
  };
  try {
    if (content instanceof Uint8Array) await write(content);
    else {
      let waiting: string[] = [];
      let length = 0;
      for await (const text of content) {
        waiting.push(text);
        length += text.length;
        if (length < PIECE) continue;
        await write(Buffer.from(waiting.join('')));
        waiting = [];
        length = 0;
      }
      await write(Buffer.from(waiting.join('')));
    }
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.part`, path);
  return { name, bytes, sha256: hash.digest('hex') };
}
