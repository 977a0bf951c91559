// pure
/** How early sound may begin and still be this run's (DESIGN §8). */
export const EARLY_MS = 2_000;
/** Share of a run that the sensor must have confirmed; the shipped rules use the same for a session. */
export const HEARD_SHARE = 0.8;

export interface HeardFacts {
  readonly dueAt: number;
  readonly expectedMs: number;
  readonly startedAt?: number | undefined;
  readonly heardBy?: 'microphone' | 'current' | 'none' | undefined;
  readonly heardMs?: number | undefined;
}

/**
 * Did the horns sound, by the node's own microphone or current reading? Undefined where nothing can tell (no report, no
 * sensor); false for sound that was missing, too short, or began outside [due − 2 s, due + allowed lateness].
 */
export function wasHeard(delivery: HeardFacts, latenessMs: number): boolean | undefined {
  const { heardBy, heardMs = 0, startedAt, dueAt, expectedMs } = delivery;
  if (heardBy === undefined || heardBy === 'none') return undefined;
  if (startedAt === undefined || startedAt < dueAt - EARLY_MS || startedAt > dueAt + latenessMs) return false;
  return heardMs > 0 && heardMs >= expectedMs * HEARD_SHARE;
}
