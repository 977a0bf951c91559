import type { LineState } from '../../protocol/remote.ts';
import type { Clock } from '../clock.ts';
import type { Hardware, TestBench, Tone, ToneHeard } from '../core/test-bench.ts';
import { type HornState, lineOf, milliampsOf, NOISE_DB, sensedDb } from './horn-model.ts';
import { TONE_DB } from './tone.ts';

/** What is at a node to measure with. */
export interface Sensors {
  readonly sensor: 'microphone' | 'current' | 'none';
  readonly horns: number;
  readonly horn: () => HornState;
}

export function hardwareOf(horn: HornState): Hardware {
  const line: LineState = lineOf(horn);
  return { line, amplifier: horn === 'amplifier' ? 'fault' : 'ok' };
}

/** What the sensors make of a tone at this volume. The amplifier's own meter is there where there is any sensor. */
export function heardOf({ sensor, horns, horn }: Sensors, volume: number): ToneHeard {
  if (sensor === 'none') return {};
  const milliamps = milliampsOf(horn(), volume, horns);
  if (sensor === 'current') return { milliamps };
  const emittedDb = volume > 0 ? TONE_DB + 20 * Math.log10(volume / 100) : -120;
  return { milliamps, noiseDb: NOISE_DB, levelDb: Math.max(NOISE_DB, sensedDb(horn(), emittedDb)) };
}

/** Sounds by the clock alone: for a fleet, where nobody listens. */
export class TimedBench implements TestBench {
  readonly #clock: Clock;
  readonly #sensors: Sensors;

  constructor(clock: Clock, sensors: Sensors) {
    this.#clock = clock;
    this.#sensors = sensors;
  }

  hardware(): Hardware {
    return hardwareOf(this.#sensors.horn());
  }

  tone({ volume, ms }: Tone, ended: (heard: ToneHeard) => void): { stop(): void } {
    const timer = this.#clock.after(ms, () => ended(heardOf(this.#sensors, volume)));
    return { stop: () => timer.cancel() };
  }
}
