// pure
import type { Night } from '../../protocol/api/notify.ts';
import type { Severity } from '../../protocol/faults.ts';
import type { MessageStep } from '../../protocol/notify.ts';
import { DAY_MS, MINUTE_MS } from '../../protocol/units.ts';
import { millisecondOfDay, minutesOf } from '../../protocol/vietnam-time.ts';

/** When the night that covers `at` (ms UTC) ends; undefined by day. A night may cross midnight; one of no length is none. */
export function endOfNight({ from, to }: Pick<Night, 'from' | 'to'>, at: number): number | undefined {
  const [begin, end] = [minutesOf(from) * MINUTE_MS, minutesOf(to) * MINUTE_MS];
  const now = millisecondOfDay(at);
  const isNight = begin <= end ? now >= begin && now < end : now >= begin || now < end;
  if (!isNight) return undefined;
  return at + ((end - now + DAY_MS) % DAY_MS);
}

/** Until when a message waits for its reader to wake; undefined: it goes at once. Good news never wakes anybody. */
export function heldUntil(
  night: Night | undefined,
  step: MessageStep,
  severity: Severity,
  at: number,
): number | undefined {
  if (!night || (night.criticalPasses && severity === 'critical' && step !== 'over')) return undefined;
  return endOfNight(night, at);
}
