import { createHash } from 'node:crypto';

/** A key's name: the first 128 bits of the SHA-256 of its SPKI, base64url. It can be computed again from the key, never chosen. */
export function kidOf(publicKey: string): string {
  return createHash('sha256')
    .update(Buffer.from(publicKey, 'base64url'))
    .digest()
    .subarray(0, 16)
    .toString('base64url');
}
