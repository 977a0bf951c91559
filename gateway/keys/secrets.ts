import { createHash, randomBytes } from 'node:crypto';
import { CLAIM_ALPHABET } from '../../protocol/claim-code.ts';

const BITS_PER_LETTER = 5;

/** Random, for a credential, a cookie or a program: 256 bits unless told otherwise; base64url. */
export function newToken(bytes = 32): string {
  return randomBytes(bytes).toString('base64url');
}

/** Random letters for a person to read off and type; plain, without hyphens. */
export function newLetters(bits: 60 | 80): string {
  return [...randomBytes(bits / BITS_PER_LETTER)].map((byte) => CLAIM_ALPHABET[byte & 31]).join('');
}

/**
 * What is kept of a secret of 80 random bits or more; anything shorter is sealed or hashed slowly. A slow hash would kill a mass
 * reconnect and guards nothing at this length.
 */
export function sha256Of(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
