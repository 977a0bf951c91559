// pure
export const WAV_HEADER_BYTES = 44;

/** What a recorder writes that does not know yet how long it will be (and `completeness.ts` takes as such). */
const UNKNOWN_LENGTH = 0xffff_ffff;

/** Header of 16-bit mono PCM (RIFF, Multimedia Programming Interface 1.0); `dataBytes` absent: as long as the file. */
export function wavHeader(rate: number, dataBytes?: number): Buffer {
  const header = Buffer.alloc(WAV_HEADER_BYTES);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(dataBytes === undefined ? UNKNOWN_LENGTH : dataBytes + WAV_HEADER_BYTES - 8, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(dataBytes ?? UNKNOWN_LENGTH, 40);
  return header;
}

/** Samples between −1 and 1 as a whole WAV file. */
export function wavOf(samples: Float64Array, rate: number): Buffer {
  const file = Buffer.alloc(WAV_HEADER_BYTES + samples.length * 2);
  wavHeader(rate, samples.length * 2).copy(file);
  samples.forEach((sample, index) => {
    file.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), WAV_HEADER_BYTES + index * 2);
  });
  return file;
}

export function silence(rate: number, ms: number): Buffer {
  return Buffer.alloc(Math.round((rate * ms) / 1_000) * 2);
}
