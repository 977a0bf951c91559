import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyUse } from '../../protocol/key-list.ts';
import { syncFolder, writeDurably } from './durable-file.ts';
import { kidOf } from './kid.ts';

/** One Ed25519 key with its private half. */
export interface HeldKey {
  readonly kid: string;
  /** SPKI DER, base64url. */
  readonly publicKey: string;
  readonly privateKey: KeyObject;
}

/** Where each thing lies in the folder of the gateway's keys. */
export class KeyFiles {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  get list(): string {
    return join(this.folder, 'keys.jws');
  }

  get rootPublic(): string {
    return join(this.folder, 'root.pub');
  }

  get rootPrivate(): string {
    return join(this.folder, 'root.pem');
  }

  privateOf(use: KeyUse, kid: string): string {
    return join(this.folder, `${use}-${kid}.pem`);
  }

  /** The one private key of a use before there were lists. */
  legacyOf(use: KeyUse): string {
    return join(this.folder, `${use}.pem`);
  }

  /** Names of the keys of a use whose private half is here. */
  kidsOf(use: KeyUse): string[] {
    const pattern = new RegExp(`^${use}-([A-Za-z0-9_-]{22})\\.pem$`);
    return readdirSync(this.folder).flatMap((name) => pattern.exec(name)?.[1] ?? []);
  }

  remove(use: KeyUse, kid: string): void {
    rmSync(this.privateOf(use, kid), { force: true });
    syncFolder(this.folder);
  }
}

/** Reads a private key (PKCS8 PEM) and narrows its file to the owner. Throws when the file is damaged or of another kind. */
export function readKey(path: string): HeldKey {
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new Error(
      `${path} is damaged: put the key back from a backup (removing it would make every node refuse us)`,
      { cause },
    );
  }
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new Error(`${path} is not an Ed25519 key`);
  chmodSync(path, 0o600);
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).toString('base64url');
  return { kid: kidOf(publicKey), publicKey, privateKey };
}

export function newKey(): HeldKey {
  const { privateKey, publicKey: half } = generateKeyPairSync('ed25519');
  const publicKey = half.export({ format: 'der', type: 'spki' }).toString('base64url');
  return { kid: kidOf(publicKey), publicKey, privateKey };
}

export function writeKey(path: string, key: HeldKey): void {
  writeDurably(path, key.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
}
