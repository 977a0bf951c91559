import type { Config } from '../../protocol/messages/downlink.ts';
import type { QuietWindow } from '../../protocol/quiet-hours.ts';
import { DEFAULT_BEAT_MS, HOUR_MS } from '../../protocol/units.ts';
import type { NodeRecord } from './roster.ts';

/** Full for what warns, softer for the everyday; a programme may say otherwise. */
const VOLUME = { emergency: 100, priority: 90, normal: 80 } as const;
/** Nothing sounds longer, whatever goes wrong (DOMAIN §3.9). */
const MAX_RUN_MS = 3 * HOUR_MS;

/** What a node shall be, as the gateway signs it. */
export function configOf(
  node: NodeRecord,
  groups: readonly string[],
  quiet: readonly QuietWindow[],
  now: number,
): Config {
  return {
    v: 1,
    node: node.id,
    version: node.configVersion,
    at: now,
    groups: [...groups],
    beatMs: node.beatMs ?? DEFAULT_BEAT_MS,
    volume: VOLUME,
    quiet: [...quiet],
    maxRunMs: MAX_RUN_MS,
  };
}
