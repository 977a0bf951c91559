import type { TextKey } from '../i18n/say.ts';

export const LEAST_PASSWORD = 12;
const PIN = /^\d{6}$/;
const AUTHENTICATOR_CODE = /^\d{6}$/;
/** As the gateway takes it: it must be typed on any keyboard. */
const USERNAME = /^[a-z0-9][a-z0-9._-]{0,63}$/i;

/** The code that a link carries behind «#ma=»: there it is in no log and in no address that is sent on. */
export function codeOfFragment(fragment: string): string | undefined {
  return new URLSearchParams(fragment.replace(/^#/, '')).get('ma') ?? undefined;
}

/** A secret in groups of four, as people type it. */
export function inGroups(secret: string): string {
  return secret.match(/.{1,4}/g)?.join(' ') ?? '';
}

export function isUsername(text: string): boolean {
  return USERNAME.test(text.trim());
}

/** Why a new PIN with its repetition cannot be taken. */
export function pinFault(pin: string, again: string): TextKey | undefined {
  if (!PIN.test(pin)) return 'pin.short';
  if (isGuessed(pin)) return 'pin.guessed';
  return pin === again ? undefined : 'pin.differs';
}

/** One digit six times, or six in a row: the first that a thief tries. */
function isGuessed(pin: string): boolean {
  const steps = new Set([...pin].slice(1).map((digit, index) => Number(digit) - Number(pin[index])));
  return steps.size === 1 && [...steps].every((step) => Math.abs(step) <= 1);
}

export function isPin(text: string): boolean {
  return PIN.test(text);
}

/** Six digits of the authenticator, or anything that may be a code from the paper. */
export function isCode(text: string, recovery: boolean): boolean {
  return recovery ? text.trim().length >= 6 : AUTHENTICATOR_CODE.test(text);
}

/** What to call this machine, to begin with; the person may write better. */
export function machineWord(userAgent: string): TextKey {
  if (/iPhone|iPad/.test(userAgent)) return 'trusted.machine.iphone';
  if (/Android/.test(userAgent)) return 'trusted.machine.android';
  if (/Windows/.test(userAgent)) return 'trusted.machine.windows';
  return /Mac OS/.test(userAgent) ? 'trusted.machine.mac' : 'trusted.machine.other';
}

/** The browser's own name, for a list of sessions; empty when it is none of the common ones. */
export function browserName(userAgent: string): string {
  if (/Edg\//.test(userAgent)) return 'Edge';
  if (/coc_coc_browser/i.test(userAgent)) return 'Cốc Cốc';
  if (/Firefox\//.test(userAgent)) return 'Firefox';
  if (/Chrome\//.test(userAgent)) return 'Chrome';
  return /Safari\//.test(userAgent) ? 'Safari' : '';
}
