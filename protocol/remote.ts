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
