import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { joinJws, jwsSigningInput } from '../../protocol/jws.ts';
import { kidOf } from './kid.ts';

export const KEY_USES = ['command', 'checkpoint'] as const;
export type KeyUse = (typeof KEY_USES)[number];

export interface PublicKey {
  readonly kid: string;
  /** SPKI DER, base64url. */
  readonly publicKey: string;
  readonly use: KeyUse;
}

interface HeldKey extends PublicKey {
  readonly privateKey: KeyObject;
}

/** The gateway's own Ed25519 keys: one signs what nodes obey, the other the evidence log. They never leave their folder. */
export class KeyRing {
  readonly #keys: Readonly<Record<KeyUse, HeldKey>>;

  private constructor(keys: Readonly<Record<KeyUse, HeldKey>>) {
    this.#keys = keys;
  }

  /** Reads `{use}.pem` (PKCS8, 0600) from the folder, making what is missing. Throws when a file is there but is not such a key. */
  static open(folder: string): KeyRing {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return new KeyRing({ command: load(folder, 'command'), checkpoint: load(folder, 'checkpoint') });
  }

  /** A compact JWS of any JSON payload; `typ` says of which kind, so that it is never valid as another. */
  sign(use: KeyUse, typ: string, payload: object): string {
    const input = jwsSigningInput({ alg: 'EdDSA', kid: this.#keys[use].kid, typ }, payload);
    return joinJws(input, this.signBytes(use, Buffer.from(input)));
  }

  signBytes(use: KeyUse, bytes: Uint8Array): Uint8Array {
    return sign(null, bytes, this.#keys[use].privateKey);
  }

  publicKey(use: KeyUse): PublicKey {
    const { kid, publicKey } = this.#keys[use];
    return { kid, publicKey, use };
  }

  publicKeys(): PublicKey[] {
    return KEY_USES.map((use) => this.publicKey(use));
  }
}

function load(folder: string, use: KeyUse): HeldKey {
  const path = join(folder, `${use}.pem`);
  const pem = read(path) ?? make(path);
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey(pem);
  } catch (cause) {
    throw new Error(
      `${path} is damaged: put the key back from a backup (removing it would make every node refuse us)`,
      {
        cause,
      },
    );
  }
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new Error(`${path} is not an Ed25519 key`);
  chmodSync(path, 0o600);
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).toString('base64url');
  return { kid: kidOf(publicKey), publicKey, use, privateKey };
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Written aside, made durable, then renamed: a power cut leaves a whole key or none. */
function make(path: string): string {
  const pem = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  const file = openSync(`${path}.new`, 'w', 0o600);
  try {
    writeSync(file, pem);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(`${path}.new`, path);
  return pem;
}
