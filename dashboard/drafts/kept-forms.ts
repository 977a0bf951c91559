import { DAY_MS } from '../../protocol/units.ts';

/** As long as the gateway keeps them. */
const KEPT_MS = 30 * DAY_MS;

/**
 * Forms that were begun, on this device: a reload, an ended session and a browser that is killed lose nothing. Each is kept for one
 * account and forgotten when that one signs out (`forgetForms`).
 */
export const formKey = (account: string, of: string) => `loaxa.form.${account}.${of}`;

export function keptForm<Form extends object>(key: string): Partial<Form> | undefined {
  const kept = read<{ at: number; form: Partial<Form> }>(key);
  if (!kept || typeof kept.form !== 'object') return undefined;
  if (kept.at + KEPT_MS > Date.now()) return kept.form;
  dropForm(key);
  return undefined;
}

export function keepForm(key: string, form: object): void {
  write(key, { at: Date.now(), form });
}

/** Is this what is kept? Another window may have typed since. */
export function isKept(key: string, form: object): boolean {
  return JSON.stringify(keptForm(key)) === JSON.stringify(form);
}

export function dropForm(key: string): void {
  localStorage.removeItem(key);
  localStorage.removeItem(`${key}.held`);
}

/** What this device knows of the gateway's copy. */
export const heldOf = <Held extends object>(key: string) => read<Held>(`${key}.held`);
/** Of a form that is not here (any more: its person has signed out) nothing is known here either. */
export function keepHeld(key: string, held: object): void {
  if (keptForm(key)) write(`${key}.held`, held);
}

function read<Value extends object>(key: string): Value | undefined {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
    // Written by `write` of this file only.
    return typeof found === 'object' && found !== null ? (found as Value) : undefined;
  } catch {
    return undefined;
  }
}

/** A browser that is full, or keeps nothing, still shows what is typed, and the gateway has its copy. */
function write(key: string, value: object): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Nothing to do about it here.
  }
}
