// pure
import type { AreaKind } from '../../protocol/api/areas.ts';
import type { Role } from '../../protocol/api/people.ts';
import { ConflictError, ForbiddenError, type LoaXaError, RuleError } from '../errors.ts';
import type { Scope } from '../http/app.ts';

/** What the rules need to know of the areas. */
export interface Ground extends Scope {
  /** Undefined for an unknown area. */
  kindOf(area: string): AreaKind | undefined;
  /** Provinces there are today. */
  tops(): readonly string[];
}

/** What an account may do, where, how long. */
export interface Standing {
  readonly id: string;
  readonly role: Role;
  readonly areas: readonly string[];
  readonly disabled: boolean;
  /** Last moment, ms UTC. */
  readonly validUntil?: number | undefined;
}

/** What is wrong with an account as it would be; undefined when nothing is. */
export function faultOf(account: Standing, ground: Ground, now: number): LoaXaError | undefined {
  const { role, areas, validUntil } = account;
  if (areas.some((area) => ground.kindOf(area) === undefined))
    return new RuleError('no-area', 'One of these areas does not exist.');
  if (areas.length === 0) return new RuleError('no-area', 'An account needs an area that it reaches.');
  if (role === 'hamlet-head' && (areas.length !== 1 || ground.kindOf(areas[0] ?? '') !== 'hamlet'))
    return new RuleError('one-hamlet', 'A hamlet head reaches exactly one hamlet.');
  if (role === 'appraiser' && validUntil === undefined)
    return new RuleError('no-end', 'An appraiser’s account needs a last day.');
  if (validUntil !== undefined && validUntil <= now) return new RuleError('ended', 'The last day must be ahead.');
  return undefined;
}

/** May this administrator look after the account? Only with all of its areas in reach; one without areas is everybody's who reaches all. */
export function mayManage(by: Standing | { areas: readonly string[] }, account: Standing, ground: Ground): boolean {
  const reached = account.areas.length === 0 ? ground.tops() : account.areas;
  return reached.every((area) => ground.isWithin(area, by.areas));
}

/** Why this administrator may not turn `before` into `after`; undefined when allowed. */
export function refusalOf(
  by: { readonly id: string; readonly areas: readonly string[] },
  before: Standing,
  after: Standing,
  everybody: readonly Standing[],
  ground: Ground,
  now: number,
): LoaXaError | undefined {
  if (!mayManage(by, before, ground)) return outsideReach();
  const moved = [...before.areas, ...after.areas].filter(
    (area) => before.areas.includes(area) !== after.areas.includes(area),
  );
  const changed =
    moved.length > 0 ||
    before.role !== after.role ||
    before.disabled !== after.disabled ||
    before.validUntil !== after.validUntil;
  if (by.id === before.id && changed)
    return new ForbiddenError('own-account', 'Nobody changes the own role, areas or end; another administrator must.');
  if (moved.some((area) => !ground.isWithin(area, by.areas))) return outsideReach();
  if (changed && leavesNobody(before, after, everybody, ground, now))
    return new ConflictError(
      'last-administrator',
      'Nobody else administers one of these areas; make another administrator first.',
    );
  return undefined;
}

export function outsideReach(): ForbiddenError {
  return new ForbiddenError('not-your-area', 'You can give, take and manage only what lies in your own areas.');
}

/** Would an area that this administrator reaches have none any more? */
function leavesNobody(
  before: Standing,
  after: Standing,
  everybody: readonly Standing[],
  ground: Ground,
  now: number,
): boolean {
  if (!administers(before, now)) return false;
  const others = everybody.filter((one) => one.id !== before.id && administers(one, now));
  const still = administers(after, now) ? [...others, after] : others;
  if (still.length === 0) return true;
  return before.areas.some((area) => !still.some((one) => ground.isWithin(area, one.areas)));
}

function administers({ role, disabled, validUntil }: Standing, now: number): boolean {
  return role === 'administrator' && !disabled && (validUntil === undefined || now <= validUntil);
}
