import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { nodeIdFrom } from '../../protocol/ids.ts';
import { toBase64Url } from '../../protocol/jws.ts';
import type { FleetNode } from './fleet-node.ts';

/** PKCS #8 around a raw Ed25519 seed (RFC 8410). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

export interface BenchIdentity extends FleetNode {
  /** SPKI in base64url DER. */
  readonly publicKey: string;
  /** SHA-256 of the credential, as the roster holds it. */
  readonly credentialSha256: string;
}

/** Node number `index` of the bench fleet `seed`: always the same identity, so that broker, gateway and load agree without a file. Never for real nodes. */
export function benchIdentity(seed: string, index: number, groups: readonly string[] = []): BenchIdentity {
  const derive = (what: string) => createHash('sha256').update(`${seed}\0${index}\0${what}`).digest();
  const pkcs8 = Buffer.concat([PKCS8_PREFIX, derive('key')]);
  const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  const credential = toBase64Url(derive('credential'));
  return {
    node: nodeIdFrom(derive('node')),
    credential,
    privateKey: toBase64Url(pkcs8),
    groups: [...groups],
    horns: 2 + (index % 3),
    sensor: 'current',
    code: `B-${String(index).padStart(5, '0')}`,
    publicKey: toBase64Url(createPublicKey(privateKey).export({ format: 'der', type: 'spki' })),
    credentialSha256: createHash('sha256').update(credential).digest('hex'),
  };
}
