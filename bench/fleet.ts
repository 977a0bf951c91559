import { createHash, randomBytes } from 'node:crypto';
import { newAreaId } from '../gateway/areas/areas.ts';
import { saveAreas } from '../gateway/areas/areas-store.ts';
import type { Database } from '../gateway/database/database.ts';
import { insertCredentials, saveNodes } from '../gateway/nodes/nodes-store.ts';
import { type NodeRecord, nodeKeys } from '../gateway/nodes/roster.ts';
import type { Area } from '../protocol/api/areas.ts';
import { nodeIdFrom } from '../protocol/ids.ts';
import { type LoadIdentity, NEWEST_KEYS, randomCredential } from './load-node.ts';

/** A province as DOMAIN §7 sizes it. */
export const COMMUNES = 125;
const NODES_A_HAMLET = 3;
const HORNS = 3;

export interface Fleet {
  readonly province: string;
  readonly areas: readonly Area[];
  readonly identities: readonly LoadIdentity[];
}

/** Puts a province into an empty database: communes, hamlets and enrolled nodes that have been there for two years. */
export async function settleFleet(
  database: Database,
  size: { nodes: number; hamlets?: number },
  now: number,
): Promise<Fleet> {
  const hamlets = size.hamlets ?? Math.max(1, Math.round(size.nodes / NODES_A_HAMLET));
  const areas = areasOf(hamlets);
  const below = areas.filter((area) => area.kind === 'hamlet');
  const since = now - 2 * 365 * 86_400_000;
  const records: NodeRecord[] = [];
  const identities: LoadIdentity[] = [];
  for (let index = 0; index < size.nodes; index++) {
    const hamlet = below[index % below.length] as Area;
    const id = nodeIdFrom(randomBytes(10));
    const label = { code: `B-${String(index + 1).padStart(5, '0')}`, place: 'nhà văn hóa' };
    records.push({
      id,
      hamlet: hamlet.id,
      ...label,
      ...nodeKeys(label),
      technology: 'ip',
      horns: HORNS,
      sensor: 'microphone',
      publicKey: UNUSED_KEY,
      enrolledAt: since,
      createdAt: since,
      configVersion: 1,
      rosterVersion: 1,
      keysVersion: NEWEST_KEYS,
    });
    const province = areas[0] as Area;
    identities.push({
      node: id,
      credential: randomCredential(),
      groups: [hamlet.id, hamlet.parent ?? '', province.id],
    });
  }
  await database.write(async (transaction) => {
    await saveAreas(transaction, database.dialect, areas);
    await saveNodes(transaction, database.dialect, records, now);
    const credentials = identities.map(({ node, credential }) => ({
      node,
      sha256: createHash('sha256').update(credential).digest('hex'),
      validFrom: since,
    }));
    await insertCredentials(transaction, database.dialect, credentials);
  });
  return { province: (areas[0] as Area).id, areas, identities };
}

/** A well-formed Ed25519 key (SPKI) nobody signs with. */
const UNUSED_KEY = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), randomBytes(32)]).toString(
  'base64url',
);

function areasOf(hamlets: number): Area[] {
  const common = { validFrom: '2020-01-01', predecessors: [] };
  const province: Area = { ...common, id: newAreaId(), kind: 'province', name: 'Tỉnh đo' };
  const communes = Array.from({ length: Math.min(COMMUNES, hamlets) }, (_, index): Area => {
    return { ...common, id: newAreaId(), kind: 'commune', unit: 'xã', name: `Xã ${index + 1}`, parent: province.id };
  });
  const below = Array.from({ length: hamlets }, (_, index): Area => {
    const commune = communes[index % communes.length] as Area;
    return { ...common, id: newAreaId(), kind: 'hamlet', unit: 'thôn', name: `Thôn ${index + 1}`, parent: commune.id };
  });
  return [province, ...communes, ...below];
}
