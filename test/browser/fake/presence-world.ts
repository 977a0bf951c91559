import type { Node, PresencePeriod } from '../../../protocol/api/areas.ts';
import { chance } from './random.ts';

const HOUR = 3_600_000;

/** Two days of one node: mostly online, an hour nobody watched, a short cut for some, and offline since it was last seen. */
export function presenceOf(node: Node, from: number, to: number): PresencePeriod[] {
  const unwatched = from + 20 * HOUR;
  const cut = from + Math.floor(chance('cut', node.id) * 15 + 2) * HOUR;
  const periods: PresencePeriod[] = [
    { from, to: cut, state: 'online' },
    { from: cut, to: cut + HOUR, state: 'offline' },
    { from: cut + HOUR, to: unwatched, state: 'online' },
    { from: unwatched, to: unwatched + HOUR, state: 'unobserved' },
    { from: unwatched + HOUR, to, state: 'online' },
  ];
  const silentSince = node.presence === 'offline' ? Math.min(node.lastSeenAt ?? from, to) : to;
  const cutOff = periods
    .filter((period) => period.from < silentSince)
    .map((period) => ({ ...period, to: Math.min(period.to, silentSince) }));
  return silentSince < to ? [...cutOff, { from: silentSince, to, state: node.presence }] : cutOff;
}
