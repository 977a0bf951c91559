import { createHash, randomBytes } from 'node:crypto';
import { CLAIM_ALPHABET } from '../../protocol/claim-code.ts';

/** 256 random bits. */
export function newCredential(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a credential or a claim code; a slow hash would kill a mass reconnect and guards nothing at 256 bits. */
export function sha256Of(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** 80 random bits to be read off a label and typed; plain, without its hyphens. */
export function newClaimCode(): string {
  return [...randomBytes(16)].map((byte) => CLAIM_ALPHABET[byte & 31]).join('');
}
