// pure
import type { BulletinClass } from '../../protocol/classes.ts';
import type { Chime } from '../areas/broadcast-settings.ts';
import { chimeOf, type Manner } from '../broadcast/manner.ts';

/** Who waits to speak waits no longer for a chime; a commune may have one of a minute. */
export const LONGEST_LIVE_CHIME_MS = 10_000;
/** So many different ones sound before one session; where there are more, the rarest communes hear the one that most have. */
export const MOST_LIVE_CHIMES = 8;
/** The stream lags by so much behind the clock at most: the chime is through when the first word comes. */
const AFTER_CHIME_MS = 250;

/**
 * The different chimes before somebody speaks as `urgency` in these communes, that of most communes first (undefined: none before it), and of as
 * many the first; `MOST_LIVE_CHIMES` at most.
 */
export function chimesBefore(manners: readonly Manner[], urgency: BulletinClass): (Chime | undefined)[] {
  const votes = new Map<string, { chime: Chime | undefined; count: number }>();
  for (const manner of manners) {
    const chime = chimeOf(manner, urgency);
    const vote = votes.get(chime?.sha256 ?? '') ?? { chime, count: 0 };
    vote.count++;
    votes.set(chime?.sha256 ?? '', vote);
  }
  // Sorting is stable: of as many the first stays the first.
  const ranked = [...votes.values()].sort((one, other) => other.count - one.count);
  return ranked.slice(0, MOST_LIVE_CHIMES).map(({ chime }) => chime);
}

/** How much earlier than the first word the nodes begin; of several chimes it is for the longest. */
export function leadMs(chimeMs: number): number {
  return chimeMs === 0 ? 0 : Math.min(chimeMs, LONGEST_LIVE_CHIME_MS) + AFTER_CHIME_MS;
}
