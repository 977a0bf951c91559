/** Chẩn đoán từ xa: what may be asked of a node. There is no shell. */
export const ACTION_TYPES = [
  'silent-test',
  'tone-test',
  'calibrate',
  'volume',
  'reboot',
  'fetch-log',
  'resync',
  'update',
] as const;
export type ActionType = (typeof ACTION_TYPES)[number];

/** `no-answer`: five seconds passed; it is still sent until it expires. */
export const ACTION_STATES = ['waiting', 'sent', 'accepted', 'done', 'rejected', 'no-answer', 'expired'] as const;
export type ActionState = (typeof ACTION_STATES)[number];

/** A node answers within this. */
export const ANSWER_WITHIN_MS = 5_000;

/** Outcome of a self-test, by the node's own sensor against its reference. */
export const TEST_RESULTS = [
  /** Of a silent test: line and amplifier measure well; nothing sounded, so nothing was heard. */
  'line-ok',
  'heard',
  'weak',
  'not-heard',
  'line-open',
  'line-short',
  'amplifier',
  'moved',
  'no-sensor',
  'no-reference',
  'busy',
  'quiet-hours',
] as const;
export type TestResult = (typeof TEST_RESULTS)[number];

export const LINE_STATES = ['ok', 'open', 'short'] as const;
export type LineState = (typeof LINE_STATES)[number];

/** A test tone is this long, however often it is asked for. */
export const TONE_MS = 1_000;
/** Three tries ten minutes apart, and neighbours one after the other, all end within this of the hour that was set. */
export const SELF_TEST_SPAN_MS = 30 * 60_000;

/** What an ordinary volume may be: heard at all, and never louder than an emergency of the same commune. */
export function volumeRange(volume: Volumes): { readonly min: number; readonly max: number } {
  return { min: Math.min(LOWEST_VOLUME, volume.emergency), max: volume.emergency };
}

/** The volumes of a node whose ordinary one was set from afar; what is more urgent is never quieter than that. */
export function withOrdinaryVolume(volume: Volumes, percent: number | undefined): Volumes {
  if (percent === undefined) return volume;
  return { ...volume, normal: percent, priority: Math.max(volume.priority, percent) };
}

interface Volumes {
  readonly emergency: number;
  readonly priority: number;
  readonly normal: number;
}

const LOWEST_VOLUME = 10;
