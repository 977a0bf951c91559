import { crc32, inflateRawSync } from 'node:zlib';
import { LetterRefusedError } from './refusal.ts';

/** Word makes some twenty files; whoever makes thousands wants something else. */
const MOST_FILES = 2_000;
const END = 0x06054b50;
const END_BYTES = 22;
const CENTRAL = 0x02014b50;
const CENTRAL_BYTES = 46;
const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;

export interface ZipLimits {
  /** Unpacked, of one file and of all that are wanted; what a header claims is not believed. */
  readonly fileBytes: number;
  readonly totalBytes: number;
}

/**
 * Unpacks the wanted files of a ZIP (APPNOTE.TXT 6.3.10 §4.3), each only up to its limit, whatever its header says. Throws
 * LetterRefusedError for one that is damaged, encrypted or unpacks to more.
 */
export function unzip(zip: Buffer, isWanted: (name: string) => boolean, limits: ZipLimits): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  let left = limits.totalBytes;
  try {
    for (const entry of directoryOf(zip)) {
      if (!isWanted(entry.name) || files.has(entry.name)) continue;
      const file = unpack(zip, entry, Math.min(left, limits.fileBytes));
      left -= file.length;
      files.set(entry.name, file);
    }
  } catch (error) {
    // Buffer's range errors and zlib's: an offset that leads outside, data that is no data.
    throw error instanceof LetterRefusedError ? error : new LetterRefusedError('letter-damaged', error);
  }
  return files;
}

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly packedBytes: number;
  readonly at: number;
}

function directoryOf(zip: Buffer): Entry[] {
  const end = endOf(zip);
  const count = zip.readUInt16LE(end + 10);
  if (count > MOST_FILES) throw new LetterRefusedError('letter-too-long');
  let at = zip.readUInt32LE(end + 16);
  return Array.from({ length: count }, () => {
    if (zip.readUInt32LE(at) !== CENTRAL) throw new LetterRefusedError('letter-damaged');
    const isEncrypted = (zip.readUInt16LE(at + 8) & 1) !== 0;
    if (isEncrypted) throw new LetterRefusedError('letter-damaged');
    const nameBytes = zip.readUInt16LE(at + 28);
    const entry = {
      name: zip.toString('utf8', at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameBytes),
      method: zip.readUInt16LE(at + 10),
      packedBytes: zip.readUInt32LE(at + 20),
      at: zip.readUInt32LE(at + 42),
    };
    at += CENTRAL_BYTES + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
    return entry;
  });
}

/** §4.3.16: the record at the end, before a comment of at most 65,535 bytes. */
function endOf(zip: Buffer): number {
  for (let at = zip.length - END_BYTES; at >= Math.max(0, zip.length - END_BYTES - 65_535); at--)
    if (zip.readUInt32LE(at) === END) return at;
  throw new LetterRefusedError('letter-damaged');
}

function unpack(zip: Buffer, { method, packedBytes, at }: Entry, limit: number): Buffer {
  if (zip.readUInt32LE(at) !== LOCAL) throw new LetterRefusedError('letter-damaged');
  const from = at + LOCAL_BYTES + zip.readUInt16LE(at + 26) + zip.readUInt16LE(at + 28);
  const packed = zip.subarray(from, from + packedBytes);
  if (packed.length !== packedBytes) throw new LetterRefusedError('letter-damaged');
  if (method === 0) {
    if (packed.length > limit) throw new LetterRefusedError('letter-too-long');
    return packed;
  }
  if (method !== 8) throw new LetterRefusedError('letter-damaged');
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, limit) });
  } catch (error) {
    const isTooLong = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new LetterRefusedError(isTooLong ? 'letter-too-long' : 'letter-damaged', error);
  }
}

/** A ZIP of files as they are, not packed. */
export function zipOf(files: ReadonlyMap<string, Buffer>): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, file] of files) {
    const title = Buffer.from(name, 'utf8');
    const local = Buffer.alloc(LOCAL_BYTES);
    local.writeUInt32LE(LOCAL, 0);
    local.writeUInt16LE(20, 4);
    describe(local, 14, file, title);
    const central = Buffer.alloc(CENTRAL_BYTES);
    central.writeUInt32LE(CENTRAL, 0);
    central.writeUInt16LE(20, 4);
    central.writeUInt16LE(20, 6);
    describe(central, 16, file, title);
    central.writeUInt32LE(at, 42);
    bodies.push(local, title, file);
    directory.push(central, title);
    at += local.length + title.length + file.length;
  }
  const end = Buffer.alloc(END_BYTES);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(files.size, 8);
  end.writeUInt16LE(files.size, 10);
  end.writeUInt32LE(
    directory.reduce((sum, one) => sum + one.length, 0),
    12,
  );
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...bodies, ...directory, end]);
}

/** Checksum, sizes and length of the name stand in the same order in both headers. */
function describe(header: Buffer, at: number, file: Buffer, title: Buffer): void {
  header.writeUInt32LE(crc32(file), at);
  header.writeUInt32LE(file.length, at + 4);
  header.writeUInt32LE(file.length, at + 8);
  header.writeUInt16LE(title.length, at + 12);
}
