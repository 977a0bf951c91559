import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { FIRMWARE_TYP } from '../../protocol/firmware.ts';
import { joinJws, jwsSigningInput } from '../../protocol/jws.ts';
import { withoutReleaseKey, withReleaseKey } from '../../protocol/key-list.ts';
import type { KeyList } from '../../protocol/messages/downlink.ts';
import type { FirmwareManifest } from '../../protocol/messages/firmware.ts';
import { writeDurably } from './durable-file.ts';
import { isEd25519PublicKey } from './ed25519.ts';
import { type HeldKey, type KeyFiles, newKey, readKey, writeKey } from './key-files.ts';
import { kidOf } from './kid.ts';
import { rootFrom } from './rotation.ts';
import { readSignedList, writeSignedList } from './signed-list.ts';

export const RELEASE_PRIVATE = 'release.pem';
export const RELEASE_PUBLIC = 'release.pub';

/** Makes a release key in a folder of its own, for something that is locked away. Never over another one. */
export function newReleaseKey(folder: string): HeldKey {
  const path = join(resolve(folder), RELEASE_PRIVATE);
  if (existsSync(path)) throw new Error(`${path} is there already: name an empty folder.`);
  mkdirSync(resolve(folder), { recursive: true, mode: 0o700 });
  const key = newKey();
  writeKey(path, key);
  writeDurably(join(resolve(folder), RELEASE_PUBLIC), `${key.publicKey}\n`);
  return key;
}

/** A manifest as nodes believe it. Throws when the file is no Ed25519 key. */
export function signManifest(keyFile: string, manifest: FirmwareManifest): string {
  const key = readKey(keyFile);
  const input = jwsSigningInput({ alg: 'EdDSA', kid: key.kid, typ: FIRMWARE_TYP }, manifest);
  return joinJws(input, sign(null, Buffer.from(input), key.privateKey));
}

/** Signs a list with the root key in which this release key (its public half, as `release.pub` holds it) is believed. */
export function addReleaseKey(
  files: KeyFiles,
  order: { publicKeyFile: string; name: string; root?: string | undefined; now: number },
): KeyList {
  const publicKey = publicKeyIn(order.publicKeyFile);
  const signed = readSignedList(files);
  const fresh = { kid: kidOf(publicKey), publicKey, ...(order.name && { name: order.name }) };
  const list = withReleaseKey(signed.list, fresh, order.now);
  writeSignedList(files, list, rootFrom(files, order.root, signed.root));
  return list;
}

/** Signs a list without it: what it signed is refused by every node that has the list. */
export function removeReleaseKey(
  files: KeyFiles,
  order: { kid: string; root?: string | undefined; now: number },
): KeyList {
  const signed = readSignedList(files);
  if (!signed.list.release?.some((key) => key.kid === order.kid))
    throw new Error(`No release key is called ${order.kid}: npm run keys -- status names them.`);
  const list = withoutReleaseKey(signed.list, order.kid, order.now);
  writeSignedList(files, list, rootFrom(files, order.root, signed.root));
  return list;
}

/** Refuses a private key brought by mistake before anything of it can be copied: it has no business on a server. */
function publicKeyIn(path: string): string {
  const text = readFileSync(path, 'utf8').trim();
  if (isPrivate(text))
    throw new Error(`${path} is the private half: keep it off this machine and bring ${RELEASE_PUBLIC} instead.`);
  const publicKey = text.startsWith('-----') ? spkiOfPem(text) : text;
  if (publicKey === undefined || !isEd25519PublicKey(publicKey))
    throw new Error(
      `${path} is no Ed25519 public key: bring the ${RELEASE_PUBLIC} that was made beside the private one.`,
    );
  return publicKey;
}

function isPrivate(text: string): boolean {
  try {
    return createPrivateKey(text) !== undefined;
  } catch {
    return false;
  }
}

function spkiOfPem(text: string): string | undefined {
  try {
    return createPublicKey(text).export({ format: 'der', type: 'spki' }).toString('base64url');
  } catch {
    return undefined;
  }
}
