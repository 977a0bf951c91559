// pure
import type { Dossier } from '../../../protocol/api/reports.ts';
import type { Role } from '../../../protocol/roles.ts';

/** Who reads the verdicts of an area as an office does; a hamlet's head has the own page and no dossier. */
export const DOSSIER_ROLES: readonly Role[] = ['approver', 'appraiser', 'administrator'];

/** Dossiers are kept; so many a year are enough for every period, rule and correction of one place. */
export const MOST_A_YEAR = 60;
/** Waiting or being made at once, for one place. */
export const MOST_WAITING = 3;
export const MOST_DAYS = 731;

/** 12/HS-LX-2026: hồ sơ loa xã, counted by place and year. */
export function numberText(sequence: number, year: number): string {
  return `${String(sequence).padStart(2, '0')}/HS-LX-${year}`;
}

/** Crockford's base 32: nothing in it is taken for something else when it is read out. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** XXXX-XXXX-XXXX, 60 bits of a SHA-256. */
export function codeOf(hash: Uint8Array): string {
  let bits = 0n;
  for (const byte of hash.subarray(0, 8)) bits = (bits << 8n) | BigInt(byte);
  const signs = Array.from({ length: 12 }, (_, index) => ALPHABET[Number((bits >> BigInt(59 - index * 5)) & 31n)]);
  return [signs.slice(0, 4), signs.slice(4, 8), signs.slice(8)].map((four) => four.join('')).join('-');
}

/** A code as somebody types it: any case, with or without dashes and spaces, O for 0 and I or L for 1. */
export function codeFrom(text: string): string | undefined {
  const signs = text.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  if (signs.length !== 12 || [...signs].some((sign) => !ALPHABET.includes(sign))) return undefined;
  return `${signs.slice(0, 4)}-${signs.slice(4, 8)}-${signs.slice(8)}`;
}

export type Step = Dossier['step'];

/** How far it is when a step begins, measured on 50 hamlets × 12 months (docs/dossier.md). */
const BEGINS: Readonly<Record<Step, number>> = {
  waiting: 0,
  data: 0.01,
  csv: 0.08,
  evidence: 0.35,
  pdf: 0.55,
  xlsx: 0.8,
  page: 0.86,
  packing: 0.87,
  done: 1,
};
const ORDER: readonly Step[] = ['waiting', 'data', 'csv', 'evidence', 'pdf', 'xlsx', 'page', 'packing', 'done'];

/** 0 to 1; `share` of the step is done. */
export function progressOf(step: Step, share = 0): number {
  const next = ORDER[ORDER.indexOf(step) + 1] ?? 'done';
  const begins = BEGINS[step];
  return Math.round((begins + (BEGINS[next] - begins) * Math.min(1, share)) * 1000) / 1000;
}

/** Was it written down when the period was closed already? What was frozen knew nothing of it. */
export function isAfterClosing(
  { recordedAt }: { readonly recordedAt?: number | undefined },
  closedAt: number | undefined,
): boolean {
  return closedAt !== undefined && recordedAt !== undefined && recordedAt > closedAt;
}
