// pure
import type { Span } from '../../firmware-sim/scenarios/timeline.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../protocol/units.ts';
import { addDays, dayOf, instantAt, startOfDay } from '../../protocol/vietnam-time.ts';

/** A run is over at the latest so long after its due instant. */
const RUN_MS = 15 * MINUTE_MS;

/** From a Vietnamese midnight up to now, or up to just before a run that is still on the air. */
export function windowOf(now: number, days: number, dueAt: readonly number[] = []): Span {
  const playing = dueAt.filter((due) => due <= now && now < due + RUN_MS);
  return { from: startOfDay(addDays(dayOf(now), -days)), to: Math.min(now, ...playing.map((due) => due - MINUTE_MS)) };
}

/** Once the gateway was down over an afternoon session: unobserved time, and receipts that came late. */
export function outagesOf(window: Span): Span[] {
  const day = dayOf(window.to - 23 * DAY_MS);
  const outage = { from: instantAt(day, '15:50'), to: instantAt(day, '19:30') };
  return outage.from > window.from && outage.to < window.to ? [outage] : [];
}

/** The instants at which the generator stops to let the gateway's ticks run: after each due instant, and through the day. */
export function stopsOf(window: Span, dueAt: Iterable<number>): number[] {
  const stops = new Set<number>([window.to]);
  for (const due of dueAt) {
    stops.add(due + 1_000);
    stops.add(due + RUN_MS);
  }
  for (let midnight = window.from; midnight < window.to; midnight += DAY_MS) {
    stops.add(midnight + 10 * MINUTE_MS);
    stops.add(midnight + 11 * HOUR_MS);
  }
  return [...stops].filter((stop) => stop > window.from && stop <= window.to).sort((a, b) => a - b);
}
