// pure

/** One try: so much gain was given, so loud it became (LUFS). */
export interface Try {
  readonly gainDb: number;
  readonly lufs: number;
}

/** How much of a decibel given arrives at least: where the limiter takes more, the sound would be squeezed flat. */
const LEAST_ARRIVING = 0.2;
/** Of a first correction the limiter takes its share again; how much is not known yet. */
const GIVEN_BACK = 1.3;
const MOST_STEP_DB = 12;

/** The gain (dB) of the next try: from the last two it is seen how much of the gain the limiter and the codec let through. */
export function nextGain(target: number, tries: readonly Try[]): number {
  const last = tries.at(-1);
  if (!last) throw new RangeError('nothing was tried yet');
  const missing = target - last.lufs;
  const before = tries.at(-2);
  const given = before ? last.gainDb - before.gainDb : 0;
  const arriving = before && given !== 0 ? (last.lufs - before.lufs) / given : 1 / GIVEN_BACK;
  const step = missing / Math.min(1, Math.max(LEAST_ARRIVING, arriving));
  return last.gainDb + Math.max(-MOST_STEP_DB, Math.min(MOST_STEP_DB, step));
}
