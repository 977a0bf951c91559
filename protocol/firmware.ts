/** JWS `typ` of a firmware's manifest, signed by an offline release key that the root's key list names. */
export const FIRMWARE_TYP = 'loaxa-firmware+jws';

/** Larger than any image of a device of this kind; a manifest that asks for more is refused before a byte is fetched. */
export const MOST_FIRMWARE_BYTES = 512 * 1024 * 1024;
/** A new firmware that has not reached the gateway within this goes back (issue 6: ten minutes). */
export const CONFIRM_WITHIN_MS = 600_000;
/** A node does not change its firmware when something planned begins within this. */
export const QUIET_BEFORE_MS = 900_000;

/** Why a firmware was not taken, or did not stay. */
export const UPDATE_REASONS = [
  'not-signed',
  'bad-manifest',
  'replayed',
  'manifest-expired',
  'downgrade',
  'other-model',
  'below-minimum',
  'too-large',
  'busy',
  'not-fetched',
  'wrong-hash',
  'crashed',
  'not-confirmed',
  'silent',
  'no-answer',
  'unsupported',
] as const;
export type UpdateReason = (typeof UPDATE_REASONS)[number];

/** A firmware as a node calls itself: the model of the device and a version of three numbers. */
export interface FirmwareName {
  readonly model: string;
  readonly version: string;
}

export const MODEL = /^[a-z0-9][a-z0-9.-]{0,39}$/;
export const VERSION = /^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})$/;

/** `loaxa-node 0.1.0` taken apart; undefined for anything else. */
export function firmwareNameOf(text: string): FirmwareName | undefined {
  const [model = '', version = '', ...rest] = text.split(' ');
  return rest.length === 0 && MODEL.test(model) && VERSION.test(version) ? { model, version } : undefined;
}

export function firmwareText({ model, version }: FirmwareName): string {
  return `${model} ${version}`;
}

/** Negative when `a` is older, by numbers and not by letters: 0.10.0 is newer than 0.9.0. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)];
  for (let place = 0; place < 3; place++) {
    const difference = (left[place] ?? 0) - (right[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** What of a manifest decides whether a device may take it. */
export interface Offered extends FirmwareName {
  readonly bytes: number;
  readonly minFrom?: string | undefined;
  readonly releaseCounter: number;
  readonly allowDowngrade?: boolean | undefined;
  /** From this instant on no device takes it any more; absent for one that does not expire. */
  readonly expiresAt?: number | undefined;
}

export interface Device {
  readonly running: FirmwareName;
  /** The highest counter of a firmware that proved itself here. */
  readonly counter: number;
  /** By the device's own clock. */
  readonly now: number;
  /** Room for an image. */
  readonly mostBytes: number;
}

/**
 * May this device take that firmware? The counter only rises: an old release is refused however well it is signed, and going
 * back to an older version takes a new signature that says so.
 */
export function firmwareFault(
  offered: Offered,
  { running, counter, now, mostBytes }: Device,
): UpdateReason | undefined {
  if (offered.model !== running.model) return 'other-model';
  if (offered.releaseCounter <= counter) return 'replayed';
  if (offered.expiresAt !== undefined && now >= offered.expiresAt) return 'manifest-expired';
  if (compareVersions(offered.version, running.version) < 0 && offered.allowDowngrade !== true) return 'downgrade';
  if (offered.minFrom !== undefined && compareVersions(running.version, offered.minFrom) < 0) return 'below-minimum';
  if (offered.bytes > Math.min(mostBytes, MOST_FIRMWARE_BYTES)) return 'too-large';
  return undefined;
}

/** Where a roll-out stands. `resting`: between two stages; `halted`: by itself, because something went wrong. */
export const ROLLOUT_STATES = ['running', 'resting', 'paused', 'halted', 'done', 'aborted'] as const;
export type RolloutState = (typeof ROLLOUT_STATES)[number];
export const ROLLOUT_STEPS = ['pause', 'resume', 'abort'] as const;
export type RolloutStep = (typeof ROLLOUT_STEPS)[number];

/** Of one node in a roll-out; what the node said is signed, `silent` and `waiting` are the gateway's own word. */
export const ROLLOUT_NODE_STATES = [
  'waiting',
  'sent',
  'downloaded',
  'installed',
  'confirmed',
  'rolled-back',
  'refused',
  'silent',
] as const;
export type RolloutNodeState = (typeof ROLLOUT_NODE_STATES)[number];
