// pure
import type { SelfTestBody } from '../../protocol/messages/device.ts';
import { type QuietWindow, quietVerdict } from '../../protocol/quiet-hours.ts';
import { SELF_TEST_SPAN_MS, type TestResult } from '../../protocol/remote.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../protocol/units.ts';
import { addDays, type Day, dayOf, instantAt, startOfDay } from '../../protocol/vietnam-time.ts';
import type { Hardware, ToneHeard } from './test-bench.ts';

/** The tone as it was when somebody stood there and heard it. */
export interface Reference extends ToneHeard {
  /** Percent at which it was taken. */
  readonly volume: number;
}

export interface Measured extends ToneHeard {
  /** Absent where nothing measures line and amplifier. */
  readonly hardware: Hardware | undefined;
  readonly mode: SelfTestBody['mode'];
  readonly by: SelfTestBody['by'];
  readonly volume: number;
}

/** A microphone believes what stands so far above the noise. */
const ABOVE_NOISE_DB = 6;
/** Below this it is wind, whatever the noise was. */
const FAINTEST_DB = -50;
/** Rain, leaves and a warm day move the level so far. */
const USUAL_SHIFT_DB = 6;
/** Weaker by more is not weak, it is silent. */
const WEAKEST_SHIFT_DB = -25;
/** Current at its usual strength, and current that no working driver would draw. */
const USUAL_CURRENT = { from: 0.8, to: 1.25 };
const NO_LOAD = 0.3;
const WEAK_LOAD = 0.7;

/**
 * What a test found, from the worst. Line and amplifier are measured at rest and need no sound. A tone is judged by the
 * microphone against the reference, and by the current where it is measured: a microphone that hears something while the horns
 * draw nothing hears something else. A level that shifted while the current stayed is a microphone that was moved.
 */
export function judgeTest(measured: Measured, reference: Reference | undefined): TestResult {
  const { hardware } = measured;
  if (hardware?.amplifier === 'fault') return 'amplifier';
  if (hardware && hardware.line !== 'ok') return hardware.line === 'open' ? 'line-open' : 'line-short';
  if (measured.mode === 'silent') return hardware ? 'line-ok' : 'no-sensor';
  if (measured.by === 'none') return 'no-sensor';
  const audible = isAudible(measured);
  if (measured.mode === 'calibrate') return audible ? 'heard' : 'not-heard';
  if (!audible) return 'not-heard';
  if (!reference) return 'no-reference';
  const share = currentShare(measured, reference);
  if (share !== undefined && share < NO_LOAD) return 'not-heard';
  if (measured.by === 'current') {
    if (share === undefined) return 'no-reference';
    return share < WEAK_LOAD ? 'weak' : 'heard';
  }
  return judgeLevel(measured, reference, share);
}

function judgeLevel(measured: Measured, reference: Reference, share: number | undefined): TestResult {
  if (measured.levelDb === undefined || reference.levelDb === undefined) return 'no-reference';
  const shift = measured.levelDb - reference.levelDb - volumeDb(measured.volume, reference.volume);
  if (Math.abs(shift) <= USUAL_SHIFT_DB) return 'heard';
  const isLoadUsual = share !== undefined && share >= USUAL_CURRENT.from && share <= USUAL_CURRENT.to;
  // No horn becomes louder by itself.
  if (isLoadUsual || shift > 0) return 'moved';
  return shift >= WEAKEST_SHIFT_DB ? 'weak' : 'not-heard';
}

function isAudible({ by, levelDb = -120, noiseDb = -120, milliamps = 0 }: Measured): boolean {
  return by === 'current' ? milliamps > 0 : levelDb > Math.max(FAINTEST_DB, noiseDb + ABOVE_NOISE_DB);
}

/** Current grows with the volume: a test at half the volume of the reference is compared with half its current. */
function currentShare(measured: Measured, reference: Reference): number | undefined {
  if (measured.milliamps === undefined || !reference.milliamps || reference.volume === 0) return undefined;
  return measured.milliamps / (reference.milliamps * (measured.volume / reference.volume));
}

function volumeDb(volume: number, reference: number): number {
  return volume > 0 && reference > 0 ? 20 * Math.log10(volume / reference) : 0;
}

/** May a tone sound now? The node's own look at its quiet hours. */
export function mayTone(quiet: readonly QuietWindow[], now: number, toneMs: number): boolean {
  return quietVerdict(quiet, 'normal', now, toneMs).allowed;
}

export interface Timetable {
  readonly at: string;
  readonly everyDays: number;
}

/** Neighbours test one after the other, or each microphone would hear the tone of the next horn. */
const NEIGHBOURS = 20;
const APART_MS = 15 * SECOND_MS;
export const RETRY_MS = 10 * MINUTE_MS;
export const MOST_TRIES = 3;

/**
 * When the next test by the timetable is due (ms UTC): on the first day that is far enough from the last one, and not on a day
 * whose hour has passed. `place` (0 to 1) tells neighbours apart.
 */
export function nextTestAt({ at, everyDays }: Timetable, lastDay: Day | undefined, place: number, now: number): number {
  const today = dayOf(now);
  const first = lastDay === undefined ? today : addDays(lastDay, everyDays);
  const day = [first, today].sort().at(-1) ?? today;
  const due = instantAt(day, at) + Math.floor(place * NEIGHBOURS) * APART_MS;
  return due + SELF_TEST_SPAN_MS > now ? due : due + startOfDay(addDays(day, 1)) - startOfDay(day);
}

/** A day's test ends with an answer that another try could not better. */
export function triesAgain(result: TestResult, attempt: number): boolean {
  return result === 'not-heard' && attempt < MOST_TRIES;
}

/** A timer is set no further ahead: the system clock may be set meanwhile. */
export const LONGEST_SLEEP_MS = DAY_MS / 24;
