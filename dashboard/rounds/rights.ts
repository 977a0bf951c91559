// pure
import type { Round } from '../../protocol/api/appraisal.ts';
import type { Role } from '../../protocol/roles.ts';

export interface Who {
  readonly id: string;
  readonly role: Role;
  readonly areas: readonly string[];
}
export type WhyNot = 'closed' | 'not-begun' | 'over' | 'not-member' | 'council-only' | 'commune-only' | 'parts-only';
type Times = Pick<Round, 'from' | 'until' | 'closedAt'>;

/** Is the round open for writing? */
export function shutBecause(
  { from, until, closedAt }: Times,
  now: number,
): 'closed' | 'not-begun' | 'over' | undefined {
  if (closedAt !== undefined) return 'closed';
  if (now < from) return 'not-begun';
  return now >= until ? 'over' : undefined;
}

/** Visits and conclusions are the council's: its members' within their round, nobody else's. Undefined: may. */
export function mayNotJudge(round: Round, who: Who, now: number): WhyNot | undefined {
  if (round.closedAt !== undefined) return 'closed';
  if (who.role !== 'appraiser') return 'council-only';
  if (!round.members.some(({ id }) => id === who.id)) return 'not-member';
  return shutBecause(round, now);
}

/** A draw is a member's, or an administrator's who prepares the visits. */
export function mayNotDraw(round: Round, who: Who, now: number): WhyNot | undefined {
  return who.role === 'administrator' ? shutBecause(round, now) : mayNotJudge(round, who, now);
}

/** What the commune thinks of itself is its own approver's. */
export function mayNotAssess(round: Round, commune: string, who: Who, now: number): WhyNot | undefined {
  if (who.role !== 'approver' || !who.areas.includes(commune)) return 'commune-only';
  return shutBecause(round, now);
}

/** Television and publications: entered by hand, by the commune's approver or an administrator. */
export function mayNotWriteParts(round: Round, commune: string, who: Who, now: number): WhyNot | undefined {
  const may = who.role === 'administrator' || (who.role === 'approver' && who.areas.includes(commune));
  return may ? shutBecause(round, now) : 'parts-only';
}
