// pure
import { SAMPLE_RATE } from './pcm.ts';

export const WAV_HEADER_BYTES = 44;

/** RIFF/WAVE header for mono 16 bit PCM; `bytes` of 0xFFFFFFFF and more say "until the end", for a file still being written. */
export function wavHeader(bytes: number): Buffer {
  const header = Buffer.alloc(WAV_HEADER_BYTES);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(Math.min(0xffff_ffff, bytes + WAV_HEADER_BYTES - 8), 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(SAMPLE_RATE, 24);
  header.writeUInt32LE(SAMPLE_RATE * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(Math.min(0xffff_ffff, bytes), 40);
  return header;
}
