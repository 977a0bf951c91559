// pure
import type { BulletinClass } from '../../protocol/classes.ts';
import type { Chime } from '../areas/broadcast-settings.ts';
import { chimeOf, type Manner } from '../broadcast/manner.ts';

/** Who waits to speak waits no longer for a chime; a commune may have one of a minute. */
export const LONGEST_LIVE_CHIME_MS = 10_000;
/** The stream lags by so much behind the clock at most: the chime is through when the first word comes. */
const AFTER_CHIME_MS = 250;

/**
 * The chime before somebody speaks as `urgency` in these communes. There is one stream, so there is one chime: where communes differ, the
 * one that most of them have (none counts as one), and of as many the first.
 */
export function chimeBefore(manners: readonly Manner[], urgency: BulletinClass): Chime | undefined {
  const votes = new Map<string, { chime: Chime | undefined; count: number }>();
  for (const manner of manners) {
    const chime = chimeOf(manner, urgency);
    const vote = votes.get(chime?.sha256 ?? '') ?? { chime, count: 0 };
    vote.count++;
    votes.set(chime?.sha256 ?? '', vote);
  }
  return [...votes.values()].reduce<{ chime: Chime | undefined; count: number }>(
    (most, vote) => (vote.count > most.count ? vote : most),
    { chime: undefined, count: 0 },
  ).chime;
}

/** How much earlier than the first word the nodes begin. */
export function leadMs(chimeMs: number): number {
  return chimeMs === 0 ? 0 : Math.min(chimeMs, LONGEST_LIVE_CHIME_MS) + AFTER_CHIME_MS;
}
