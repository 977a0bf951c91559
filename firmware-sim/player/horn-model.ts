// pure
import type { LineState } from '../../protocol/remote.ts';

export const HORN_STATES = [
  'healthy',
  'mute',
  'weak',
  'lying',
  'line-open',
  'line-short',
  'amplifier',
  'moved',
] as const;
/**
 * mute: the driver is dead, the line measures well; weak: water in the driver; lying: nothing sounds, the sensor says it does;
 * line-open, line-short, amplifier: as the amplifier itself can measure; moved: the horns sound, the microphone hangs elsewhere.
 */
export type HornState = (typeof HORN_STATES)[number];

/** What reaches the sensor, relative to what the amplifier was given. Figures of ours, for simulation. */
const ATTENUATION_DB: Record<HornState, number> = {
  ...{ healthy: 0, weak: -20, mute: -90, lying: 0 },
  ...{ 'line-open': -90, 'line-short': -90, amplifier: -90, moved: -14 },
};
/** The share of its usual current that the amplifier gives with such horns: a dead driver lets little through its transformer. */
const CURRENT_SHARE: Record<HornState, number> = {
  ...{ healthy: 1, weak: 0.6, mute: 0.05, lying: 0.15 },
  ...{ 'line-open': 0, 'line-short': 4, amplifier: 0, moved: 1 },
};
/** At full volume, for each horn. */
const FULL_MILLIAMPS = 300;
/** What a microphone on a pole hears when nothing plays. */
export const NOISE_DB = -62;
/** Below this a sensor hears nothing but wind. */
export const HEARING_DB = -50;
/** The loudness recordings are brought to; what a node without PCM assumes. */
export const USUAL_LEVEL_DB = -16;

/** The level at the sensor (dB below full scale) for a level the amplifier was given. */
export function sensedDb(horn: HornState, emittedDb: number): number {
  return Math.max(-120, emittedDb + ATTENUATION_DB[horn]);
}

export function isHeard(horn: HornState, emittedDb: number): boolean {
  return sensedDb(horn, emittedDb) > HEARING_DB;
}

/** What the amplifier measures of the wire to the horns. */
export function lineOf(horn: HornState): LineState {
  if (horn === 'line-open') return 'open';
  return horn === 'line-short' ? 'short' : 'ok';
}

/** What the amplifier measures of the current to the horns (mA) while it gives this volume (percent). */
export function milliampsOf(horn: HornState, volume: number, horns: number): number {
  return Math.round(FULL_MILLIAMPS * Math.max(1, horns) * (volume / 100) * CURRENT_SHARE[horn] * 10) / 10;
}
