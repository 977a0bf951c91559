const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;
const STEADY_MS = 60_000;

/**
 * How long to wait before a process that ended is started again: 1 s, 2 s, 4 s … 30 s.
 * @param {number} endsInARow how often it ended before, without having been up for a minute in between
 */
export function restartDelayMs(endsInARow) {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** endsInARow);
}

/**
 * Says whether a process was up so long that its end starts a new count.
 * @param {number} upMs
 */
export function wasSteady(upMs) {
  return upMs >= STEADY_MS;
}
