/** Crockford's alphabet without the letters people misread: no I, L, O, U. */
export const CLAIM_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A claim code as it is hashed and compared: 16 letters of 5 bits, 80 bits in all. */
export const CLAIM_CODE = /^[0-9A-HJKMNP-TV-Z]{16}$/;

/** What was typed or scanned, as it is hashed: any case, spaces and hyphens anywhere, O for 0, I and L for 1. */
export function plainClaimCode(typed: string): string {
  return typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
}

/** As it stands on a label: four groups of four. */
export function groupedClaimCode(plain: string): string {
  return plain.replace(/(.{4})(?=.)/g, '$1-');
}
