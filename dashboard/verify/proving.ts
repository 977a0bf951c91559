import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { Hasher } from '../../protocol/dossier-check.ts';
import { fromBase64Url } from '../../protocol/jws.ts';
import type { Proving } from '../../protocol/key-list.ts';

/** SubjectPublicKeyInfo of Ed25519 (RFC 8410) up to the key's own 32 bytes. */
const SPKI_HEAD = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
const keys = new Map<string, Uint8Array | undefined>();

/** In JavaScript alone: Chrome 109 has no Ed25519, and a page over plain http has no `crypto.subtle` at all. */
export const proving: Proving = {
  sha256: (bytes) => sha256(bytes),
  verify: (publicKey, bytes, signature) => {
    const key = rawKey(publicKey);
    if (key === undefined || signature.length !== 64) return false;
    try {
      // As OpenSSL judges: canonical points only.
      return ed25519.verify(signature, bytes, key, { zip215: false });
    } catch {
      return false;
    }
  },
};

export function hasher(): Hasher {
  const hash = sha256.create();
  return {
    update: (bytes) => void hash.update(bytes),
    hex: () => [...hash.digest()].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
  };
}

/** Is it an Ed25519 public key as the gateway writes it (SPKI, base64url)? */
export function isPublicKey(text: string): boolean {
  return rawKey(text) !== undefined;
}

function rawKey(publicKey: string): Uint8Array | undefined {
  if (keys.has(publicKey)) return keys.get(publicKey);
  let raw: Uint8Array | undefined;
  try {
    const spki = fromBase64Url(publicKey);
    if (spki.length === 44 && SPKI_HEAD.every((byte, index) => spki[index] === byte)) raw = spki.slice(12);
  } catch {
    raw = undefined;
  }
  keys.set(publicKey, raw);
  return raw;
}
