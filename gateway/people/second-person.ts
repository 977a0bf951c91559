// pure
import type { Confirmation, ConfirmationState } from '../../protocol/api/people.ts';
import { SYSTEM } from '../../protocol/authority.ts';
import { MAY_CONFIRM } from '../../protocol/roles.ts';
import { DAY_MS, MINUTE_MS } from '../../protocol/units.ts';
import { ConflictError, ForbiddenError, type LoaXaError } from '../errors.ts';
import type { Person, Scope } from '../http/app.ts';

/** So long a second person has (issue 3). */
export const CONFIRM_WITHIN_MS = MINUTE_MS;

/** What waits, waited or was decided. */
export interface Pending {
  readonly id: string;
  readonly action: Confirmation['action'];
  readonly title: string;
  /** Every area that is addressed; the second person must reach them all. */
  readonly areas: readonly string[];
  readonly communes: readonly string[];
  readonly nodes: number;
  readonly by: string;
  readonly session: string;
  readonly device?: string | undefined;
  readonly requestedAt: number;
  readonly expiresAt: number;
  readonly state: ConfirmationState;
  readonly decidedBy?: string | undefined;
  readonly run?: string | undefined;
}

/** Somebody at a browser. */
export interface Confirmer {
  readonly person: Person;
  readonly session: string;
  readonly device?: string | undefined;
}

/** Waiting ends with the time, whether or not anybody noted it. */
export function stateAt({ state, expiresAt }: Pick<Pending, 'state' | 'expiresAt'>, now: number): ConfirmationState {
  return state === 'waiting' && now >= expiresAt ? 'expired' : state;
}

/** Who asked, and those who could have been or may be the second person. */
export function maySee({ by, areas }: Pick<Pending, 'by' | 'areas'>, person: Person, scope: Scope): boolean {
  return by === person.id || mayConfirm(areas, person, scope);
}

/** Why this person at this browser may not answer now; undefined when allowed. `stillOpen`: is the asker's session? */
export function refusalOf(
  pending: Pending,
  { person, session, device }: Confirmer,
  scope: Scope,
  stillOpen: boolean,
  now: number,
): LoaXaError | undefined {
  if (pending.by === person.id)
    return new ForbiddenError('own-request', 'Somebody else must confirm what you asked for.');
  if (!mayConfirm(pending.areas, person, scope))
    return new ForbiddenError('out-of-scope', 'The second person must reach every area that is addressed.');
  const state = stateAt(pending, now);
  if (state !== 'waiting') return new ConflictError('decided', `This is ${state} already.`);
  // Whoever signs in on the asker's browser ends that session: then it is not another device any more.
  if (pending.session === session || !stillOpen || (device !== undefined && pending.device === device))
    return new ForbiddenError('same-device', 'Confirm on a device of your own.');
  return undefined;
}

/** Who gave an account its last way in, and when. */
export interface LetIn {
  readonly id: string;
  readonly by?: string | undefined;
  readonly at?: number | undefined;
}

/** So long an account and who let it in, or two let in by the same person, do not count as two. */
export const INDEPENDENT_AFTER_MS = DAY_MS;

/**
 * Two accounts may be one person: whoever can make an account, or open one anew, holds it until its owner has taken it over. Undefined when
 * neither was let in lately by the other, nor both by the same.
 */
export function dependenceOf(asker: LetIn, confirmer: LetIn, now: number): LoaXaError | undefined {
  const lately = ({ by, at = 0 }: LetIn) =>
    by !== undefined && by !== SYSTEM && now - at < INDEPENDENT_AFTER_MS ? by : undefined;
  const [letAsker, letConfirmer] = [lately(asker), lately(confirmer)];
  const isOne = letConfirmer === asker.id || letAsker === confirmer.id;
  if (!isOne && (letAsker === undefined || letAsker !== letConfirmer)) return undefined;
  return new ForbiddenError(
    'not-independent',
    'One of the two accounts was made or opened anew by the other, or both by the same person, within the last day. Somebody else must confirm.',
  );
}

function mayConfirm(areas: readonly string[], person: Person, scope: Scope): boolean {
  return MAY_CONFIRM.includes(person.role) && areas.every((area) => scope.isWithin(area, person.areas));
}
