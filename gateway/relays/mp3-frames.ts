// pure
import { mp3FrameLength } from './demuxer.ts';

/** More than this without a frame is no MP3. */
const MOST_REST_BYTES = 16_384;

/** Cuts a stream of MP3 into whole frames, so that whoever comes later begins with one. */
export class Mp3Frames {
  #rest: Buffer = Buffer.alloc(0);

  take(bytes: Buffer): Buffer[] {
    const all = this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : bytes;
    const frames: Buffer[] = [];
    let at = 0;
    while (at + 4 <= all.length) {
      const length = mp3FrameLength(all, at);
      if (length === 0) {
        at++;
        continue;
      }
      if (at + length > all.length) break;
      frames.push(all.subarray(at, at + length));
      at += length;
    }
    this.#rest = Buffer.from(all.subarray(Math.max(at, all.length - MOST_REST_BYTES)));
    return frames;
  }
}
