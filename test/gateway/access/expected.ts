import type { Access, Person, Proof } from '../../../gateway/http/app.ts';
import type { Role } from '../../../protocol/api/people.ts';
import { ROLES } from '../../../protocol/roles.ts';
import type { Place } from './place.ts';
import type { Answer, Row } from './rows.ts';

/**
 * Roles: signed in and freshly proved. Then, as a role that may: signed in but not proved this shift (`locked`), with the
 * second step still to come (`half-way`), with a session that ended, with an API token that may change things or only read.
 */
export const CALLERS = [
  ...ROLES,
  ...(['locked', 'half-way', 'expired', 'token', 'reading-token'] as const),
  ...(['nobody', 'device', 'broker'] as const),
] as const;
export type Caller = (typeof CALLERS)[number];

export const isRole = (caller: Caller): caller is Role => (ROLES as readonly string[]).includes(caller);
const isToken = (caller: Caller) => caller === 'token' || caller === 'reading-token';

/** As which role somebody calls who is named for no role: one that may. */
export function roleOf(caller: Caller, access: Access): Role {
  if (isRole(caller)) return caller;
  return (access.who === 'roles' ? access.roles[0] : undefined) ?? 'operator';
}

/** Does somebody of this role, who belongs to `inside`, reach what the row asks about `place`? Told from the places alone. */
export function reaches({ reach }: Row, role: Role, place: Place, inside: Place, province: string): boolean {
  const head = role === 'hamlet-head';
  const own = head ? [inside.hamlet.id] : [inside.commune.id, inside.hamlet.id];
  const above = head ? [inside.commune.id, province] : [province];
  if ('within' in reach) return own.includes(reach.within(place));
  if ('touches' in reach) return [...own, ...above].includes(reach.touches(place));
  if ('lists' in reach) return [...own, ...(reach.in === 'touches' ? above : [])].includes(reach.area(place));
  return !('own' in reach) || place === inside;
}

export interface Situation {
  readonly caller: Caller;
  readonly who: Person;
  readonly isChange: boolean;
  readonly place: Place;
  readonly inside: Place;
  readonly province: string;
}

/** The answer the declared access and the reach of the row demand. */
export function expected(access: Access, row: Row, at: Situation): Answer {
  const { caller, who } = at;
  const right = (typeof row.right === 'function' ? row.right(caller, who) : row.right) ?? 200;
  const within = (): Answer => {
    if ('lists' in row.reach || reaches(row, who.role, at.place, at.inside, at.province)) return right;
    return ('refused' in row.reach ? row.reach.refused : undefined) ?? [403, 'out-of-scope'];
  };
  switch (access.who) {
    case 'anyone':
      return right;
    case 'source':
      return [401, 'bad-source-token'];
    case 'broker':
      return caller === 'broker' ? right : [401, 'bad-token'];
    case 'device':
      return caller === 'device' ? within() : [401, 'bad-credential'];
    case 'device-or-signed-in':
      if (caller === 'device') return within();
      return caller === 'broker' ? [401, 'bad-credential'] : (refusedPerson(access, at) ?? within());
    case 'signing-in': {
      const hasSession = isRole(caller) || caller === 'locked' || caller === 'half-way';
      return hasSession ? within() : [401, 'not-signed-in'];
    }
    case 'signed-in':
    case 'roles':
      return refusedPerson(access, at) ?? within();
    default:
      return access satisfies never;
  }
}

/** Why a person is refused before it matters what is asked; undefined when not. */
function refusedPerson(access: Access, { caller, who, isChange }: Situation): Answer | undefined {
  const proof: Proof = access.who === 'signed-in' || access.who === 'roles' ? access : {};
  if (['nobody', 'device', 'broker', 'expired'].includes(caller)) return [401, 'not-signed-in'];
  if (caller === 'half-way') return [401, 'sign-in-unfinished'];
  if (caller === 'reading-token' && isChange) return [403, 'token-reads-only'];
  if (access.who === 'roles' && !access.roles.includes(who.role)) return [403, 'role'];
  if (isToken(caller) && (proof.unlocked || proof.ownSession)) return [403, 'token-not-enough'];
  return caller === 'locked' && proof.unlocked ? [403, 'unlock-needed'] : undefined;
}
