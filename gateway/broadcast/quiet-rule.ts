// pure
import type { BulletinClass } from '../../protocol/classes.ts';
import { type QuietWindow, quietVerdict } from '../../protocol/quiet-hours.ts';
import { timeOf } from '../../protocol/vietnam-time.ts';
import { RuleError } from '../errors.ts';
import { distinctManners, lengthAt, longestMs, type Manner, soundingAt } from './manner.ts';

/**
 * Throws RuleError with `nextAllowedAt` when a start falls into the quiet hours of any of the communes addressed, or outside its
 * allowed hours, or would run on into them where that is not trimmed; says from when on it would fit in all of them.
 */
export function requireOutsideQuietHours(
  manners: readonly Manner[],
  bulletinClass: BulletinClass,
  starts: readonly number[],
  durationMs: number,
): void {
  const distinct = distinctManners(manners);
  const windows = distinct.flatMap((manner) => manner.quiet);
  for (const startAt of starts) {
    const refusing = distinct.filter((manner) => soundingAt(manner, bulletinClass, startAt, durationMs) === 0);
    if (refusing.length === 0) continue;
    const length = Math.max(...distinct.map((manner) => lengthAt(manner, bulletinClass, durationMs)));
    const verdict = quietVerdict(windows, bulletinClass, startAt, length);
    const nextAllowedAt = verdict.allowed ? undefined : verdict.nextAllowedAt;
    const advice =
      nextAllowedAt === undefined
        ? `Nothing of this length (${Math.ceil(length / 60_000)} min) fits between them; shorten it.`
        : `Choose ${timeOf(nextAllowedAt)} or later.`;
    throw new RuleError(
      'quiet-hours',
      `${timeOf(startAt)} is in or runs into the quiet hours (${spans(windows)}). ${advice}`,
      nextAllowedAt === undefined ? {} : { nextAllowedAt },
    );
  }
}

/** Throws RuleError when it is longer than any of the communes addressed lets a run be. */
export function requireNotTooLong(manners: readonly Manner[], bulletinClass: BulletinClass, durationMs: number): void {
  const longest = Math.min(...manners.map((manner) => longestMs(manner, bulletinClass)));
  if (durationMs > longest)
    throw new RuleError(
      'too-long',
      `It lasts ${Math.ceil(durationMs / 60_000)} minutes; at most ${longest / 60_000} are allowed there. Shorten it.`,
      { longestMs: longest },
    );
}

function spans(windows: readonly QuietWindow[]): string {
  return [...new Set(windows.map((window) => `${window.from}–${window.to}`))].slice(0, 4).join(', ');
}
