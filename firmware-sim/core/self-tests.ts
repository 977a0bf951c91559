import { createHash } from 'node:crypto';
import type { SelfTestBody } from '../../protocol/messages/device.ts';
import type { Command, Config } from '../../protocol/messages/downlink.ts';
import type { Reason } from '../../protocol/messages/uplink.ts';
import type { QuietWindow } from '../../protocol/quiet-hours.ts';
import { type TestResult, TONE_MS } from '../../protocol/remote.ts';
import { MINUTE_MS, SECOND_MS } from '../../protocol/units.ts';
import { dayOf } from '../../protocol/vietnam-time.ts';
import type { Timer } from '../clock.ts';
import type { NodeStore } from './node-store.ts';
import type { NodeTime } from './node-time.ts';
import type { News } from './signed-log.ts';
import type { Hardware, TestBench, ToneHeard } from './test-bench.ts';
import { judgeTest, LONGEST_SLEEP_MS, mayTone, nextTestAt, RETRY_MS, type Reference, triesAgain } from './test-rule.ts';

type TestCommand = Extract<Command, { type: 'self-test' }>;
type Timetable = NonNullable<Config['selfTest']>;

export interface SelfTestPorts {
  readonly bench: TestBench;
  readonly time: NodeTime;
  readonly store: NodeStore;
  readonly by: SelfTestBody['by'];
  /** Tells neighbours apart, 0 to 1. */
  readonly place: number;
  /** How loud anything may be at this hour (percent). */
  loudest?(): number;
  quiet(): readonly QuietWindow[];
  playing(): boolean;
  note(news: News): void;
}

interface Trial {
  readonly mode: SelfTestBody['mode'];
  readonly volume: number;
  readonly toneMs: number;
  readonly attempt: number;
  readonly command?: string | undefined;
}

/** Something plays or the clock is not proved: looked at again so soon. */
const AGAIN_MS = 15 * SECOND_MS;
const UNTRUSTED_MS = MINUTE_MS;
const HEALTHY: Hardware = { line: 'ok', amplifier: 'ok' };

/** Tells neighbours apart, 0 to 1: they test one after the other. */
export function placeAmongNeighbours(node: string): number {
  return Number.parseInt(createHash('sha256').update(node).digest('hex').slice(0, 8), 16) / 2 ** 32;
}

/** The node's look at its own horns: when somebody asks, and by its timetable. Every test leaves a signed entry. */
export class SelfTests {
  readonly #ports: SelfTestPorts;
  #timetable: Timetable | undefined;
  #timer: Timer | undefined;
  #sounding:
    | { readonly trial: Trial; readonly stop: () => void; readonly ended: (result: TestResult) => void }
    | undefined;

  constructor(ports: SelfTestPorts) {
    this.#ports = ports;
  }

  /** By the timetable of this configuration from now on. */
  configure(timetable: Timetable | undefined): void {
    this.#timetable = timetable;
    this.#schedule();
  }

  stop(): void {
    this.#timer?.cancel();
    this.#sounding?.stop();
    this.#sounding = undefined;
  }

  /** Something that matters more is about to sound: the tone ends at once. */
  giveWay(): void {
    const sounding = this.#sounding;
    if (!sounding) return;
    this.#sounding = undefined;
    sounding.stop();
    this.#enter(sounding.trial, 'busy', {});
    sounding.ended('busy');
  }

  /** By a command. Returns why not; `ended` is called once otherwise, perhaps before this returns. */
  ask({ id, args }: TestCommand, ended: (result: TestResult) => void): Reason | undefined {
    const toneMs = Math.min(args.toneMs, TONE_MS);
    const refusal = args.mode === 'silent' ? undefined : this.#obstacle(toneMs);
    if (refusal) return refusal;
    this.#run({ ...args, toneMs, attempt: 1, command: id }, ended);
    return undefined;
  }

