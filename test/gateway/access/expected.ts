import type { Access } from '../../../gateway/http/app.ts';
import { ROLES, type Role } from '../../../protocol/api/people.ts';
import type { Place } from './place.ts';
import type { Answer, Row } from './rows.ts';

export const CALLERS = [...ROLES, 'nobody', 'expired', 'device', 'broker'] as const;
export type Caller = (typeof CALLERS)[number];

export const isRole = (caller: Caller): caller is Role => (ROLES as readonly string[]).includes(caller);

/** What a role reaches and what lies above it, told from the places alone: not by the code under test. */
export function areasOf(role: Role, inside: Place, province: string): { own: Set<string>; above: Set<string> } {
  if (role === 'hamlet-head')
    return { own: new Set([inside.hamlet.id]), above: new Set([inside.commune.id, province]) };
  return { own: new Set([inside.commune.id, inside.hamlet.id]), above: new Set([province]) };
}

/** Does the caller, who belongs to `inside`, reach what the row asks about `place`? */
export function reaches(row: Row, role: Role, place: Place, inside: Place, province: string): boolean {
  const { own, above } = areasOf(role, inside, province);
  const { reach } = row;
  if ('within' in reach) return own.has(reach.within(place));
  if ('touches' in reach) return own.has(reach.touches(place)) || above.has(reach.touches(place));
  if ('lists' in reach) return own.has(reach.area(place)) || (reach.in === 'touches' && above.has(reach.area(place)));
  return true;
}

/** The answer the declared access and the reach of the row demand. */
export function expected(
  access: Access,
  row: Row,
  caller: Caller,
  at: { place: Place; inside: Place; province: string },
): Answer {
  const right = row.right ?? 200;
  const { reach } = row;
  const byPlace = (role: Role): Answer => {
    if ('lists' in reach || reaches(row, role, at.place, at.inside, at.province)) return right;
    return ('refused' in reach ? reach.refused : undefined) ?? [403, 'out-of-scope'];
  };
  const asDevice = (): Answer => ('deviceOf' in reach && at.place !== at.inside ? reach.refused : right);
  switch (access.who) {
    case 'anyone':
      return right;
    case 'broker':
      return caller === 'broker' ? right : [401, 'bad-token'];
    case 'device':
      return caller === 'device' ? asDevice() : [401, 'bad-credential'];
    case 'device-or-signed-in':
      if (caller === 'device') return asDevice();
      if (caller === 'broker') return [401, 'bad-credential'];
      return isRole(caller) ? byPlace(caller) : [401, 'not-signed-in'];
    case 'signed-in':
      return isRole(caller) ? byPlace(caller) : [401, 'not-signed-in'];
    case 'roles':
      if (!isRole(caller)) return [401, 'not-signed-in'];
      return access.roles.includes(caller) ? byPlace(caller) : [403, 'role'];
  }
}
