// pure
import {
  FAULT_KINDS,
  type FaultKind,
  MUTE_KINDS,
  SEVERITIES,
  SEVERITY_OF,
  SILENT_KINDS,
} from '../../protocol/faults.ts';

/** Faults of one class at one node are one thing to be told: why it is silent, why it does not sound, or the kind itself. */
export type FaultClass = 'silent' | 'mute' | FaultKind;

export function classOf(kind: FaultKind): FaultClass {
  if (SILENT_KINDS.includes(kind) || kind === 'bad-credential') return 'silent';
  return MUTE_KINDS.includes(kind) ? 'mute' : kind;
}

/** Faults that come to many at once from outside: silence, lost mains, bad signal. Horns, clocks and reports are each node's own. */
const SHARED: ReadonlySet<FaultClass> = new Set(['silent', 'on-battery', 'weak-signal']);

export function mayShareCause(kind: FaultKind): boolean {
  return SHARED.has(classOf(kind));
}

/** What is wrong with the device itself: it went with the device when another hangs there. */
export const DEVICE_FAULTS: readonly FaultKind[] = [
  ...(['line-open', 'line-short', 'amplifier', 'mute', 'not-heard', 'playback-error', 'firmware-failing'] as const),
  ...(['clock-wrong', 'too-hot', 'storage-full', 'recalibrate', 'update-failed', 'bad-credential'] as const),
  ...(['duplicate-id', 'forged-message', 'denied-publish', 'refusal', 'rotation-unfinished'] as const),
];

/** The amplifier measured why nothing is heard: that nothing is heard is no second fault. */
export const MEASURED_KINDS = ['line-open', 'line-short', 'amplifier'] as const satisfies readonly FaultKind[];

/** The worst first; of one severity in the order of the list. */
export function byWorst(a: FaultKind, b: FaultKind): number {
  const severity = SEVERITIES.indexOf(SEVERITY_OF[a]) - SEVERITIES.indexOf(SEVERITY_OF[b]);
  return severity || FAULT_KINDS.indexOf(a) - FAULT_KINDS.indexOf(b);
}

/** What most of these are; the worst of those that are as many. */
export function causeOf(kinds: Iterable<FaultKind>): FaultKind {
  const counts = new Map<FaultKind, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const [first] = [...counts].sort((a, b) => b[1] - a[1] || byWorst(a[0], b[0]));
  return first?.[0] ?? 'network-lost';
}
