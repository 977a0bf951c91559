// pure
import type { HealthCheck, HealthState } from '../../protocol/health.ts';
import { MINUTE_MS } from '../../protocol/units.ts';

/** Without these the gateway does not do its work, whatever else it says. */
const NEEDED: readonly HealthCheck[] = ['lag', 'database', 'broker', 'ticks'];
/** What was looked at longer ago says nothing about now. */
const FRESH_MS = 2 * MINUTE_MS;

export interface Look {
  readonly state: HealthState;
  readonly lookedAt: number | undefined;
}

/** Checks for which the sign of life is held back at `now`; none: it may go. */
export function heldBackBy(lookOf: (check: HealthCheck) => Look, now: number): HealthCheck[] {
  return NEEDED.filter((check) => {
    const { state, lookedAt } = lookOf(check);
    return state === 'bad' || state === 'unknown' || lookedAt === undefined || now - lookedAt > FRESH_MS;
  });
}
