import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { Proving } from '../../protocol/key-list.ts';
import { sha256 } from './sha256.ts';

const MAX_KEYS = 50_000;
const known = new Map<string, KeyObject | undefined>();

/** How this process hashes and judges signatures, for the verifier that the page shares. */
export const proving: Proving = {
  sha256,
  verify: (publicKey, bytes, signature) => {
    const key = keyOf(publicKey);
    return key !== undefined && signature.length === 64 && verify(null, bytes, key, signature);
  },
};

/** SPKI DER as base64url; undefined for anything that is no Ed25519 key. */
function keyOf(publicKey: string): KeyObject | undefined {
  if (known.has(publicKey)) return known.get(publicKey);
  if (known.size >= MAX_KEYS) known.clear();
  let key: KeyObject | undefined;
  try {
    key = createPublicKey({ key: Buffer.from(publicKey, 'base64url'), format: 'der', type: 'spki' });
    if (key.asymmetricKeyType !== 'ed25519') key = undefined;
  } catch {
    key = undefined;
  }
  known.set(publicKey, key);
  return key;
}
