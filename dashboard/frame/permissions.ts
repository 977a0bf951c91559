import { MAY_CONFIRM, type Role } from '../../protocol/roles.ts';

/** What a person may do; the menu only mirrors it, the gateway decides (UX §2). */
export type Action =
  | 'create'
  | 'approve'
  | 'stand-in'
  | 'play'
  | 'emergency'
  | 'review'
  | 'confirm'
  | 'stop'
  | 'enrol'
  | 'set-up'
  | 'administer'
  | 'settings'
  | 'appraise'
  | 'read-results'
  | 'read-reports'
  | 'read-audit'
  | 'read-broadcast'
  | 'read-devices'
  | 'read-nodes'
  | 'overlook'
  | 'inspect'
  | 'read-hand-log'
  | 'keep-hand-log'
  | 'keep-licence'
  | 'repair'
  | 'report-fault'
  | 'remote'
  | 'set-volume'
  | 'run-system'
  | 'keep-relays';

const ALLOWED: Record<Action, readonly Role[]> = {
  create: ['operator', 'hamlet-head'],
  approve: ['approver'],
  // Whom an approver may name as deputy: roles that hold a second factor.
  'stand-in': MAY_CONFIRM,
  play: ['operator', 'approver', 'hamlet-head'],
  emergency: MAY_CONFIRM,
  // Of an emergency that sounded without approval; never one's own.
  review: ['approver', 'administrator'],
  confirm: MAY_CONFIRM,
  stop: ['operator', 'approver', 'hamlet-head', 'administrator'],
  enrol: ['technician', 'administrator'],
  'set-up': ['administrator'],
  administer: ['administrator'],
  // Each card of the page says who may change it.
  settings: ['operator', 'approver', 'administrator'],
  // Whose work verdicts, rounds, rules, periods and exclusions are; the others come by a link and read.
  appraise: ['appraiser', 'approver', 'administrator'],
  'read-results': ['operator', 'inspector', 'technician', 'approver', 'appraiser', 'administrator'],
  'read-reports': ['operator', 'approver', 'appraiser', 'administrator'],
  'read-audit': ['administrator'],
  'read-broadcast': ['operator', 'approver', 'hamlet-head', 'administrator', 'technician'],
  'read-devices': ['operator', 'approver', 'technician', 'administrator', 'hamlet-head'],
  'read-nodes': ['operator', 'approver', 'technician', 'administrator', 'hamlet-head', 'inspector'],
  // What goes on today. An inspector comes to see and hear, and is told nothing beforehand; an appraiser judges what was (UX §2).
  overlook: ['operator', 'approver', 'hamlet-head', 'technician', 'administrator'],
  // An appraiser within an open round of the own (rounds/rights.ts).
  inspect: ['inspector', 'technician', 'appraiser'],
  'read-hand-log': ['operator', 'approver', 'administrator', 'inspector', 'appraiser'],
  'keep-hand-log': ['operator'],
  'keep-licence': ['operator', 'technician', 'administrator'],
  // Cases, maintenance slips, assets.
  repair: ['technician', 'administrator'],
  'report-fault': ['operator', 'hamlet-head', 'technician', 'administrator'],
  // Tests, reboot, log, resync.
  remote: ['technician', 'administrator'],
  'set-volume': ['operator', 'hamlet-head', 'technician', 'administrator'],
  // Channels of notification, firmware, the installation's own health.
  'run-system': ['technician', 'administrator'],
  // Stations that may be passed on.
  'keep-relays': ['operator', 'administrator'],
};

/** What a person's duties are told by; the rest follows from them. */
export const DUTIES = [
  'create',
  'approve',
  'play',
  'emergency',
  'stop',
  'enrol',
  'administer',
] as const satisfies Action[];
export type Duty = (typeof DUTIES)[number];

export function may(role: Role, action: Action): boolean {
  return ALLOWED[action].includes(role);
}

/** The same table in two halves: what the role may do and what it may not. */
export function dutiesOf(role: Role): { may: Duty[]; mayNot: Duty[] } {
  return { may: DUTIES.filter((duty) => may(role, duty)), mayNot: DUTIES.filter((duty) => !may(role, duty)) };
}

export type Decision = { readonly may: true } | { readonly may: false; readonly why: 'own' | 'role' };

/** Approving needs the role and another person than the creator. */
export function mayApprove(account: { id: string; role: Role }, item: { createdBy: string }): Decision {
  if (item.createdBy === account.id) return { may: false, why: 'own' };
  return may(account.role, 'approve') ? { may: true } : { may: false, why: 'role' };
}

/** An emergency is for those who may raise one; the rest goes with the daily work. */
export function mayPlay(role: Role, bulletin: { class: string }): boolean {
  return may(role, bulletin.class === 'emergency' ? 'emergency' : 'play');
}
