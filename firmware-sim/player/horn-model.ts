// pure
export const HORN_STATES = ['healthy', 'mute', 'weak', 'lying'] as const;
/** mute: the line to the horns is open; weak: water in the driver; lying: nothing sounds, the sensor says it does. */
export type HornState = (typeof HORN_STATES)[number];

/** What reaches the sensor, relative to what the amplifier was given. Figures of ours, for simulation. */
const ATTENUATION_DB: Record<HornState, number> = { healthy: 0, weak: -20, mute: -90, lying: 0 };
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
