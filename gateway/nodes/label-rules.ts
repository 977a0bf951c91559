// pure
import { MINUTE_MS, SECOND_MS } from '../../protocol/units.ts';

export interface DeviceCall {
  readonly key: string;
  readonly firmware: string;
  readonly address?: string;
}

/** One code that lets a device in: printed for an area, or made for a node that exists (then bound from its beginning). */
export interface Label {
  readonly id: string;
  readonly sha256: string;
  readonly area: string;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Bound by a technician to this node. */
  readonly node?: string;
  readonly confirmedBy?: string;
  readonly confirmedAt?: number;
  /** The first device that showed the code. */
  readonly device?: DeviceCall & { readonly since: number; readonly calledAt: number };
  /** Calls of other devices with this code. */
  readonly otherCalls: number;
  readonly usedAt?: number;
  readonly withdrawnAt?: number;
}

/** A node that lost the answer on a bad line may ask again so long, with the same key. */
export const RETRY_MS = 10 * MINUTE_MS;
/** So long somebody stands below the pole; later the device asks less often. */
const ATTENDED_MS = 15 * MINUTE_MS;

export const LABEL_FAULTS = {
  'unknown-code': 'There is no such code; type it again, or make a new label.',
  'expired-code': 'The code is too old; make a new label.',
  'withdrawn-code': 'The label was withdrawn; use another one.',
  'used-code': 'The code belongs to another device or was used up; make a new label.',
} as const;
export type LabelFault = keyof typeof LABEL_FAULTS;

export type CallVerdict =
  | { readonly kind: 'wait' }
  | { readonly kind: 'enrol'; readonly node: string; readonly again: boolean }
  /** `stranger`: another device than the one the code belongs to. */
  | { readonly kind: 'refuse'; readonly why: LabelFault; readonly stranger: boolean };

/**
 * What a device with this key gets that shows a code. The first device that calls has the label to itself. `node` is the
 * bound node as it is now: once revoked, or given to another device, an old answer is not repeated.
 */
export function judgeCall(
  label: Label | undefined,
  key: string,
  node: { readonly publicKey?: string; readonly enrolledAt?: number } | undefined,
  now: number,
): CallVerdict {
  if (!label) return { kind: 'refuse', why: 'unknown-code', stranger: false };
  const stranger = label.device !== undefined && label.device.key !== key;
  if (label.usedAt !== undefined) {
    const isIn = node?.publicKey === key && node.enrolledAt !== undefined;
    if (label.node !== undefined && !stranger && isIn && now < label.usedAt + RETRY_MS)
      return { kind: 'enrol', node: label.node, again: true };
    return { kind: 'refuse', why: 'used-code', stranger };
  }
  const fault = openFault(label, now);
  if (fault) return { kind: 'refuse', why: fault, stranger };
  if (stranger) return { kind: 'refuse', why: 'used-code', stranger };
  return label.node === undefined ? { kind: 'wait' } : { kind: 'enrol', node: label.node, again: false };
}

/** Why a technician can do nothing with a code any more; undefined while it is open. */
export function faultOfLabel(label: Label | undefined, now: number): LabelFault | undefined {
  if (!label) return 'unknown-code';
  return label.usedAt === undefined ? openFault(label, now) : 'used-code';
}

/** How long a waiting device lets the gateway alone, by how long it has been calling. */
export function retryAfterMs(callingMs: number): number {
  return callingMs < ATTENDED_MS ? 3 * SECOND_MS : 30 * SECOND_MS;
}

function openFault(label: Label, now: number): LabelFault | undefined {
  if (label.withdrawnAt !== undefined) return 'withdrawn-code';
  return now >= label.expiresAt ? 'expired-code' : undefined;
}
