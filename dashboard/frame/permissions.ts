import type { Role } from '../../protocol/api/people.ts';

/** What a person may do; the menu only mirrors it, the gateway decides (UX §2). */
export type Action =
  | 'create'
  | 'approve'
  | 'stop'
  | 'enrol'
  | 'set-up'
  | 'read-audit'
  | 'read-broadcast'
  | 'read-devices';

const ALLOWED: Record<Action, readonly Role[]> = {
  create: ['operator', 'hamlet-head'],
  approve: ['approver'],
  stop: ['operator', 'approver', 'hamlet-head', 'administrator'],
  enrol: ['technician', 'administrator'],
  'set-up': ['administrator'],
  'read-audit': ['administrator'],
  'read-broadcast': ['operator', 'approver', 'hamlet-head', 'administrator', 'technician'],
  'read-devices': ['operator', 'approver', 'technician', 'administrator', 'hamlet-head'],
};

export function may(role: Role, action: Action): boolean {
  return ALLOWED[action].includes(role);
}

export type Decision = { readonly may: true } | { readonly may: false; readonly why: 'own' | 'role' };

/** Approving needs the role and another person than the creator. */
export function mayApprove(account: { id: string; role: Role }, item: { createdBy: string }): Decision {
  if (item.createdBy === account.id) return { may: false, why: 'own' };
  return may(account.role, 'approve') ? { may: true } : { may: false, why: 'role' };
}
