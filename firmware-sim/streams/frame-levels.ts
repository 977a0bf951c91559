import { MPEGDecoder } from 'mpg123-decoder';
import { energyOfSamples, levelDb } from '../player/pcm.ts';

/** Nodes of one process hear the same frames within this many of each other: some ten seconds. */
const MOST_KNOWN = 512;
/** Before the decoder is there: a level nobody takes for silence. */
const UNKNOWN_DB = -20;

/** How loud each frame of one stream is, decoded once for all nodes of this process that hear it. */
export class FrameLevels {
  readonly #decoder = new MPEGDecoder({ enableGapless: false });
  readonly #known = new Map<string, number>();
  #ready = false;
  #closed = false;

  constructor() {
    void this.#decoder.ready.then(() => {
      this.#ready = true;
      if (this.#closed) this.#decoder.free();
    });
  }

  levelOf(frame: Buffer): number {
    if (!this.#ready || this.#closed) return UNKNOWN_DB;
    const name = frame.toString('latin1');
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const [samples] = this.#decoder.decodeFrame(frame).channelData;
    const level = samples && samples.length > 0 ? levelDb(energyOfSamples(samples), samples.length) : UNKNOWN_DB;
    this.#known.set(name, level);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= MOST_KNOWN) break;
      this.#known.delete(oldest);
    }
    return level;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#known.clear();
    if (this.#ready) this.#decoder.free();
  }
}
