import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { KEY_USES, type KeyUse, replaced, rotated } from '../../protocol/key-list.ts';
import type { KeyList } from '../../protocol/messages/downlink.ts';
import { syncFolder, writeDurably } from './durable-file.ts';
import { type HeldKey, type KeyFiles, newKey, readKey, writeKey } from './key-files.ts';
import { publicHalf, readSignedList, writeSignedList } from './signed-list.ts';

export interface RotationOrder {
  readonly use: KeyUse;
  readonly now: number;
  /** Where the root key lies; in the folder itself when absent. */
  readonly root?: string | undefined;
  /** How long nodes get to learn of the new key before it signs; the old one holds as long again. */
  readonly overlapMs: number;
  /** After a theft: the old keys of this use end now. */
  readonly atOnce: boolean;
}

/** Makes a new key and signs a list with it. The key is on the disk before the list names it; keys no list names go last. */
export function rotate(files: KeyFiles, { use, now, root, overlapMs, atOnce }: RotationOrder): KeyList {
  const signed = readSignedList(files);
  const rootKey = rootFrom(files, root, signed.root);
  const fresh = newKey();
  writeKey(files.privateOf(use, fresh.kid), fresh);
  const entry = { ...publicHalf(fresh), use };
  const list = atOnce ? replaced(signed.list, entry, now) : rotated(signed.list, entry, now, overlapMs);
  writeSignedList(files, list, rootKey);
  removeUnlisted(files, list);
  return list;
}

/** Moves the root key to another folder (a stick, an offline machine): copied, read back, then removed here. Returns where it is. */
export function exportRoot(files: KeyFiles, folder: string): string {
  if (!existsSync(files.rootPrivate)) throw new Error(`${files.rootPrivate} is not here: it was moved away already.`);
  const target = join(resolve(folder), 'root.pem');
  if (existsSync(target)) throw new Error(`${target} is there already: name an empty folder.`);
  const { root } = readSignedList(files);
  const key = rootFrom(files, undefined, root);
  mkdirSync(resolve(folder), { recursive: true, mode: 0o700 });
  writeDurably(target, readFileSync(files.rootPrivate, 'utf8'));
  if (readKey(target).publicKey !== key.publicKey)
    throw new Error(`${target} reads back as another key; nothing was removed here.`);
  chmodSync(target, 0o600);
  rmSync(files.rootPrivate);
  syncFolder(files.folder);
  return target;
}

export function rootFrom(files: KeyFiles, path: string | undefined, expected: string): HeldKey {
  const file = path ?? files.rootPrivate;
  if (!existsSync(file)) throw new Error(`${file} is not here: bring the root key and name it with --root FILE.`);
  const key = readKey(file);
  if (key.publicKey !== expected)
    throw new Error(`${file} is not the root key of this installation: nodes would refuse what it signs.`);
  return key;
}

function removeUnlisted(files: KeyFiles, list: KeyList): void {
  const listed = new Set(list.keys.map((key) => key.kid));
  for (const use of KEY_USES) for (const kid of files.kidsOf(use)) if (!listed.has(kid)) files.remove(use, kid);
}
