// pure
import { TELEMETRY_FIELDS, type TelemetryField } from '../../protocol/telemetry.ts';
import type { Piece } from './pieces.ts';

/** The smallest difference that is kept of what is older than two weeks. */
const RESOLUTION: Readonly<Record<TelemetryField, number>> = {
  rssiDbm: 1,
  mainsVolts: 0.5,
  celsius: 0.5,
  levelDb: 0.5,
  freeBytes: 1_048_576,
  outputWatts: 0.5,
  clockErrorMs: 10,
};

/** Min, mean and max of one step of a day (its first, second, … hour, or the day itself). */
export interface DayStep {
  readonly step: number;
  readonly min: number;
  readonly mean: number;
  readonly max: number;
}
export type DaySteps = ReadonlyMap<TelemetryField, readonly DayStep[]>;

/**
 * A day of a node in some hundred bytes: for each field which steps there are (bits), then for each step the difference to the
 * step before and, unless it was flat, how far mean and maximum lie above the minimum; all as LEB128.
 */
export function encodeDay(day: DaySteps): Uint8Array {
  const bytes: number[] = [];
  for (const field of TELEMETRY_FIELDS) {
    const steps = day.get(field) ?? [];
    putNumber(
      bytes,
      steps.reduce((mask, { step }) => mask + 2 ** step, 0),
    );
    let before = 0;
    for (const { min, mean, max } of steps) {
      const [low, middle, high] = [min, mean, max].map((value) => Math.round(value / RESOLUTION[field])) as [
        number,
        number,
        number,
      ];
      const flat = low === high;
      putNumber(bytes, zigzag(low - before) * 2 + (flat ? 1 : 0));
      if (!flat) {
        putNumber(bytes, middle - low);
        putNumber(bytes, high - low);
      }
      before = low;
    }
  }
  return Uint8Array.from(bytes);
}

export function decodeDay(bytes: Uint8Array): Map<TelemetryField, DayStep[]> {
  const day = new Map<TelemetryField, DayStep[]>();
  const reader = { bytes, at: 0 };
  for (const field of TELEMETRY_FIELDS) {
    const unit = RESOLUTION[field];
    const mask = getNumber(reader);
    const steps: DayStep[] = [];
    let before = 0;
    for (let step = 0; 2 ** step <= mask; step++) {
      if (Math.floor(mask / 2 ** step) % 2 === 0) continue;
      const first = getNumber(reader);
      const low = before + unzigzag(Math.floor(first / 2));
      const [middle, high] = first % 2 === 1 ? [low, low] : [low + getNumber(reader), low + getNumber(reader)];
      steps.push({ step, min: low * unit, mean: middle * unit, max: high * unit });
      before = low;
    }
    if (steps.length > 0) day.set(field, steps);
  }
  return day;
}

/** A day's steps as stretches of time from its beginning on. */
export function piecesOfDay(steps: readonly DayStep[], beganAt: number, stepMs: number): Piece[] {
  return steps.map(({ step, ...values }) => ({
    ...{ from: beganAt + step * stepMs, to: beganAt + (step + 1) * stepMs },
    ...values,
  }));
}

function zigzag(value: number): number {
  return value < 0 ? -value * 2 - 1 : value * 2;
}

function unzigzag(value: number): number {
  return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
}

/** LEB128 by arithmetic: values pass 2^32. */
function putNumber(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}

function getNumber(reader: { readonly bytes: Uint8Array; at: number }): number {
  let value = 0;
  for (let place = 1; ; place *= 128) {
    const byte = reader.bytes[reader.at++] ?? 0;
    value += (byte % 128) * place;
    if (byte < 128) return value;
  }
}
