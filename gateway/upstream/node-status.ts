import type { PresenceState } from '../../protocol/api/areas.ts';
import type { RunRef } from '../../protocol/messages/fields.ts';
import type { Beat } from '../../protocol/messages/uplink.ts';
import type { NodeRecord } from '../nodes/roster.ts';
import type { Message } from './dialect/messages.ts';

export type StatusItem = Message<'status'>['items'][number];

/** What is known of nodes now, from memory: a province is asked for every minute. */
export interface NodeStatusParts {
  readonly presenceAt: (now: number) => (node: string) => PresenceState;
  readonly latest: (node: string) => Beat | undefined;
  readonly titleOf: (playing: RunRef) => string | undefined;
  /** Set from afar, where the node has not said its own. */
  readonly volumeOf: (node: string) => number | undefined;
}

/** What a node reports upward (DOMAIN §3.6). A silent one is stopped as far as anybody knows; what it last measured is not said again. */
export function statusItem(
  { presenceAt, latest, titleOf, volumeOf }: NodeStatusParts,
  now: number,
): (node: NodeRecord, name: string) => StatusItem {
  const stateOf = presenceAt(now);
  return (node, name) => {
    const connection = stateOf(node.id);
    const beat = connection === 'online' ? latest(node.id) : undefined;
    const { playing, outputWatts, celsius } = beat ?? {};
    const volume = beat?.volume ?? volumeOf(node.id);
    const title = playing && titleOf(playing);
    return {
      ...{ node: name, connection, activity: playing ? ('playing' as const) : ('stopped' as const) },
      ...(volume === undefined ? {} : { volume }),
      ...(node.latitude === undefined ? {} : { latitude: node.latitude }),
      ...(node.longitude === undefined ? {} : { longitude: node.longitude }),
      ...(outputWatts === undefined ? {} : { watts: outputWatts }),
      ...(celsius === undefined ? {} : { celsius }),
      ...(node.firmware === undefined ? {} : { firmware: node.firmware }),
      ...(title === undefined ? {} : { title }),
    };
  };
}
