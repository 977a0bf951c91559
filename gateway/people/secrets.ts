import { createHash, randomBytes } from 'node:crypto';

/** Crockford's: no I, L, O, U, so that nobody misreads a letter. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const BITS_PER_LETTER = 5;

/** Random, for a cookie or a program; base64url. */
export function newToken(bytes = 32): string {
  return randomBytes(bytes).toString('base64url');
}

/** Enough for what holds 80 bits or more; anything shorter is sealed or hashed slowly. */
export function sha256(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** A random code that a person can read out and type, in groups of four. */
export function newCode(bits: 60 | 80): string {
  const letters = [...randomBytes(bits / BITS_PER_LETTER)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
  return letters.replace(/(.{4})(?=.)/g, '$1-');
}

/** As it was made, whatever groups, cases and look-alikes somebody typed. */
export function plainCode(typed: string): string {
  return typed
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
}
