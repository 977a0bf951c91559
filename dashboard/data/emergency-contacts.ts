import type { EmergencyContact } from '../../protocol/api/emergency.ts';

const KEPT = 'loaxa.emergency-contacts';

/** The telephone numbers stay on this machine: without network they are all that is left. */
export function keepContacts(contacts: readonly EmergencyContact[]): void {
  try {
    localStorage.setItem(KEPT, JSON.stringify(contacts));
  } catch {
    // A full or forbidden storage costs the copy, not the page.
  }
}

export function contactsKept(): readonly EmergencyContact[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isContact) : [];
  } catch {
    return [];
  }
}

function isContact(value: unknown): value is EmergencyContact {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['name', 'role', 'telephone'].every((key) => typeof (value as Record<string, unknown>)[key] === 'string')
  );
}
