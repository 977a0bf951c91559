import type { PresencePeriod, PresenceState } from '../../protocol/api/areas.ts';

/** Share of the window (ms UTC) spent in each state, largest first; time that no period covers is unobserved. */
export function sharesOf(periods: readonly PresencePeriod[], from: number, to: number): [PresenceState, number][] {
  const spent = new Map<PresenceState, number>();
  let covered = 0;
  for (const period of periods) {
    const span = Math.max(0, Math.min(period.to, to) - Math.max(period.from, from));
    spent.set(period.state, (spent.get(period.state) ?? 0) + span);
    covered += span;
  }
  const gap = to - from - covered;
  if (gap > 0) spent.set('unobserved', (spent.get('unobserved') ?? 0) + gap);
  return [...spent]
    .filter(([, span]) => span > 0)
    .map(([state, span]): [PresenceState, number] => [state, span / (to - from)])
    .sort((a, b) => b[1] - a[1]);
}
