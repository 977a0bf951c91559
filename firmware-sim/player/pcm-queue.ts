// pure
/** PCM that waits for its turn, in the pieces in which it came. */
export class PcmQueue {
  #chunks: Buffer[] = [];
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  put(pcm: Buffer): void {
    if (pcm.length === 0) return;
    this.#chunks.push(pcm);
    this.#bytes += pcm.length;
  }

  /** Before everything else. */
  putFirst(pcm: Buffer): void {
    this.#chunks.unshift(pcm);
    this.#bytes += pcm.length;
  }

  /** The oldest, whole samples of up to so many bytes. */
  take(bytes: number): Buffer {
    const wanted = Math.min(bytes, this.#bytes) & ~1;
    const taken: Buffer[] = [];
    for (let left = wanted; left > 0; ) {
      const first = this.#chunks[0];
      if (!first) break;
      const piece = first.subarray(0, left);
      taken.push(piece);
      left -= piece.length;
      if (piece.length === first.length) this.#chunks.shift();
      else this.#chunks[0] = first.subarray(piece.length);
    }
    this.#bytes -= wanted;
    return taken.length === 1 && taken[0] ? taken[0] : Buffer.concat(taken);
  }

  clear(): void {
    this.#chunks = [];
    this.#bytes = 0;
  }
}
