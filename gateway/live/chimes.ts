import type { BulletinClass } from '../../protocol/classes.ts';
import type { Chime } from '../areas/broadcast-settings.ts';
import { chimeOf } from '../broadcast/manner.ts';
import type { Reach } from '../broadcast/reach.ts';
import type { NodeRecord } from '../nodes/roster.ts';
import { chimesBefore, LONGEST_LIVE_CHIME_MS } from './chime-rule.ts';
import type { LiveParts } from './live-parts.ts';

/** What nodes sound before somebody speaks. */
export interface LiveChime {
  readonly sha256: string;
  /** Its Opus. */
  readonly path: string;
  readonly lengthMs: number;
  /** It would be longer. */
  readonly isCut: boolean;
}

/** The chimes of one session: each commune's own at its nodes. */
export interface LiveChimes {
  readonly sounds: readonly LiveChime[];
  /** The longest: all end together, just before the first word. */
  readonly lengthMs: number;
  /** Which one a node sounds, by its SHA-256, and players and browsers that of most communes; undefined: none. */
  readonly of: (node: string | undefined) => string | undefined;
}

const NO_CHIMES: LiveChimes = { sounds: [], lengthMs: 0, of: () => undefined };

type Parts = Pick<LiveParts, 'recordings' | 'chimes' | 'log' | 'tree'>;

/** The chimes of a class where it is spoken, the siren of an emergency everywhere. A missing one never keeps anybody from speaking. */
export async function liveChimes(
  { recordings, chimes, log, tree }: Parts,
  reach: Reach,
  nodes: readonly NodeRecord[],
  { urgency, area }: { readonly urgency: BulletinClass; readonly area: string },
): Promise<LiveChimes> {
  const shown = ({ sha256, opus, durationMs }: Chime): LiveChime => ({
    ...{ sha256, path: recordings.files.pathOf(opus, 'opus') },
    ...{ lengthMs: Math.min(durationMs, LONGEST_LIVE_CHIME_MS), isCut: durationMs > LONGEST_LIVE_CHIME_MS },
  });
  try {
    if (urgency === 'emergency') {
      const siren = shown(await chimes.get('siren', area));
      return { sounds: [siren], lengthMs: siren.lengthMs, of: () => siren.sha256 };
    }
    const homes = new Map(nodes.map(({ id, hamlet }) => [id, tree.communeOf(hamlet) ?? hamlet]));
    const manners = new Map([...new Set(homes.values())].map((commune) => [commune, reach.mannerIn(commune)]));
    const found = chimesBefore([...manners.values()], urgency);
    const sounds = found.flatMap((chime) => (chime ? [shown(chime)] : []));
    if (sounds.length === 0) return NO_CHIMES;
    const made = new Set(found.map((chime) => chime?.sha256));
    const most = found[0]?.sha256;
    const own = new Map([...manners].map(([commune, manner]) => [commune, chimeOf(manner, urgency)?.sha256]));
    return {
      ...{ sounds, lengthMs: Math.max(...sounds.map(({ lengthMs }) => lengthMs)) },
      of: (node) => {
        const commune = node === undefined ? undefined : homes.get(node);
        if (commune === undefined) return most;
        const sha256 = own.get(commune);
        return made.has(sha256) ? sha256 : most;
      },
    };
  } catch (error) {
    log.warn({ err: error, class: urgency }, 'somebody speaks without the chime: it is not here');
    return NO_CHIMES;
  }
}
