// pure
import { TELEMETRY_FIELDS, type TelemetryField } from '../../protocol/telemetry.ts';
import { HOUR_MS, MINUTE_MS } from '../../protocol/units.ts';

/** A value that moved by no more than this is the same value: noise of the sensor, not news. */
export const DEAD_BAND: Readonly<Record<TelemetryField, number>> = {
  rssiDbm: 4,
  mainsVolts: 6,
  celsius: 2,
  levelDb: 6,
  freeBytes: 16 * 1_048_576,
  outputWatts: 5,
  clockErrorMs: 500,
};
const BANDS = TELEMETRY_FIELDS.map((field) => DEAD_BAND[field]);
export const ALL_FIELDS = 2 ** TELEMETRY_FIELDS.length - 1;

/** Changes of one node are kept at most once in this time: a mad sensor costs no more than a lively one. */
export const LEAST_MS = MINUTE_MS;

/** What is remembered of a node between two of its points; NaN is «not measured». */
export interface LastPoint {
  at: number;
  readonly values: Float64Array;
}

/**
 * Which fields to keep of what a node says at `at`, as bits in their order; 0 is none. Each clock hour begins with a point of
 * every field, so an hour is read without the one before it. A value that is not measured any more shows with the next hour.
 */
export function fieldsToKeep(last: LastPoint | undefined, values: Float64Array, at: number): number {
  if (last === undefined || Math.floor(at / HOUR_MS) !== Math.floor(last.at / HOUR_MS)) return ALL_FIELDS;
  if (at - last.at < LEAST_MS) return 0;
  let kept = 0;
  for (let index = 0; index < BANDS.length; index++) {
    const value = values[index] as number;
    if (Number.isNaN(value)) continue;
    // Written so that a difference to NaN counts as moved.
    if (!(Math.abs(value - (last.values[index] as number)) <= (BANDS[index] as number))) kept |= 1 << index;
  }
  return kept;
}
