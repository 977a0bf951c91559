// pure
/** Of one frame: its bytes as they came and how long it sounds. */
export interface Mp3Frame {
  readonly bytes: Buffer;
  readonly ms: number;
}

interface Mp3Header {
  /** Of the whole frame. */
  readonly bytes: number;
  readonly ms: number;
  /** Version, layer and sample rate: what stays the same within one stream. */
  readonly kind: number;
}

const HEADER_BYTES = 4;
const KBPS_1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const KBPS_2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const HERTZ_1 = [44_100, 48_000, 32_000];

/** What is no frame for so long is no MP3. */
const MOST_HELD_BYTES = 64 * 1024;

/**
 * Cuts a stream into MPEG audio frames of layer III (ISO 11172-3 §2.4.1, 13818-3). It may begin anywhere: a frame counts
 * when another of the same kind follows it. What lies between frames (tags) is dropped.
 */
export class Mp3Frames {
  #held: Buffer = Buffer.alloc(0);
  #kind: number | undefined;

  push(bytes: Buffer): Mp3Frame[] {
    const all = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    const frames: Mp3Frame[] = [];
    let at = 0;
    while (at + HEADER_BYTES <= all.length) {
      const header = mp3HeaderAt(all, at);
      if (!header || (this.#kind !== undefined && header.kind !== this.#kind)) {
        at++;
        continue;
      }
      const end = at + header.bytes;
      // Once the kind is known the frame need not wait for its successor.
      if (end + (this.#kind === undefined ? HEADER_BYTES : 0) > all.length) break;
      if (this.#kind === undefined && mp3HeaderAt(all, end)?.kind !== header.kind) {
        at++;
        continue;
      }
      this.#kind = header.kind;
      frames.push({ bytes: all.subarray(at, end), ms: header.ms });
      at = end;
    }
    // A copy: what is held must not keep a whole read alive.
    this.#held = Buffer.from(all.subarray(Math.max(at, all.length - MOST_HELD_BYTES)));
    return frames;
  }
}

/** What the frame that begins here says of itself; undefined where none does. */
export function mp3HeaderAt(bytes: Uint8Array, at: number): Mp3Header | undefined {
  const [a, b, c, d] = bytes.subarray(at, at + HEADER_BYTES);
  if (a === undefined || b === undefined || c === undefined || d === undefined) return undefined;
  const word = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  if (word >>> 21 !== 0x7ff) return undefined;
  const version = (word >>> 19) & 3;
  const layer = (word >>> 17) & 3;
  const rate = (word >>> 10) & 3;
  if (version === 1 || layer !== 1 || rate === 3) return undefined;
  const isFirst = version === 3;
  const kbps = (isFirst ? KBPS_1 : KBPS_2)[(word >>> 12) & 15];
  const hertz = (HERTZ_1[rate] ?? 0) / (isFirst ? 1 : version === 2 ? 2 : 4);
  if (!kbps) return undefined;
  const samples = isFirst ? 1_152 : 576;
  const size = Math.floor(((samples / 8) * kbps * 1_000) / hertz) + ((word >>> 9) & 1);
  return { bytes: size, ms: (samples * 1_000) / hertz, kind: (version << 4) | rate };
}
