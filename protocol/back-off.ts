// pure

/** Exponential back-off with full jitter: `attempt` counts failures from 0, `random` is in [0, 1). Milliseconds to wait. */
export function backOffMs(attempt: number, random: number, baseMs = 1_000, capMs = 30_000): number {
  return random * Math.min(capMs, baseMs * 2 ** Math.min(attempt, 30));
}
