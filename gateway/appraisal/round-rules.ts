// pure
import type { Role } from '../../protocol/api/people.ts';

/** A round as rights see it. */
export interface RoundTerms {
  readonly communes: readonly string[];
  /** Account ids. */
  readonly members: readonly string[];
  readonly from: number;
  readonly until: number;
  readonly closedAt?: number | undefined;
}

export interface Writer {
  readonly id: string;
  readonly role: Role;
  readonly areas: readonly string[];
}

/** Why somebody may not write visits and conclusions of a round about an area. */
export type WriteRefusal =
  | 'role'
  | 'not-member'
  | 'round-closed'
  | 'round-not-begun'
  | 'round-over'
  | 'not-registered'
  | 'out-of-scope';

/**
 * May this account write about the area in the round now? Only an appraiser of its council, from the round's first instant
 * until before its last, and only about a registered commune or a hamlet in it that the account reaches. `path` is the area,
 * its parent and so on up (empty for an unknown area), `now` ms UTC. Undefined is yes; DOMAIN §1, §4.
 */
export function writeRefusal(
  round: RoundTerms,
  account: Writer,
  path: readonly string[],
  now: number,
): WriteRefusal | undefined {
  if (account.role !== 'appraiser') return 'role';
  if (!round.members.includes(account.id)) return 'not-member';
  const shut = shutReason(round, now);
  if (shut) return shut;
  const isWithin = (areas: readonly string[]) => path.some((area) => areas.includes(area));
  if (!isWithin(round.communes)) return 'not-registered';
  return isWithin(account.areas) ? undefined : 'out-of-scope';
}

/** Why nothing is written to a round now, whoever asks; undefined while it is open. `now` ms UTC. */
export function shutReason(
  round: Pick<RoundTerms, 'from' | 'until' | 'closedAt'>,
  now: number,
): 'round-closed' | 'round-not-begun' | 'round-over' | undefined {
  if (round.closedAt !== undefined) return 'round-closed';
  if (now < round.from) return 'round-not-begun';
  return now >= round.until ? 'round-over' : undefined;
}

/** See a round: an appraiser the own ones, everybody else those that touch their areas (`touches` says which communes do). */
export function maySeeRound(round: RoundTerms, account: Writer, touches: (commune: string) => boolean): boolean {
  return account.role === 'appraiser' ? round.members.includes(account.id) : round.communes.some(touches);
}
