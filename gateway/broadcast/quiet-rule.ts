import type { BulletinClass } from '../../protocol/classes.ts';
import { type QuietWindow, quietVerdict } from '../../protocol/quiet-hours.ts';
import { timeOf } from '../../protocol/vietnam-time.ts';
import { RuleError } from '../errors.ts';

/**
 * Throws RuleError with `nextAllowedAt` when a start falls into the quiet hours of any of the communes addressed, and says
 * from when on it would fit in all of them.
 */
export function requireOutsideQuietHours(
  windowSets: readonly (readonly QuietWindow[])[],
  bulletinClass: BulletinClass,
  starts: readonly number[],
  durationMs: number,
): void {
  const windows = windowSets.flat();
  for (const startAt of starts) {
    const verdict = quietVerdict(windows, bulletinClass, startAt, durationMs);
    if (verdict.allowed) continue;
    const { nextAllowedAt } = verdict;
    const advice =
      nextAllowedAt === undefined
        ? `Nothing of this length (${Math.ceil(durationMs / 60_000)} min) fits between them; shorten it.`
        : `Choose ${timeOf(nextAllowedAt)} or later.`;
    throw new RuleError(
      'quiet-hours',
      `${timeOf(startAt)} is in or runs into the quiet hours (${spans(windows)}). ${advice}`,
      nextAllowedAt === undefined ? {} : { nextAllowedAt },
    );
  }
}

function spans(windows: readonly QuietWindow[]): string {
  return [...new Set(windows.map((window) => `${window.from}–${window.to}`))].slice(0, 4).join(', ');
}