  #obstacle(toneMs: number): 'quiet-hours' | 'busy' | undefined {
    const { quiet, time, playing } = this.#ports;
    if (!mayTone(quiet(), time.now(), toneMs)) return 'quiet-hours';
    return playing() || this.#sounding ? 'busy' : undefined;
  }

  #run(asked: Trial, ended: (result: TestResult) => void): void {
    const { bench, loudest } = this.#ports;
    const trial = { ...asked, volume: Math.min(asked.volume, loudest?.() ?? 100) };
    const { line, amplifier } = bench.hardware() ?? HEALTHY;
    // What measures broken at rest needs no sound to be known.
    if (trial.mode === 'silent' || amplifier !== 'ok' || line !== 'ok') {
      this.#finish(trial, {}, ended);
      return;
    }
    const tone = bench.tone({ volume: trial.volume, ms: trial.toneMs }, (heard) => {
      this.#sounding = undefined;
      this.#finish(trial, heard, ended);
    });
    this.#sounding = { trial, stop: () => tone.stop(), ended };
  }

  #finish(trial: Trial, heard: ToneHeard, ended: (result: TestResult) => void): void {
    const { bench, by } = this.#ports;
    const result = judgeTest({ ...trial, ...heard, hardware: bench.hardware(), by }, this.#kept.reference);
    if (trial.mode === 'calibrate' && result === 'heard') this.#keep({ reference: { ...heard, volume: trial.volume } });
    this.#enter(trial, result, heard);
    ended(result);
  }

  #enter({ command, mode, attempt }: Trial, result: TestResult, { levelDb, noiseDb, milliamps }: ToneHeard): void {
    const { by, note } = this.#ports;
    const reference = this.#kept.reference;
    const figures = {
      ...{ levelDb, noiseDb, milliamps },
      ...{ referenceDb: reference?.levelDb, referenceMilliamps: reference?.milliamps },
    };
    const known = Object.entries(figures).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Math.round(value * 10) / 10] as const],
    );
    note({
      kind: 'self-test',
      body: { ...(command !== undefined && { command }), mode, attempt, result, by, ...Object.fromEntries(known) },
    });
  }

  #schedule(): void {
    this.#timer?.cancel();
    if (!this.#timetable) return;
    const { time, place } = this.#ports;
    const due = nextTestAt(this.#timetable, this.#kept.lastDay, place, time.now());
    this.#in(Math.min(LONGEST_SLEEP_MS, due - time.now()), () => {
      if (!time.trusted) this.#in(UNTRUSTED_MS, () => this.#schedule());
      else if (time.now() < due) this.#schedule();
      else this.#try(1);
    });
  }

  /** A try waits for what plays; in quiet hours the day's test is over. Without a sensor only line and amplifier are asked. */
  #try(attempt: number): void {
    const timetable = this.#timetable;
    if (!timetable) return;
    const mode = this.#ports.by === 'none' ? 'silent' : 'tone';
    const trial: Trial = { mode, volume: timetable.volume, toneMs: TONE_MS, attempt };
    const obstacle = mode === 'silent' ? undefined : this.#obstacle(TONE_MS);
    if (obstacle === 'busy') {
      this.#in(AGAIN_MS, () => this.#try(attempt));
    } else if (obstacle === 'quiet-hours') {
      this.#enter(trial, 'quiet-hours', {});
      this.#dayIsDone();
    } else {
      this.#run(trial, (result) => {
        if (result === 'busy') this.#in(AGAIN_MS, () => this.#try(attempt));
        else if (triesAgain(result, attempt)) this.#in(RETRY_MS, () => this.#try(attempt + 1));
        else this.#dayIsDone();
      });
    }
  }

  #dayIsDone(): void {
    this.#keep({ lastDay: dayOf(this.#ports.time.now()) });
    this.#schedule();
  }

  #in(delayMs: number, action: () => void): void {
    this.#timer?.cancel();
    this.#timer = this.#ports.time.after(Math.max(0, delayMs), action);
  }

  get #kept(): { reference?: Reference | undefined; lastDay?: string | undefined } {
    return this.#ports.store.read('selfTest') ?? {};
  }

  #keep(change: { reference?: Reference; lastDay?: string }): void {
    this.#ports.store.write('selfTest', { ...this.#ports.store.read('selfTest'), ...change });
  }
}
