import type { Config } from '../../protocol/messages/downlink.ts';
import type { QuietWindow } from '../../protocol/quiet-hours.ts';
import { DEFAULT_BEAT_MS, HOUR_MS } from '../../protocol/units.ts';
import type { NodeRecord } from './roster.ts';
import type { Stagger } from './stagger.ts';

/** What its commune says of how it speaks; `areas` knows it. */
export interface NodeManner {
  readonly volume: Config['volume'];
  readonly stagger: Stagger;
  /** Not louder than this in these hours, emergencies excepted. */
  readonly loudest?: Config['loudest'];
  /** When its nodes test their own horns; absent: never by themselves. */
  readonly selfTest?: Config['selfTest'];
}

/** Nothing sounds longer, whatever goes wrong (DOMAIN §3.9). */
const MAX_RUN_MS = 3 * HOUR_MS;

/** What a node shall be, as the gateway signs it. */
export function configOf(
  node: NodeRecord,
  groups: readonly string[],
  quiet: readonly QuietWindow[],
  manner: Pick<NodeManner, 'volume' | 'loudest' | 'selfTest'> & { readonly staggerMs: number },
  now: number,
): Config {
  const loudest = limitsOf(manner.loudest, node.loudest);
  return {
    v: 1,
    node: node.id,
    version: node.configVersion,
    at: now,
    groups: [...groups],
    beatMs: node.beatMs ?? DEFAULT_BEAT_MS,
    volume: manner.volume,
    quiet: [...quiet],
    ...(loudest.length > 0 && { loudest }),
    maxRunMs: MAX_RUN_MS,
    ...(manner.selfTest && { selfTest: manner.selfTest }),
    ...(manner.staggerMs > 0 && { staggerMs: manner.staggerMs }),
    ...(node.listensTo !== undefined && { listensTo: node.listensTo }),
  };
}

/** Of the commune by the hour, and of this node all day long; where both hold, the smaller does. */
function limitsOf(commune: Config['loudest'] = [], own: number | undefined): NonNullable<Config['loudest']> {
  return [...commune, ...(own === undefined ? [] : [{ from: '00:00', to: '00:00', percent: own }])];
}
