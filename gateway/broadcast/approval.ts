// pure
import type { z } from 'zod';
import type { approvalState } from '../../protocol/api/broadcast.ts';
import type { ReturnInput } from '../../protocol/api/library.ts';
import type { ReturnReason } from '../../protocol/bulletins.ts';
import { ConflictError, ForbiddenError } from '../errors.ts';
import type { Person } from '../http/app.ts';
import type { Facets } from './facets.ts';

export type ApprovalState = z.infer<typeof approvalState>;

/** Who approved exactly which content. */
export interface ApprovalRecord {
  readonly by: string;
  readonly at: number;
  readonly contentHash: string;
  /** In whose place a deputy approved. */
  readonly for?: string | undefined;
}

/** Who sent it back to its maker, and why. */
export interface ReturnRecord {
  readonly by: string;
  readonly at: number;
  readonly reason: ReturnReason;
  readonly note?: string | undefined;
}

export interface Approvable {
  readonly state: ApprovalState;
  readonly contentHash: string;
  readonly approval?: ApprovalRecord | undefined;
  /** The last time it was sent back; gone once it is approved. */
  readonly returned?: ReturnRecord | undefined;
  /** What an approver judged last, for telling what changed since. */
  readonly judged?: Facets | undefined;
  readonly createdBy: string;
  readonly changedBy: string;
}

/** Throws unless this person may approve this content: another one than who made or changed it, and the content that was read. */
export function requireMayApprove(item: Approvable, person: Pick<Person, 'id'>, readHash: string | undefined): void {
  if (item.state === 'cancelled') throw new ConflictError('cancelled', 'This was cancelled; make a new one.');
  if (isMaker(item, person.id))
    throw new ForbiddenError('own-item', 'Somebody else must approve what you made or changed.');
  if (item.state === 'draft' || item.state === 'returned')
    throw new ConflictError('not-submitted', 'It lies with its maker and was not sent for approval.');
  if (readHash !== undefined && readHash !== item.contentHash)
    throw new ConflictError(
      'content-changed',
      'The content was changed meanwhile; read it again before you approve it.',
    );
}

export function isMaker(item: Pick<Approvable, 'createdBy' | 'changedBy'>, account: string): boolean {
  return item.createdBy === account || item.changedBy === account;
}

/** An approval holds only for the content it was given to. */
export function isApproved(item: Pick<Approvable, 'state' | 'contentHash' | 'approval'>): boolean {
  return item.state === 'approved' && item.approval?.contentHash === item.contentHash;
}

export function approved<T extends Approvable>(
  item: T,
  approval: Omit<ApprovalRecord, 'contentHash'>,
  judged: Facets,
): T {
  const { returned: _, ...kept } = item;
  // The spread of a generic keeps T but for the one optional field that was taken out.
  return { ...kept, state: 'approved', approval: { ...approval, contentHash: item.contentHash }, judged } as T;
}

/** Back to its maker. Throws unless it waits for approval; one's own is taken back by editing it. */
export function sentBack<T extends Approvable>(
  item: T,
  by: Pick<Person, 'id'>,
  at: number,
  { reason, note }: ReturnInput,
  judged: Facets,
): T {
  if (isMaker(item, by.id))
    throw new ForbiddenError('own-item', 'This is your own; change it instead of sending it back.');
  if (item.state !== 'pending')
    throw new ConflictError('not-pending', 'Only what waits for approval can be sent back.');
  const returned = { by: by.id, at, reason, ...(note ? { note } : {}) };
  return { ...item, state: 'returned', returned, judged };
}

/** From its maker to the approver. The reason it was sent back for stays, for whoever judges it again. */
export function submitted<T extends Approvable>(item: T): T {
  if (item.state !== 'draft' && item.state !== 'returned')
    throw new ConflictError('submitted-already', 'It waits for approval or was decided already.');
  return { ...item, state: 'pending' };
}

/** Where an item stands after its content changed by itself: what lies with its maker stays there. */
export function stateAfterChange(before: ApprovalState): ApprovalState {
  return before === 'draft' || before === 'returned' ? before : 'pending';
}
