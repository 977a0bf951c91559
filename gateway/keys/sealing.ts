import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readText, writeDurably } from './durable-file.ts';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const FORM = 'v1.';

/** What a thief of the database must not read: sealed with a key that is kept beside it, never in it. */
export class Sealing {
  readonly #sealKey: Buffer;
  readonly #digestKey: Buffer;

  private constructor(key: Buffer) {
    const derived = (purpose: string) => Buffer.from(hkdfSync('sha256', key, '', purpose, KEY_BYTES));
    this.#sealKey = derived('loaxa seal');
    this.#digestKey = derived('loaxa digest');
  }

  /** Reads `sealing.key` (0600) from the folder, making it when there is none. Throws when the file is damaged. */
  static load(folder: string): Sealing {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, 'sealing.key');
    const key = Buffer.from(readText(path)?.trim() ?? make(path), 'base64url');
    if (key.length !== KEY_BYTES)
      throw new Error(
        `${path} is damaged: put it back from a backup (without it nobody's authenticator opens anything)`,
      );
    chmodSync(path, 0o600);
    return new Sealing(key);
  }

  /** AES-256-GCM; `about` (an account id, say) is bound to it, so that a row cannot be sealed for one and used for another. */
  seal(text: string, about: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#sealKey, nonce).setAAD(Buffer.from(about));
    const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return FORM + sealed.toString('base64url');
  }

  /** Throws when it was changed, was sealed about something else or with another key. */
  unseal(sealed: string, about: string): string {
    if (!sealed.startsWith(FORM)) throw new Error('this was not sealed here');
    const bytes = Buffer.from(sealed.slice(FORM.length), 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', this.#sealKey, bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(about)).setAuthTag(bytes.subarray(-TAG_BYTES));
    const inner = bytes.subarray(NONCE_BYTES, -TAG_BYTES);
    return Buffer.concat([decipher.update(inner), decipher.final()]).toString('utf8');
  }

  /** A keyed hash: what is short enough to be guessed from a plain one cannot be guessed without the key. */
  digest(text: string): string {
    return createHmac('sha256', this.#digestKey).update(text).digest('hex');
  }
}

function make(path: string): string {
  const key = randomBytes(KEY_BYTES).toString('base64url');
  writeDurably(path, key);
  return key;
}
