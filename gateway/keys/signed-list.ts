import { sign } from 'node:crypto';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { KEY_LIST_TYP } from '../../protocol/channels.ts';
import { joinJws, jwsSigningInput } from '../../protocol/jws.ts';
import { KEY_USES, type KeyUse, keyListFault, nextKeyListVersion, openKeyList } from '../../protocol/key-list.ts';
import { type KeyList, keyList } from '../../protocol/messages/downlink.ts';
import { readText, writeDurably } from './durable-file.ts';
import { type HeldKey, type KeyFiles, newKey, readKey, writeKey } from './key-files.ts';
import { proving } from './kid.ts';

export interface SignedList {
  readonly jws: string;
  readonly list: KeyList;
  /** The root's public key, SPKI base64url. */
  readonly root: string;
}

/** The list as it lies on the disk, proved by `root.pub`. Throws with what to do when it does not hold. */
export function readSignedList(files: KeyFiles): SignedList {
  const root = readText(files.rootPublic)?.trim();
  const jws = readText(files.list)?.trim();
  if (root === undefined || jws === undefined)
    throw new Error(
      `${root === undefined ? files.rootPublic : files.list} is missing: put it back from a backup; nodes trust no other list.`,
    );
  const opened = openKeyList(jws, root, proving);
  if (!opened.ok)
    throw new Error(
      `${files.list} does not hold under ${files.rootPublic} (${opened.why}): put both back from a backup.`,
    );
  return { jws, list: opened.list, root };
}

/** Signs a list with the root key and puts it in the old one's place. Throws when a node would refuse it. */
export function writeSignedList(files: KeyFiles, list: KeyList, root: HeldKey): void {
  const fault = keyListFault(keyList.parse(list), proving.sha256);
  if (fault !== undefined) throw new Error(`The list would be refused by every node: ${fault}.`);
  const input = jwsSigningInput({ alg: 'EdDSA', kid: root.kid, typ: KEY_LIST_TYP }, list);
  writeDurably(files.list, joinJws(input, sign(null, Buffer.from(input), root.privateKey)));
}

/**
 * The first start: makes the root key and the first list. A folder from before there were lists keeps its keys. The first
 * keys are open from the beginning of time, since the clock of a new machine may be wrong.
 */
export function foundKeys(files: KeyFiles, now: number): void {
  if (existsSync(files.list)) return;
  mkdirSync(files.folder, { recursive: true, mode: 0o700 });
  if (existsSync(files.rootPublic) && !existsSync(files.rootPrivate)) return;
  if (!existsSync(files.rootPrivate)) writeKey(files.rootPrivate, newKey());
  const root = readKey(files.rootPrivate);
  writeDurably(files.rootPublic, `${root.publicKey}\n`);
  const keys = KEY_USES.map((use) => ({ ...publicHalf(firstKey(files, use)), use, from: 0 }));
  writeSignedList(files, { v: 1, version: nextKeyListVersion(undefined, now), at: now, keys }, root);
}

function firstKey(files: KeyFiles, use: KeyUse): HeldKey {
  const legacy = files.legacyOf(use);
  if (existsSync(legacy)) renameSync(legacy, files.privateOf(use, readKey(legacy).kid));
  const [known] = files.kidsOf(use);
  if (known !== undefined) return readKey(files.privateOf(use, known));
  const made = newKey();
  writeKey(files.privateOf(use, made.kid), made);
  return made;
}

export function publicHalf({ kid, publicKey }: HeldKey): { kid: string; publicKey: string } {
  return { kid, publicKey };
}
