import type { Print } from './print.ts';

/**
 * A print as a file, `/audio/{sha256 of the recording}.fp`, little endian:
 * `LXFP` · version (1 byte) · three bytes 0 · count (uint32) · count words (uint32) · count levels (int8, dB below full scale).
 * 156 bytes a second: five minutes take 47 kB.
 */
export const PRINT_VERSION = 1;
export const PRINT_MEDIA_TYPE = 'application/vnd.loaxa.print';
const MAGIC = [0x4c, 0x58, 0x46, 0x50];
const HEAD_BYTES = 12;
const ENTRY_BYTES = 5;
/** Three hours. */
const MOST_ENTRIES = 340_000;
export const MOST_PRINT_BYTES = HEAD_BYTES + MOST_ENTRIES * ENTRY_BYTES;

export function encodePrint({ words, levels }: Print): Uint8Array {
  const bytes = new Uint8Array(HEAD_BYTES + words.length * ENTRY_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set([...MAGIC, PRINT_VERSION]);
  view.setUint32(8, words.length, true);
  for (const [n, word] of words.entries()) view.setUint32(HEAD_BYTES + 4 * n, word, true);
  bytes.set(new Uint8Array(levels.buffer, levels.byteOffset, levels.length), HEAD_BYTES + 4 * words.length);
  return bytes;
}

/** Undefined for what is no print of this version, or not whole. */
export function decodePrint(bytes: Uint8Array): Print | undefined {
  if (bytes.length < HEAD_BYTES || MAGIC.some((byte, n) => bytes[n] !== byte)) return undefined;
  if (bytes[4] !== PRINT_VERSION) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint32(8, true);
  if (count > MOST_ENTRIES || bytes.length !== HEAD_BYTES + count * ENTRY_BYTES) return undefined;
  const levels = HEAD_BYTES + 4 * count;
  return {
    words: Uint32Array.from({ length: count }, (_, n) => view.getUint32(HEAD_BYTES + 4 * n, true)),
    levels: Int8Array.from({ length: count }, (_, n) => view.getInt8(levels + n)),
  };
}
