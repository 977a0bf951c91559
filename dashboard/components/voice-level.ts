// pure
/** How loud a voice comes in: nothing at all, too soft, right, too loud. */
export type VoiceLevel = 'silent' | 'soft' | 'right' | 'loud';

const FLOOR_DB = -60;
const SILENT_DB = -55;
const SOFT_DB = -32;
const LOUD_DB = -6;

/** Loudness of a piece of sound (samples from −1 to 1) in dB below full scale, not under −60. */
export function decibels(samples: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < samples.length; index++) sum += (samples[index] ?? 0) ** 2;
  const rms = Math.sqrt(sum / Math.max(1, samples.length));
  return rms === 0 ? FLOOR_DB : Math.max(FLOOR_DB, 20 * Math.log10(rms));
}

/** 0 to 100, for the meter. */
export function meterValue(db: number): number {
  return Math.round(((Math.min(0, db) - FLOOR_DB) / -FLOOR_DB) * 100);
}

/** Of the last seconds, not of the moment: a pause between two words is no reason to say "louder". */
export function voiceLevel(lastSeconds: readonly number[]): VoiceLevel {
  const peak = Math.max(FLOOR_DB, ...lastSeconds);
  if (peak < SILENT_DB) return 'silent';
  if (peak < SOFT_DB) return 'soft';
  return peak > LOUD_DB ? 'loud' : 'right';
}
