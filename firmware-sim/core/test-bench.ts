// pure
import type { LineState } from '../../protocol/remote.ts';

/** What the amplifier says of itself and of the wire to the horns, at rest. */
export interface Hardware {
  readonly line: LineState;
  readonly amplifier: 'ok' | 'fault';
}

export interface Tone {
  /** Percent. */
  readonly volume: number;
  readonly ms: number;
}

/** What the sensors made of a tone; each is absent where there is no such sensor. */
export interface ToneHeard {
  readonly levelDb?: number | undefined;
  readonly noiseDb?: number | undefined;
  readonly milliamps?: number | undefined;
}

/** The part of the hardware that tests the rest of it. */
export interface TestBench {
  /** Undefined where nothing measures it. */
  hardware(): Hardware | undefined;
  /** Sounds once; `ended` is called when the tone is over, not when `stop` cut it off. */
  tone(tone: Tone, ended: (heard: ToneHeard) => void): { stop(): void };
}
