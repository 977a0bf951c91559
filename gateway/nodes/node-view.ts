import type { Node } from '../../protocol/api/areas.ts';
import type { AreaLookup, NodeRecord } from './roster.ts';

/** What a node does at the moment; presence and broadcast know it. */
export type Live = Pick<Node, 'presence'> &
  Partial<
    Pick<
      Node,
      | 'lastSeenAt'
      | 'rssiDbm'
      | 'mainsVolts'
      | 'celsius'
      | 'volume'
      | 'playing'
      | 'planVersion'
      | 'planWanted'
      | 'clockErrorMs'
      | 'faults'
      | 'maintenance'
    >
  >;

/** A node as the API shows it. */
export function nodeView(node: NodeRecord, areas: AreaLookup, credentialSince: number | undefined, live: Live): Node {
  const commune = areas.communeOf(node.hamlet) ?? node.hamlet;
  const { latitude, longitude, firmware, sensor, loudest } = node;
  return {
    id: node.id,
    hamlet: node.hamlet,
    hamletName: areas.get(node.hamlet)?.name ?? '',
    commune,
    communeName: areas.get(commune)?.name ?? '',
    code: node.code,
    place: node.place,
    technology: node.technology,
    horns: node.horns,
    ...(latitude === undefined ? {} : { latitude }),
    ...(longitude === undefined ? {} : { longitude }),
    enrolled: credentialSince !== undefined,
    ...(credentialSince === undefined ? {} : { credentialSince }),
    ...live,
    ...(firmware === undefined ? {} : { firmware }),
    ...(sensor === undefined ? {} : { sensor }),
    ...(loudest === undefined ? {} : { loudest }),
  };
}
