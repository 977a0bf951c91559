import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Zip, ZipDeflate } from 'fflate';

/** The same files give the same bytes: a ZIP has no zone and no clock of ours in it. */
const NO_DATE = new Date(1980, 0, 1);
const PIECE = 256 * 1024;

/** One ZIP of these files, written as it is made. */
export async function pack(
  folder: string,
  names: readonly string[],
  into: string,
): Promise<{ bytes: number; sha256: string }> {
  const out = await open(into, 'w');
  const hash = createHash('sha256');
  let bytes = 0;
  let waiting: Uint8Array[] = [];
  let failed: Error | undefined;
  const zip = new Zip((error, piece) => {
    if (error) failed = error;
    else waiting.push(piece);
  });
  const flush = async () => {
    if (failed) throw failed;
    const pieces = waiting;
    waiting = [];
    for (const piece of pieces) {
      hash.update(piece);
      bytes += piece.length;
      await out.write(piece);
    }
  };
  try {
    for (const name of names) {
      const file = new ZipDeflate(name, { level: 6 });
      file.mtime = NO_DATE;
      zip.add(file);
      for await (const piece of createReadStream(join(folder, name), { highWaterMark: PIECE })) {
        file.push(piece as Buffer);
        await flush();
      }
      file.push(new Uint8Array(), true);
      await flush();
    }
    zip.end();
    await flush();
    await out.sync();
  } finally {
    await out.close();
  }
  return { bytes, sha256: hash.digest('hex') };
}
