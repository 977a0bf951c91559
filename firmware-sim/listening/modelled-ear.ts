import { type HeardPrint, HOP_MS, type Print } from '../../protocol/fingerprint/print.ts';
import type { Clock } from '../clock.ts';
import type { Ear, OpenEar, ToHear } from './ear.ts';
import type { PrintShelf } from './prints.ts';

export const EAR_STATES = ['healthy', 'deaf', 'lying'] as const;
/** deaf: the microphone is dead; lying: it gives what was due, whether or not anything sounded. */
export type EarState = (typeof EAR_STATES)[number];

/** Share of bits that noise and echo turn: what a roadside with 10 dB costs (bench fingerprint). */
const WRONG = 0.12;
const NOISE_DB = -58;
const SOUND_DB = -32;
const DEAD_DB = -110;
/** Wind and leaves: no ear that hears stays at one level, and none takes this for a broadcast (judgement.ts). */
const GUST_DB = 1.6;
const GUST_MS = 37_000;

/** Hears in the model of a room, without any sound: for fleets. `sounds` says whether the hamlet's horns sound now. */
export class ModelledEar implements Ear {
  readonly #ports: {
    readonly clock: Clock;
    readonly prints: PrintShelf;
    readonly random: () => number;
    readonly state: () => EarState;
    readonly sounds: () => boolean;
  };

  constructor(ports: {
    readonly clock: Clock;
    readonly prints: PrintShelf;
    readonly random: () => number;
    readonly state: () => EarState;
    readonly sounds: () => boolean;
  }) {
    this.#ports = ports;
  }

  open(session: ToHear): OpenEar {
    const { clock, prints, state, sounds } = this.#ports;
    const openedAt = clock.now();
    return {
      close: async () => {
        const due = (await Promise.all(session.parts.map(({ sha256 }) => prints.get(sha256)))).filter((one) => !!one);
        const hears = state();
        const played = hears === 'lying' || (hears === 'healthy' && sounds()) ? due : [];
        return this.#heard(hears, played, session.from - openedAt, clock.now() - openedAt);
      },
    };
  }

  /** The pieces one after the other from `fromMs` on, in noise. */
  #heard(state: EarState, pieces: readonly Print[], fromMs: number, lengthMs: number): HeardPrint {
    const { random } = this.#ports;
    const length = Math.floor(lengthMs / HOP_MS);
    const words = Uint32Array.from({ length }, () => Math.floor(random() * 2 ** 32));
    const gust = random();
    const wind = (n: number) => GUST_DB * Math.sin(2 * Math.PI * ((n * HOP_MS) / GUST_MS + gust));
    const levels = Int8Array.from({ length }, (_, n) =>
      state === 'deaf' ? DEAD_DB : Math.round(NOISE_DB + wind(n) + 4 * random() - 2),
    );
    let at = Math.max(0, Math.round(fromMs / HOP_MS));
    for (const piece of pieces) {
      piece.words.forEach((word, n) => {
        if (at + n >= length) return;
        words[at + n] = (word ^ this.#noise()) >>> 0;
        levels[at + n] = Math.round(SOUND_DB + 2 * random());
      });
      at += piece.words.length;
    }
    return { words, levels, sure: new Uint32Array(length).fill(0xffffffff) };
  }

  #noise(): number {
    let turned = 0;
    for (let bit = 0; bit < 32; bit++) if (this.#ports.random() < WRONG) turned |= 1 << bit;
    return turned;
  }
}
