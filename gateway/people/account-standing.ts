// pure
import type { AccountPatch } from '../../protocol/api/people.ts';
import { ConflictError } from '../errors.ts';
import type { Standing } from './account-rules.ts';
import type { AccountWithAreas } from './accounts-store.ts';

/** Throws ConflictError for one that was erased. */
export function living(row: AccountWithAreas): AccountWithAreas {
  if (row.erased_at !== null) throw new ConflictError('erased', 'This account was erased; make a new one.');
  return row;
}

/** Null empties a field, undefined leaves it. */
export function standingAfter(row: AccountWithAreas, patch: AccountPatch): Standing {
  const before = standingOf(row);
  return {
    ...{ id: row.id, role: patch.role ?? before.role, disabled: patch.disabled ?? before.disabled },
    areas: patch.areas ? [...new Set(patch.areas)].sort() : before.areas,
    validUntil: patch.validUntil === undefined ? before.validUntil : (patch.validUntil ?? undefined),
  };
}

/** The columns that carry a standing. */
export function rowChange(row: AccountWithAreas, after: Standing, now: number) {
  const disabled_at = after.disabled ? (row.disabled_at ?? now) : null;
  return { role: after.role, disabled_at, valid_until: after.validUntil ?? null };
}

export function standingOf({ id, role, areas, disabled_at, valid_until }: AccountWithAreas): Standing {
  return { id, role, areas, disabled: disabled_at !== null, validUntil: valid_until ?? undefined };
}

/** Does it become more than it was: another role, an area, a later end, open again? */
export function gives(before: Standing, after: Standing): boolean {
  const later = (after.validUntil ?? Number.POSITIVE_INFINITY) > (before.validUntil ?? Number.POSITIVE_INFINITY);
  const more = after.areas.some((area) => !before.areas.includes(area));
  return after.role !== before.role || more || later || (before.disabled && !after.disabled);
}

/** What the record keeps of it: no name. */
export function recorded({ role, areas, disabled, validUntil }: Standing) {
  return { role, areas, disabled, ...(validUntil === undefined ? {} : { validUntil }) };
}
