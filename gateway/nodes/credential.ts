import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits. */
export function newCredential(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a credential or a claim code; a slow hash would kill a mass reconnect and guards nothing at 256 bits. */
export function sha256Of(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** 80 random bits to be read off a label and typed: `7K2QM-H4XWP-…`, Crockford base 32. */
export function newClaimCode(): string {
  const letters = [...randomBytes(16)].map((byte) => ALPHABET[byte & 31]).join('');
  return letters.replace(/(.{4})(?=.)/g, '$1-');
}

/** As typed by hand: any case, spaces and hyphens anywhere, O for 0, I and L for 1. */
export function plainClaimCode(typed: string): string {
  return typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
}
