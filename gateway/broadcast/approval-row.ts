import type { Approvable, ApprovalState } from './approval.ts';

/** Columns that bulletins and programmes share. */
export interface ApprovalRow {
  state: string;
  content_hash: string;
  approved_by: string | null;
  approved_at: number | null;
  approved_hash: string | null;
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
    created_by: item.createdBy,
    changed_by: item.changedBy,
  };
}

export function approvalOf(row: ApprovalRow): Approvable {
  const { approved_by: by, approved_at: at, approved_hash: contentHash } = row;
  return {
    state: row.state as ApprovalState,
    contentHash: row.content_hash,
    ...(by !== null && at !== null && contentHash !== null ? { approval: { by, at, contentHash } } : {}),
    createdBy: row.created_by,
    changedBy: row.changed_by,
  };
}
