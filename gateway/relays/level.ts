// pure
/** Rate at which the level is measured; it needs no more. */
export const LEVEL_RATE = 8_000;
/** One reading each half second. */
export const READING_MS = 500;
const READING_BYTES = (LEVEL_RATE * 2 * READING_MS) / 1_000;
export const NO_SOUND_DB = -120;

/** RMS of 16-bit samples, dB below full scale. */
export function rmsDb(samples: Buffer): number {
  let sum = 0;
  const count = samples.length >> 1;
  for (let index = 0; index < count; index++) sum += samples.readInt16LE(index * 2) ** 2;
  const rms = Math.sqrt(sum / Math.max(1, count)) / 32_768;
  return rms === 0 ? NO_SOUND_DB : Math.max(NO_SOUND_DB, 20 * Math.log10(rms));
}

/** Cuts a stream of 16-bit samples into readings. */
export class LevelMeter {
  #rest: Buffer = Buffer.alloc(0);

  /** The level of each half second that is complete now (dB). */
  take(samples: Buffer): number[] {
    let bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, samples]) : samples;
    const readings: number[] = [];
    for (; bytes.length >= READING_BYTES; bytes = bytes.subarray(READING_BYTES))
      readings.push(rmsDb(bytes.subarray(0, READING_BYTES)));
    this.#rest = Buffer.from(bytes);
    return readings;
  }
}

/** The level of several readings together: of their power, as one longer reading would have it. */
export function levelOf(readings: readonly number[]): number {
  if (readings.length === 0) return NO_SOUND_DB;
  const power = readings.reduce((sum, db) => sum + 10 ** (db / 10), 0) / readings.length;
  return Math.max(NO_SOUND_DB, Math.round(10 * Math.log10(power) * 10) / 10);
}

export interface Hearing {
  /** How long it has been quiet, and how much was heard since. */
  readonly quietMs: number;
  readonly loudMs: number;
  readonly state: 'unknown' | 'ok' | 'silent';
}
export const NOTHING_HEARD: Hearing = { quietMs: 0, loudMs: 0, state: 'unknown' };

export interface SilenceRule {
  readonly silenceMs: number;
  readonly silenceDb: number;
  /** So much sound and it is back: a click is no programme. */
  readonly backMs: number;
}

/** What one more reading says (issue 7: 20 s under −40 dB). Pauses between words do not take back what was heard before them. */
export function afterReading(hearing: Hearing, db: number, { silenceMs, silenceDb, backMs }: SilenceRule): Hearing {
  const isQuiet = db < silenceDb;
  const quietMs = isQuiet ? hearing.quietMs + READING_MS : 0;
  const loudMs = isQuiet ? (quietMs >= backMs * 2 ? 0 : hearing.loudMs) : hearing.loudMs + READING_MS;
  if (quietMs >= silenceMs) return { quietMs, loudMs: 0, state: 'silent' };
  return { quietMs, loudMs, state: loudMs >= backMs ? 'ok' : hearing.state };
}
