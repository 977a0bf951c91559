// pure
/**
 * Takes the titles out of a SHOUTcast / Icecast stream: after every `interval` bytes of sound comes one byte of length (times 16)
 * and so much text. To the decoder it would be noise.
 */
export class IcyStripper {
  readonly #interval: number;
  #sound: number;
  #text = 0;

  /** `interval`: the header `icy-metaint`. */
  constructor(interval: number) {
    this.#interval = interval;
    this.#sound = interval;
  }

  /** The sound in the next bytes. */
  strip(bytes: Buffer): Buffer {
    const kept: Buffer[] = [];
    for (let at = 0; at < bytes.length; ) {
      if (this.#text > 0) {
        const skipped = Math.min(this.#text, bytes.length - at);
        this.#text -= skipped;
        at += skipped;
      } else if (this.#sound === 0) {
        this.#text = (bytes[at] ?? 0) * 16;
        this.#sound = this.#interval;
        at++;
      } else {
        const taken = Math.min(this.#sound, bytes.length - at);
        kept.push(bytes.subarray(at, at + taken));
        this.#sound -= taken;
        at += taken;
      }
    }
    return kept.length === 1 ? (kept[0] as Buffer) : Buffer.concat(kept);
  }
}

/** The interval a station announces; 0 or nonsense is none. */
export function icyInterval(header: string | string[] | undefined): number | undefined {
  const interval = Number(header);
  return Number.isInteger(interval) && interval > 0 && interval <= 1_048_576 ? interval : undefined;
}
