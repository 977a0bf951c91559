// pure
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../protocol/units.ts';

/**
 * How long the state of all nodes is kept for a source that does not take it: each for an hour, one in ten minutes for a day, one
 * an hour for a week. Log entries are never thinned.
 */
const KEPT: readonly { readonly untilMs: number; readonly oneInMs: number }[] = [
  { untilMs: HOUR_MS, oneInMs: 0 },
  { untilMs: DAY_MS, oneInMs: 10 * MINUTE_MS },
  { untilMs: 7 * DAY_MS, oneInMs: HOUR_MS },
];

/** Of the instants (ms UTC) whose state waits: those that are given up at `now`. Thinned again it gives up nothing more. */
export function superseded(instants: readonly number[], now: number): number[] {
  const kept = new Set<string>();
  return [...new Set(instants)]
    .sort((a, b) => a - b)
    .filter((at) => {
      const rule = KEPT.find(({ untilMs }) => now - at <= untilMs);
      if (!rule) return true;
      if (rule.oneInMs === 0) return false;
      const window = `${rule.oneInMs} ${Math.floor(at / rule.oneInMs)}`;
      if (kept.has(window)) return true;
      kept.add(window);
      return false;
    });
}
