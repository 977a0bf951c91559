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
