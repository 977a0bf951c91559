import type { ProgrammeForm } from './programme-form.ts';

/**
 * What was typed of one programme, kept for the tab: a reload, Back and an ended session lose nothing. Each thing has a draft
 * of its own (`new`, or the programme that is changed) under its account, so that none shows the fields of another.
 */
const keyOf = (account: string, of: string) => `loaxa.programme.${account}.${of}`;

export function keptForm(account: string, of: string): Partial<ProgrammeForm> | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(keyOf(account, of)) ?? 'null');
    // Written by `keepForm` of this page only.
    return typeof kept === 'object' && kept !== null ? (kept as Partial<ProgrammeForm>) : undefined;
  } catch {
    return undefined;
  }
}

export function keepForm(account: string, of: string, form: ProgrammeForm): void {
  sessionStorage.setItem(keyOf(account, of), JSON.stringify(form));
}

export function dropForm(account: string, of: string): void {
  sessionStorage.removeItem(keyOf(account, of));
}
