import { createPublicKey, type KeyObject, verify } from 'node:crypto';

/** Parsing a key costs as much as a third of a verification; a province has 20,000 nodes. */
const MAX_CACHED = 50_000;
const cache = new Map<string, KeyObject>();

/** Is `signature` the key's over `bytes`? The key is SPKI DER as base64url; a malformed key or signature is simply not valid. */
export function verifyEd25519(publicKey: string, bytes: Uint8Array, signature: Uint8Array): boolean {
  const key = keyObject(publicKey);
  return key !== undefined && signature.length === 64 && verify(null, bytes, key, signature);
}

/** The same on the thread pool: both cores verify while the event loop goes on. */
export function verifyEd25519Later(publicKey: string, bytes: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const key = keyObject(publicKey);
  if (key === undefined || signature.length !== 64) return Promise.resolve(false);
  return new Promise((resolve) => verify(null, bytes, key, signature, (error, valid) => resolve(!error && valid)));
}

/** Is this the SPKI DER of an Ed25519 public key, as base64url? */
export function isEd25519PublicKey(publicKey: string): boolean {
  return keyObject(publicKey) !== undefined;
}

function keyObject(publicKey: string): KeyObject | undefined {
  const known = cache.get(publicKey);
  if (known) return known;
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64url'), format: 'der', type: 'spki' });
    if (key.asymmetricKeyType !== 'ed25519') return undefined;
    if (cache.size >= MAX_CACHED) cache.clear();
    cache.set(publicKey, key);
    return key;
  } catch {
    return undefined;
  }
}
