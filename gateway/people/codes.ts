import { groupedClaimCode, plainClaimCode } from '../../protocol/claim-code.ts';
import { newLetters } from '../keys/secrets.ts';

/** A random code that a person can read out and type, in groups of four. */
export function newCode(bits: 60 | 80): string {
  return groupedClaimCode(newLetters(bits));
}

/** As it was made, whatever groups, cases and look-alikes somebody typed. */
export function plainCode(typed: string): string {
  return plainClaimCode(typed).replace(/[^0-9A-Z]/g, '');
}
