/** What speaks from above: a province or central source system (HTTTN), or senders of CAP alerts. */
export const SOURCE_KINDS = ['source-system', 'cap'] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

/** What became of a CAP message. */
export const ALERT_STATES = [
  'on-air',
  'ended',
  'cancelled',
  'replaced',
  'expired',
  'held',
  'not-aired',
  'refused',
] as const;
export type AlertState = (typeof ALERT_STATES)[number];
/** Why it was not put on the air, or refused. */
export const ALERT_REASONS = [
  'exercise',
  'test',
  'system',
  'draft',
  'acknowledgement',
  'error-message',
  'duplicate',
  'expired',
  'no-area-here',
  'not-urgent',
  'unsigned',
  'bad-signature',
  'malformed',
  'unknown-reference',
  'sender',
] as const;
export type AlertReason = (typeof ALERT_REASONS)[number];

export const REPORT_KINDS = ['status', 'log'] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];
