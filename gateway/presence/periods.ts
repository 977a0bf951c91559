// pure
import type { PresencePeriod, PresenceState } from '../../protocol/api/areas.ts';
import { BRIDGED_INTERVALS } from './period.ts';

/** Time from `from` to `to`, `to` excluded. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * What is known of a node over a window: periods without overlap that cover it exactly.
 * Outside the watch nothing is known, whatever a bridged period spans. Within it the node is online in its periods and
 * offline else, except in the first three intervals after the watch opened: nobody was listening for what is missing there.
 */
export function periodsOf(
  window: Span,
  online: readonly Span[],
  watch: readonly Span[],
  intervalMs: number,
): PresencePeriod[] {
  if (window.to <= window.from) return [];
  const opened = union(watch);
  const heard = union(online);
  const grace = opened.map((span) => ({ from: span.from, to: span.from + BRIDGED_INTERVALS * intervalMs }));
  const edges = new Set([window.from, window.to]);
  for (const span of [...opened, ...heard, ...grace])
    for (const edge of [span.from, span.to]) if (edge > window.from && edge < window.to) edges.add(edge);
  const points = [...edges].sort((a, b) => a - b);
  const watching = cursor(opened);
  const hearing = cursor(heard);
  const waiting = cursor(union(grace));
  const periods: PresencePeriod[] = [];
  for (const [index, from] of points.slice(0, -1).entries()) {
    const to = points[index + 1] as number;
    const state: PresenceState = !watching(from)
      ? 'unobserved'
      : hearing(from)
        ? 'online'
        : waiting(from)
          ? 'unobserved'
          : 'offline';
    const last = periods[periods.length - 1];
    if (last?.state === state) periods[periods.length - 1] = { ...last, to };
    else periods.push({ from, to, state });
  }
  return periods;
}

/** Silence within maintenance windows says «bảo trì»; what was heard there was heard, and what nobody watched stays unobserved. */
export function withMaintenance(periods: readonly PresencePeriod[], windows: readonly Span[]): PresencePeriod[] {
  const held = union(windows);
  return periods.flatMap((period) => {
    if (period.state !== 'offline') return [period];
    const meets = held.filter((span) => span.from < period.to && period.from < span.to);
    let { from } = period;
    const parts: PresencePeriod[] = [];
    for (const span of meets) {
      if (span.from > from) parts.push({ from, to: span.from, state: 'offline' });
      const to = Math.min(span.to, period.to);
      parts.push({ from: Math.max(from, span.from), to, state: 'maintenance' });
      from = to;
    }
    return from < period.to ? [...parts, { from, to: period.to, state: 'offline' as const }] : parts;
  });
}

/** The same time without overlaps, earliest first. */
export function union(spans: readonly Span[]): Span[] {
  const apart: Span[] = [];
  for (const span of spans.filter((one) => one.to > one.from).sort((a, b) => a.from - b.from)) {
    const last = apart[apart.length - 1];
    if (last && span.from <= last.to) apart[apart.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    else apart.push(span);
  }
  return apart;
}

/** Asks «does this instant lie in one of the spans?» for instants that only grow. */
function cursor(spans: readonly Span[]): (instant: number) => boolean {
  let index = 0;
  return (instant) => {
    while (index < spans.length && (spans[index] as Span).to <= instant) index++;
    const span = spans[index];
    return span !== undefined && span.from <= instant;
  };
}
