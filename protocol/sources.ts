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
  'passed-on',
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

/** CAP 1.2 §3.2.2: the three scales of a message. */
export const URGENCIES = ['Immediate', 'Expected', 'Future', 'Past', 'Unknown'] as const;
export const SEVERITIES = ['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown'] as const;
export const CERTAINTIES = ['Observed', 'Likely', 'Possible', 'Unlikely', 'Unknown'] as const;
/**
 * What an alert becomes. At once: an emergency. Priority and inbox: a bulletin of that class (inbox: normal, the commune chooses).
 * Held: waits for a person. Shown: on the page alone.
 */
export const ALERT_WEIGHTS = ['at-once', 'priority', 'inbox', 'held', 'shown'] as const;
export type AlertWeight = (typeof ALERT_WEIGHTS)[number];

/** Of what a source is told: each run on each node, and sums of it for each commune and for the whole. */
export const LOG_PER = ['node', 'commune', 'run'] as const;
export type LogPer = (typeof LOG_PER)[number];

export const REPORT_KINDS = ['status', 'log'] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];
