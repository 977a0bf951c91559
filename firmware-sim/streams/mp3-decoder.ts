import { MPEGDecoder } from 'mpg123-decoder';
import { type Mp3Frame, Mp3Frames } from '../../protocol/mp3-frames.ts';

/** The first frames of a connection may lean on up to 255 bytes that never came (ISO 13818-3, main_data_begin), and overlap with them. */
const UNSURE_FRAMES = 3;
/** Frames that wait for the decoder to be ready: some seconds, then the oldest go. */
const MOST_WAITING = 200;

/** Of one frame: what it sounds like. */
export interface Decoded {
  readonly samples: Float32Array;
  readonly rate: number;
}

/** Decodes the MP3 of one connection in this process: no program to start, nothing that waits for a full buffer. */
export class Mp3Decoder {
  readonly #frames = new Mp3Frames();
  readonly #decoder = new MPEGDecoder({ enableGapless: false });
  readonly #sound: (decoded: Decoded) => void;
  #waiting: Mp3Frame[] | undefined = [];
  #seen = 0;
  #closed = false;

  constructor(sound: (decoded: Decoded) => void, failed: (why: string) => void) {
    this.#sound = sound;
    this.#decoder.ready.then(
      () => {
        const waiting = this.#waiting ?? [];
        this.#waiting = undefined;
        if (this.#closed) this.#decoder.free();
        else for (const frame of waiting) this.#decode(frame);
      },
      (error: unknown) => failed(String(error)),
    );
  }

  push(bytes: Buffer): void {
    if (this.#closed) return;
    for (const frame of this.#frames.push(bytes)) {
      if (!this.#waiting) this.#decode(frame);
      else if (this.#waiting.push(frame) > MOST_WAITING) this.#waiting.shift();
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (!this.#waiting) this.#decoder.free();
  }

  #decode({ bytes }: Mp3Frame): void {
    if (this.#closed) return;
    const { channelData, sampleRate, samplesDecoded } = this.#decoder.decodeFrame(bytes);
    const [left, right] = channelData;
    if (!left || samplesDecoded === 0 || sampleRate <= 0 || this.#seen++ < UNSURE_FRAMES) return;
    this.#sound({ samples: mono(left, right), rate: sampleRate });
  }
}

function mono(left: Float32Array, right: Float32Array | undefined): Float32Array {
  if (!right || right.length !== left.length) return left;
  return left.map((sample, index) => (sample + (right[index] ?? 0)) / 2);
}
