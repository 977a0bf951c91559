import { type FileHandle, open } from 'node:fs/promises';
import type { Format } from './format.ts';

/** Containers that say themselves where they end, beyond what ffprobe's duration tells. True when the file ends too early. */
export async function isCutOff(path: string, format: Format): Promise<boolean> {
  if (format !== 'wav' && format !== 'ogg') return false;
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    return format === 'wav' ? await wavIsCutOff(file, size) : await oggIsCutOff(file, size);
  } finally {
    await file.close();
  }
}

/** The RIFF header counts the bytes that follow it; 0 and 0xFFFFFFFF are what a streaming recorder leaves there. */
async function wavIsCutOff(file: FileHandle, size: number): Promise<boolean> {
  const { buffer } = await file.read(Buffer.alloc(8), 0, 8, 0);
  const declared = buffer.readUInt32LE(4);
  return declared !== 0 && declared !== 0xffffffff && size < declared + 8 - 1;
}

/** RFC 3533 §6: the last page of a stream carries flag 0x04. */
async function oggIsCutOff(file: FileHandle, size: number): Promise<boolean> {
  const length = Math.min(size, 128 * 1024);
  const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
  const page = buffer.lastIndexOf('OggS', undefined, 'latin1');
  if (page < 0 || page + 27 > length) return true;
  const segments = buffer[page + 26] ?? 0;
  const ends = page + 27 + segments;
  if (ends > length) return true;
  const body = buffer.subarray(page + 27, ends).reduce((sum, lacing) => sum + lacing, 0);
  return ends + body > length || ((buffer[page + 5] ?? 0) & 0x04) === 0;
}
