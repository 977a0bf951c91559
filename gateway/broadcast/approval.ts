import type { z } from 'zod';
import type { approvalState } from '../../protocol/api/broadcast.ts';
import { ConflictError, ForbiddenError } from '../errors.ts';
import type { Person } from '../http/app.ts';

export type ApprovalState = z.infer<typeof approvalState>;

/** Who approved exactly which content. */
export interface ApprovalRecord {
  readonly by: string;
  readonly at: number;
  readonly contentHash: string;
}

export interface Approvable {
  readonly state: ApprovalState;
  readonly contentHash: string;
  readonly approval?: ApprovalRecord | undefined;
  readonly createdBy: string;
  readonly changedBy: string;
}

/** Throws unless this person may approve this content: another one than who made or changed it, and the content that was read. */
export function requireMayApprove(item: Approvable, person: Person, readHash: string | undefined): void {
  if (item.state === 'cancelled') throw new ConflictError('cancelled', 'This was cancelled; make a new one.');
  if (item.createdBy === person.id || item.changedBy === person.id)
    throw new ForbiddenError('own-item', 'Somebody else must approve what you made or changed.');
  if (readHash !== undefined && readHash !== item.contentHash)
    throw new ConflictError(
      'content-changed',
      'The content was changed meanwhile; read it again before you approve it.',
    );
}

/** An approval holds only for the content it was given to. */
export function isApproved(item: Pick<Approvable, 'state' | 'contentHash' | 'approval'>): boolean {
  return item.state === 'approved' && item.approval?.contentHash === item.contentHash;
}
