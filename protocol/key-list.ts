import { KEY_LIST_TYP } from './channels.ts';
import { check } from './codec.ts';
import { fingerprintText } from './fingerprint.ts';
import { type DecodedJws, decodeJws, fromBase64Url, toBase64Url } from './jws.ts';
import type { Sha256 } from './merkle-proof.ts';
import { type KeyList, keyList, type ListedKey, type ReleaseKey } from './messages/downlink.ts';
import { MINUTE_MS } from './units.ts';

export const KEY_USES = ['command', 'checkpoint'] as const;
export type KeyUse = (typeof KEY_USES)[number];

/** Two honest clocks may differ so much at the edges of a key's window; the same that a node grants a signed time. */
export const KEY_SKEW_MS = MINUTE_MS;

/** What a node knows of the time: `trusted`, or only that it is not earlier than `at`. */
export interface KeyInstant {
  readonly at: number;
  readonly trusted: boolean;
}

/** A key's name: the first 128 bits of the SHA-256 of its SPKI (base64url in and out). It follows from the key, so nobody can choose it. */
export function kidOf(publicKey: string, sha256: Sha256): string {
  return toBase64Url(sha256(fromBase64Url(publicKey)).slice(0, 16));
}

/** A root key as people compare it: the SHA-256 of its SPKI in hexadecimal, in groups of four. */
export function fingerprintOf(publicKey: string, sha256: Sha256): string {
  return fingerprintText(sha256(fromBase64Url(publicKey)));
}

/** The newest key whose window is open at `now` (ms UTC): the one the gateway signs with; undefined when there is none. */
export function signingKey(list: KeyList, use: KeyUse, now: number): ListedKey | undefined {
  const open = list.keys.filter((key) => key.use === use && key.from <= now && now < endOf(key));
  return open.reduce<ListedKey | undefined>((best, key) => (best && best.from >= key.from ? best : key), undefined);
}

/**
 * May a signature by this key be believed? Without a trusted clock only the end of the window counts: what has certainly
 * passed ends a key, and nothing can prove that it has not begun.
 */
export function isKeyOpen(key: Pick<ListedKey, 'from' | 'to'>, { at, trusted }: KeyInstant): boolean {
  if (at >= endOf(key) + KEY_SKEW_MS) return false;
  return !trusted || at >= key.from - KEY_SKEW_MS;
}

/** What a reader of signatures must be able to do; handed in, since a node, a server and a browser do it differently. */
export interface Proving {
  readonly sha256: Sha256;
  /** Is `signature` the Ed25519 key's over `bytes`? The key is SPKI DER as base64url. */
  readonly verify: (publicKey: string, bytes: Uint8Array, signature: Uint8Array) => boolean;
}

export type OpenedKeyList =
  | { readonly ok: true; readonly list: KeyList }
  | { readonly ok: false; readonly forged: boolean; readonly why: string };

/** Reads a key list and judges it by the root key (SPKI, base64url): signature, form, names. Whether it is newer is the caller's question. */
export function openKeyList(jws: string, root: string, proving: Proving): OpenedKeyList {
  let decoded: DecodedJws;
  try {
    decoded = decodeJws(jws, KEY_LIST_TYP);
  } catch (error) {
    return { ok: false, forged: true, why: error instanceof Error ? error.message : 'malformed' };
  }
  if (decoded.header.kid !== kidOf(root, proving.sha256))
    return { ok: false, forged: true, why: 'it is signed by another root key' };
  if (!proving.verify(root, decoded.signingInput, decoded.signature))
    return { ok: false, forged: true, why: 'the signature of the root key does not verify' };
  const body = check(keyList, decoded.payload);
  if (!body.ok) return { ok: false, forged: false, why: body.why };
  const fault = keyListFault(body.body, proving.sha256);
  return fault === undefined ? { ok: true, list: body.body } : { ok: false, forged: false, why: fault };
}

/** What is wrong with a list whose signature is proved; undefined when nothing is. */
export function keyListFault(list: KeyList, sha256: Sha256): string | undefined {
  // One key, one use: what signs commands must never sign firmware.
  const all = [...list.keys, ...(list.release ?? [])];
  const chosen = all.find((key) => !isNamedByItsHash(key, sha256));
  if (chosen) return `the key ${chosen.kid} is not named by its hash`;
  if (new Set(all.map((key) => key.kid)).size < all.length) return 'a key stands in it twice';
  const backwards = all.find((key) => endOf(key) <= key.from);
  if (backwards) return `the key ${backwards.kid} ends before it begins`;
  const missing = KEY_USES.find((use) => !list.keys.some((key) => key.use === use));
  return missing && `there is no ${missing} key in it`;
}

/** Versions as of plan and config (DESIGN §8): a list made after a restore from backup is still newer. */
export function nextKeyListVersion(last: number | undefined, now: number): number {
  return Math.max((last ?? 0) + 1, now);
}

/** The list after a rotation at `now`: the new key takes over after `overlapMs`, the old ones end as long after that. */
export function rotated(
  list: KeyList,
  fresh: Pick<ListedKey, 'kid' | 'publicKey' | 'use'>,
  now: number,
  overlapMs: number,
): KeyList {
  const from = now + overlapMs;
  const kept = list.keys
    .filter((key) => now < endOf(key))
    .map((key) => (key.use === fresh.use ? { ...key, to: Math.min(endOf(key), from + overlapMs) } : key));
  return { ...list, version: nextKeyListVersion(list.version, now), at: now, keys: [...kept, { ...fresh, from }] };
}

/** The list after a theft: every key of that use is gone, and the new one signs from now on. */
export function replaced(list: KeyList, fresh: Pick<ListedKey, 'kid' | 'publicKey' | 'use'>, now: number): KeyList {
  const kept = list.keys.filter((key) => key.use !== fresh.use && now < endOf(key));
  return { ...list, version: nextKeyListVersion(list.version, now), at: now, keys: [...kept, { ...fresh, from: now }] };
}

/** The list with one more release key, believed at once. */
export function withReleaseKey(list: KeyList, fresh: Omit<ReleaseKey, 'from'>, now: number): KeyList {
  const others = (list.release ?? []).filter((key) => key.kid !== fresh.kid);
  return {
    ...list,
    version: nextKeyListVersion(list.version, now),
    at: now,
    release: [...others, { ...fresh, from: 0 }],
  };
}

/** The list without it: what that key signed is refused from now on, by every node that has the list. */
export function withoutReleaseKey(list: KeyList, kid: string, now: number): KeyList {
  const release = (list.release ?? []).filter((key) => key.kid !== kid);
  return { ...list, version: nextKeyListVersion(list.version, now), at: now, release };
}

export function endOf(key: Pick<ListedKey, 'to'>): number {
  return key.to ?? Number.POSITIVE_INFINITY;
}

function isNamedByItsHash(key: Pick<ListedKey, 'kid' | 'publicKey'>, sha256: Sha256): boolean {
  try {
    return key.kid === kidOf(key.publicKey, sha256);
  } catch {
    return false;
  }
}
