import { SHIPPED_RULES } from '../../../gateway/coverage/shipped-rules.ts';
import type { DeliveryFacts } from '../../../gateway/coverage/sound.ts';
import type { Rule } from '../../../protocol/api/coverage.ts';
import { MINUTE_MS } from '../../../protocol/units.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';

export const RULE = SHIPPED_RULES[0] as Rule;
export const NUMBERS = RULE.numbers;
export const DUE = instantAt('2026-11-20', '05:00');
export const HALF_HOUR = 30 * MINUTE_MS;

/** A delivery of half an hour that was fully heard, unless said otherwise. */
export function delivery(other: Partial<DeliveryFacts> = {}): DeliveryFacts {
  const dueAt = other.dueAt ?? DUE;
  return {
    run: 'run',
    node: 'one',
    horns: 3,
    dueAt,
    durationMs: HALF_HOUR,
    latenessMs: 10 * MINUTE_MS,
    ended: true,
    final: true,
    state: 'full',
    startedAt: dueAt + 40,
    playedMs: HALF_HOUR,
    heardMs: HALF_HOUR,
    heardBy: 'microphone',
    clock: 'trusted',
    ...other,
  };
}

/** A row without any word of the node. */
export function silent(other: Partial<DeliveryFacts> = {}): DeliveryFacts {
  const { startedAt: _, playedMs: __, heardMs: ___, heardBy: ____, clock: _____, ...row } = delivery();
  return { ...row, state: 'unknown', final: false, ...other };
}
