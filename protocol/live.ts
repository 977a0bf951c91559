/** Of somebody who speaks now. */
export const LIVE_STATES = ['waiting', 'speaking', 'ended'] as const;
export type LiveState = (typeof LIVE_STATES)[number];

/**
 * Why a session ended: by the speaker, no sound for too long, the connection was cut, its time was over, somebody stopped it, the
 * speaker may not speak there any more.
 */
export const LIVE_ENDS = [
  'speaker',
  'silence',
  'socket',
  'limit',
  'stopped',
  'outranked',
  'revoked',
  'never-began',
  'restart',
] as const;
export type LiveEnd = (typeof LIVE_ENDS)[number];

export const LONGEST_LIVE_MINUTES = 60;
export const USUAL_LIVE_MINUTES = 10;
/** The server ends a session after so long without any sound. */
export const LIVE_SILENCE_MS = 10_000;
/** Between the press of the button and the first word: nodes are told, and connect. */
export const LIVE_COUNTDOWN_MS = 3_000;
/** A socket that is cut may come back within this; then everything falls silent. */
export const LIVE_SOCKET_GRACE_MS = 1_000;
