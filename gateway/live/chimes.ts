import type { BulletinClass } from '../../protocol/classes.ts';
import type { Chime } from '../areas/broadcast-settings.ts';
import type { Manner } from '../broadcast/manner.ts';
import { chimeBefore, LONGEST_LIVE_CHIME_MS } from './chime-rule.ts';
import type { LiveParts } from './live-parts.ts';

/** What the nodes sound before somebody speaks. */
export interface LiveChime {
  readonly sha256: string;
  /** Its Opus. */
  readonly path: string;
  readonly lengthMs: number;
  /** It would be longer. */
  readonly isCut: boolean;
}

/** The chime of a class in these communes, the siren of an emergency; undefined where there is none. A missing one never keeps anybody from speaking. */
export async function liveChime(
  { recordings, chimes, log }: Pick<LiveParts, 'recordings' | 'chimes' | 'log'>,
  manners: readonly Manner[],
  urgency: BulletinClass,
  area: string,
): Promise<LiveChime | undefined> {
  const shown = ({ sha256, opus, durationMs }: Chime): LiveChime => ({
    ...{ sha256, path: recordings.files.pathOf(opus, 'opus') },
    ...{ lengthMs: Math.min(durationMs, LONGEST_LIVE_CHIME_MS), isCut: durationMs > LONGEST_LIVE_CHIME_MS },
  });
  try {
    const chime = urgency === 'emergency' ? await chimes.get('siren', area) : chimeBefore(manners, urgency);
    return chime && shown(chime);
  } catch (error) {
    log.warn({ err: error, class: urgency }, 'somebody speaks without the chime: it is not here');
    return undefined;
  }
}
