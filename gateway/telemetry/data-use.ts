// pure
/** What a node's counters said: bytes over the mobile network since it was switched on. */
export interface Counters {
  /** When it was heard (ms UTC). */
  at: number;
  uptimeMs: number;
  sent: number;
  received: number;
}

/** Clocks and lines make the instant of switching on look a little different in each beat. */
const SLACK_MS = 60_000;
const ZERO = { sent: 0, received: 0 } as const;

/** Was the node switched on anew between the two? Then its counters began again at zero. */
export function beganAnew(last: Counters, now: Counters): boolean {
  return (
    now.uptimeMs < last.uptimeMs ||
    now.sent < last.sent ||
    now.received < last.received ||
    now.at - now.uptimeMs > last.at + SLACK_MS
  );
}

/**
 * From which counters on the bytes of `now` are new: zero after a reboot, the last ones else. Of a node heard for the first time
 * what it used before `monthFrom` cannot be told apart: counted whole when it was switched on since, from here on else.
 */
export function countedFrom(
  last: Counters | undefined,
  now: Counters,
  monthFrom: number,
): { readonly sent: number; readonly received: number } {
  if (last === undefined) return now.at - now.uptimeMs >= monthFrom ? ZERO : now;
  return beganAnew(last, now) ? ZERO : last;
}

/** How much of a month's budget is told of: nothing, the warning at 80 %, or all of it. */
export function budgetLevel(bytes: number, budgetMb: number | undefined): 0 | 80 | 100 {
  if (budgetMb === undefined) return 0;
  const share = bytes / (budgetMb * 1_000_000);
  if (share >= 1) return 100;
  return share >= 0.8 ? 80 : 0;
}
