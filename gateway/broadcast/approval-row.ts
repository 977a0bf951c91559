import type { Bulletin } from '../../protocol/api/broadcast.ts';
import type { Approvable, ApprovalState } from './approval.ts';

/** Columns that bulletins and programmes share. */
export interface ApprovalRow {
  state: string;
  content_hash: string;
  approved_by: string | null;
  approved_at: number | null;
  approved_hash: string | null;
  approved_for: string | null;
  returned: string | null;
  judged: string | null;
  created_by: string;
  changed_by: string;
}

export function approvalColumns(item: Approvable): ApprovalRow {
  return {
    state: item.state,
    content_hash: item.contentHash,
    approved_by: item.approval?.by ?? null,
    approved_at: item.approval?.at ?? null,
    approved_hash: item.approval?.contentHash ?? null,
    approved_for: item.approval?.for ?? null,
    returned: item.returned ? JSON.stringify(item.returned) : null,
    judged: item.judged ? JSON.stringify(item.judged) : null,
    created_by: item.createdBy,
    changed_by: item.changedBy,
  };
}

export function approvalOf(row: ApprovalRow): Approvable {
  const { approved_by: by, approved_at: at, approved_hash: contentHash, approved_for } = row;
  const behalf = approved_for === null ? {} : { for: approved_for };
  return {
    state: row.state as ApprovalState,
    contentHash: row.content_hash,
    ...(by !== null && at !== null && contentHash !== null ? { approval: { by, at, contentHash, ...behalf } } : {}),
    // Both are written above and by nobody else.
    ...(row.returned === null ? {} : { returned: JSON.parse(row.returned) }),
    ...(row.judged === null ? {} : { judged: JSON.parse(row.judged) }),
    createdBy: row.created_by,
    changedBy: row.changed_by,
  };
}

/** What the API shows of who decided, with names. */
export function shownDecisions(
  { approval, returned }: Pick<Approvable, 'approval' | 'returned'>,
  nameOf: (account: string) => string,
): Pick<Bulletin, 'approval' | 'returned'> {
  return {
    ...(approval ? { approval: shownApproval(approval, nameOf) } : {}),
    ...(returned ? { returned: { ...withoutAccount(returned), byName: nameOf(returned.by) } } : {}),
  };
}

function shownApproval(
  { for: inPlaceOf, ...approval }: NonNullable<Approvable['approval']>,
  nameOf: (account: string) => string,
): NonNullable<Bulletin['approval']> {
  return {
    ...approval,
    byName: nameOf(approval.by),
    ...(inPlaceOf === undefined ? {} : { forName: nameOf(inPlaceOf) }),
  };
}

function withoutAccount({ at, reason, note }: NonNullable<Approvable['returned']>) {
  return { at, reason, ...(note === undefined ? {} : { note }) };
}
