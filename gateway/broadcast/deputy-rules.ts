// pure
import { type Role, SECOND_FACTOR_ROLES } from '../../protocol/roles.ts';
import { addDays, isRealDay } from '../../protocol/vietnam-time.ts';
import { InvalidInputError, RuleError } from '../errors.ts';
import type { Scope } from '../http/app.ts';
import { type Approvable, isMaker } from './approval.ts';

/** Who approves by office, without a deputyship. */
export const APPROVING_ROLES: readonly Role[] = ['approver', 'administrator'];
/** Who may stand in: whoever approves holds a second factor, so only roles that must have one. */
export const DEPUTY_ROLES = SECOND_FACTOR_ROLES;
const LONGEST_DAYS = 366;

/** One account approves in another's place, in one area, from day to day (Vietnamese days, both included). */
export interface Deputyship {
  readonly id: string;
  readonly account: string;
  readonly for: string;
  readonly area: string;
  readonly from: string;
  readonly to: string;
  readonly createdAt: number;
  readonly endedAt?: number | undefined;
}

export interface Authority {
  readonly role: Role;
  readonly areas: readonly string[];
}

/** What the rules ask about accounts and areas. */
export interface Ground extends Scope {
  /** Undefined for an account that is disabled, has ended or is unknown. */
  authorityOf(account: string): Authority | undefined;
}

/** Throws unless `account` may stand in for `giver` in the area on these days. */
export function requireMayStandIn(
  { account, from, to, area }: Pick<Deputyship, 'account' | 'from' | 'to' | 'area'>,
  giver: string,
  today: string,
  ground: Ground,
): void {
  for (const day of [from, to])
    if (!isRealDay(day)) throw new InvalidInputError('no-such-day', `${day} is not a day of the calendar.`);
  if (to < from) throw new InvalidInputError('ends-before-it-begins', 'The last day lies before the first.');
  if (to < today) throw new RuleError('over-already', 'These days are over; choose today or later ones.');
  if (to > addDays(from, LONGEST_DAYS))
    throw new RuleError('too-long', `A deputy is named for ${LONGEST_DAYS} days at most.`);
  if (account === giver) throw new RuleError('own-deputy', 'Name somebody else than yourself.');
  const deputy = ground.authorityOf(account);
  if (!deputy || !ground.isWithin(area, deputy.areas))
    throw new InvalidInputError('no-such-account', 'No account of this area is called so, or it is closed.');
  if (!DEPUTY_ROLES.includes(deputy.role))
    throw new RuleError('deputy-role', `A deputy holds a second factor: ${DEPUTY_ROLES.join(', ')}.`);
}

export function isActive({ from, to, endedAt }: Deputyship, day: string): boolean {
  return endedAt === undefined && from <= day && day <= to;
}

/** Those of the deputyships that count: whoever gave one must still be able to approve there, else there is nothing to lend. */
export function standing(deputyships: readonly Deputyship[], day: string, ground: Ground): Deputyship[] {
  return deputyships.filter((one) => {
    const giver = ground.authorityOf(one.for);
    return (
      isActive(one, day) &&
      giver !== undefined &&
      APPROVING_ROLES.includes(giver.role) &&
      ground.isWithin(one.area, giver.areas)
    );
  });
}

/** In whose place somebody may judge an item; a deputy can do no more than whom they stand for, who may not judge their own. */
export function inWhosePlace(
  held: readonly Deputyship[],
  item: Pick<Approvable, 'createdBy' | 'changedBy'> & { readonly area: string },
  scope: Scope,
): string | undefined {
  return held.find((one) => scope.isWithin(item.area, [one.area]) && !isMaker(item, one.for))?.for;
}
