// pure
const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** Full jitter: anything between nothing and an exponentially growing bound. `random` lies in [0, 1). */
export function reconnectDelayMs(attempt: number, random: number): number {
  return Math.floor(random * Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 16)));
}
