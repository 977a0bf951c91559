// pure
import { SAMPLE_RATE } from './pcm.ts';

/** A gain that never jumps: it goes where it is told along a half cosine, however the sound is cut into buffers. */
export class Fader {
  #gain: number;
  #from: number;
  #to: number;
  #done = 0;
  #length = 0;

  constructor(gain: number) {
    this.#gain = gain;
    this.#from = gain;
    this.#to = gain;
  }

  get gain(): number {
    return this.#gain;
  }

  goTo(gain: number, ms: number): void {
    this.#from = this.#gain;
    this.#to = gain;
    this.#done = 0;
    this.#length = Math.max(1, Math.round((ms * SAMPLE_RATE) / 1_000));
  }

  /** The buffer itself where nothing changes, else a copy. */
  apply(pcm: Buffer): Buffer {
    if (this.#done >= this.#length && this.#gain === 1) return pcm;
    const out = Buffer.allocUnsafe(pcm.length & ~1);
    for (let offset = 0; offset < out.length; offset += 2) {
      if (this.#done < this.#length) this.#step();
      const value = Math.round(pcm.readInt16LE(offset) * this.#gain);
      out.writeInt16LE(Math.max(-32_768, Math.min(32_767, value)), offset);
    }
    return out;
  }

  #step(): void {
    this.#done++;
    const share = (1 - Math.cos((Math.PI * this.#done) / this.#length)) / 2;
    this.#gain = this.#done >= this.#length ? this.#to : this.#from + (this.#to - this.#from) * share;
  }
}
