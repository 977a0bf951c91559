import { createHash } from 'node:crypto';
import { kidOf as kidBy, type Proving } from '../../protocol/key-list.ts';
import { verifyEd25519 } from './ed25519.ts';

export const proving: Proving = {
  sha256: (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
  verify: verifyEd25519,
};

/** A key's name: the first 128 bits of the SHA-256 of its SPKI, base64url. It can be computed again from the key, never chosen. */
export function kidOf(publicKey: string): string {
  return kidBy(publicKey, proving.sha256);
}
