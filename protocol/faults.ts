/**
 * What can be wrong, from the worst. Of a node: why it is silent or does not sound. Of a place: what somebody has to decide.
 * Of the system: what is wrong with the watcher itself.
 */
export const NODE_FAULTS = [
  // silent
  'mains-lost',
  'network-lost',
  'bad-credential',
  'firmware-failing',
  'never-heard',
  // online, but nothing is heard
  'line-open',
  'line-short',
  'amplifier',
  'mute',
  'not-heard',
  'playback-error',
  // works, not for long
  'on-battery',
  'weak-signal',
  'clock-wrong',
  'too-hot',
  'storage-full',
  'recalibrate',
  'data-budget',
  'update-failed',
  'node-fault',
  // somebody plays tricks, or something is wired wrong
  'duplicate-id',
  'forged-message',
  'denied-publish',
  'refusal',
  'rotation-unfinished',
  // said by people
  'reported',
] as const;
export const PLACE_FAULTS = [
  'order-unresolved',
  'emergency-not-reviewed',
  'licence-expiring',
  'maintenance-due',
  'relay-lost',
] as const;
/** Of the installation itself: only the administrator sees them. */
export const SYSTEM_FAULTS = [
  'watch-gap',
  'disk-low',
  'lagging',
  'job-failed',
  'broker-lost',
  'channel-failing',
  'dead-man-failing',
  'certificate-expiring',
  'reports-waiting',
  'feed-away',
] as const;
export const FAULT_KINDS = [...NODE_FAULTS, ...PLACE_FAULTS, ...SYSTEM_FAULTS] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** critical: nobody hears it; major: some do not, or will not soon; minor: to be looked at when passing; info: to be known. */
export const SEVERITIES = ['critical', 'major', 'minor', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const SEVERITY_OF: Readonly<Record<FaultKind, Severity>> = {
  'mains-lost': 'critical',
  'network-lost': 'critical',
  'bad-credential': 'critical',
  'firmware-failing': 'critical',
  'never-heard': 'major',
  'line-open': 'critical',
  'line-short': 'critical',
  amplifier: 'critical',
  mute: 'critical',
  'not-heard': 'critical',
  'playback-error': 'major',
  'on-battery': 'major',
  'weak-signal': 'minor',
  'clock-wrong': 'major',
  'too-hot': 'major',
  'storage-full': 'major',
  recalibrate: 'minor',
  'data-budget': 'minor',
  'update-failed': 'minor',
  'node-fault': 'major',
  'duplicate-id': 'major',
  'forged-message': 'major',
  'denied-publish': 'minor',
  refusal: 'minor',
  'rotation-unfinished': 'minor',
  reported: 'major',
  'order-unresolved': 'major',
  'emergency-not-reviewed': 'major',
  'licence-expiring': 'minor',
  'maintenance-due': 'minor',
  'relay-lost': 'major',
  'watch-gap': 'major',
  'disk-low': 'critical',
  lagging: 'major',
  'job-failed': 'major',
  'broker-lost': 'critical',
  'channel-failing': 'major',
  'dead-man-failing': 'major',
  'certificate-expiring': 'major',
  'reports-waiting': 'major',
  'feed-away': 'major',
};

/** A node with one of these cannot be reached: what else is wrong with it is unknown until it is back. */
export const SILENT_KINDS: readonly FaultKind[] = ['mains-lost', 'network-lost', 'firmware-failing'];
/** A node with one of these does not sound although it is there. */
export const MUTE_KINDS: readonly FaultKind[] = ['line-open', 'line-short', 'amplifier', 'mute', 'not-heard'];

/** What many nodes hang on: the mobile mast or the fibre, the branch of the grid. A commune is a parent by itself. */
export const PARENT_KINDS = ['uplink', 'feeder'] as const;
export type ParentKind = (typeof PARENT_KINDS)[number];
export const INCIDENT_KINDS = [...PARENT_KINDS, 'commune', 'node', 'place', 'system'] as const;
export type IncidentKind = (typeof INCIDENT_KINDS)[number];

/** Sự cố: mới → đã nhận → đã sửa → đã đóng. */
export const CASE_STATES = ['new', 'acknowledged', 'resolved', 'closed'] as const;
export type CaseState = (typeof CASE_STATES)[number];

/** What a technician found, as a word to choose. */
export const CASE_CAUSES = [
  'grid',
  'breaker',
  'power-supply',
  'solar',
  'sim',
  'signal',
  'amplifier',
  'horn',
  'line',
  'microphone',
  'mainboard',
  'storage',
  'firmware',
  'configuration',
  'theft',
  'lightning',
  'works',
  'no-fault-found',
  'other',
] as const;
export type CaseCause = (typeof CASE_CAUSES)[number];

export const REPAIR_ORDERS = ['effect', 'near', 'newest'] as const;
export type RepairOrder = (typeof REPAIR_ORDERS)[number];

export const MAINTENANCE_REASONS = [
  'power-supply',
  'amplifier',
  'horn',
  'line',
  'sim',
  'move',
  'preventive',
  'grid-works',
  'other',
] as const;
export const MAINTENANCE_STATES = ['planned', 'active', 'done', 'cancelled'] as const;
/** Sessions in a window are counted apart; only the province's decision takes them out of the ratio (DOMAIN §4.7). */
export const EXCUSALS = ['none', 'asked', 'approved', 'refused'] as const;

/** What feeds a place. */
export const SUPPLIES = ['grid', 'grid-battery', 'solar', 'generator'] as const;
