import type { Clock } from '../clock.ts';
import type { Hardware, TestBench, Tone, ToneHeard } from '../core/test-bench.ts';
import { sensedDb } from './horn-model.ts';
import { BYTES_PER_MS, energyOf, levelDb } from './pcm.ts';
import type { Sink } from './sink.ts';
import { hardwareOf, heardOf, type Sensors } from './timed-bench.ts';
import { tonePcm } from './tone.ts';

const KEY = 'tone';
const TICK_MS = 20;
/** Given to the sink before it is due, so that a busy moment makes no gap. */
const LEAD_MS = 100;

/** Really sounds the tone, through the same way out as the bulletins; the sensors are the simulated ones. */
export class PcmBench implements TestBench {
  readonly #clock: Clock;
  readonly #sink: Sink;
  readonly #sensors: Sensors;
  readonly #measuresLine: boolean;

  /** A real card has real horns behind it, of which the model knows nothing: then line and amplifier are not measured. */
  constructor(clock: Clock, sink: Sink, sensors: Sensors, measuresLine: boolean) {
    this.#measuresLine = measuresLine;
    this.#clock = clock;
    this.#sink = sink;
    this.#sensors = sensors;
  }

  hardware(): Hardware | undefined {
    return this.#measuresLine ? hardwareOf(this.#sensors.horn()) : undefined;
  }

  tone({ volume, ms }: Tone, ended: (heard: ToneHeard) => void): { stop(): void } {
    const pcm = tonePcm(ms, volume);
    const began = this.#clock.monotonicMs();
    let written = 0;
    this.#sink.open(KEY, Math.round(this.#clock.now()));
    const tick = () => {
      const elapsed = this.#clock.monotonicMs() - began;
      const due = Math.min(pcm.length, Math.floor((elapsed + LEAD_MS) * BYTES_PER_MS) & ~1);
      if (due > written) this.#sink.write(pcm.subarray(written, due));
      written = Math.max(written, due);
      if (elapsed < ms) {
        timer = this.#clock.after(TICK_MS, tick);
        return;
      }
      this.#sink.close();
      ended(this.#heard(pcm, volume));
    };
    let timer = this.#clock.after(0, tick);
    return {
      stop: () => {
        timer.cancel();
        this.#sink.close();
      },
    };
  }

  /** A way out that is broken has sounded nothing, whatever the model says. */
  #heard(pcm: Buffer, volume: number): ToneHeard {
    const heard = heardOf(this.#sensors, volume);
    if (this.#sink.failure !== undefined)
      return {
        ...heard,
        ...(heard.levelDb !== undefined && { levelDb: heard.noiseDb }),
        milliamps: heard.milliamps && 0,
      };
    if (heard.levelDb === undefined || heard.noiseDb === undefined) return heard;
    // What was really written, not what was meant to be.
    const { sum, samples } = energyOf(pcm);
    return { ...heard, levelDb: Math.max(heard.noiseDb, sensedDb(this.#sensors.horn(), levelDb(sum, samples))) };
  }
}
