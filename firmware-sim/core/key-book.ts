import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { isKeyOpen, type KeyInstant, openKeyList, type Proving } from '../../protocol/key-list.ts';
import type { KeyList, ListedKey, ReleaseKey } from '../../protocol/messages/downlink.ts';
import type { Reason } from '../../protocol/messages/uplink.ts';

interface TrustedKey {
  readonly listed: ListedKey;
  readonly key: KeyObject;
}

interface KeysRefused {
  readonly ok: false;
  readonly reason: Reason;
  readonly detail: string;
}
export type KeysJudged = { readonly ok: true; readonly newer: boolean } | KeysRefused;

interface KeysRead {
  readonly version: number;
  readonly keys: ReadonlyMap<string, TrustedKey>;
  readonly release: readonly ReleaseKey[];
}

export const proving: Proving = {
  sha256: (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
  verify: (publicKey, bytes, signature) => verify(null, bytes, keyObject(publicKey), signature),
};

/** The keys a node trusts: the newest list signed by the root key it pinned at enrolment. */
export class KeyBook {
  readonly #root: string;
  #version = -1;
  #keys: ReadonlyMap<string, TrustedKey> = new Map();
  #release: readonly ReleaseKey[] = [];

  /** Throws when the list of the enrolment was not signed by that root. */
  constructor(root: string, keyList: string) {
    this.#root = root;
    const judged = this.take(keyList);
    if (!judged.ok) throw new Error(`the list of trusted keys does not hold (${judged.detail}): enrol this node again`);
  }

  get version(): number {
    return this.#version;
  }

  /** Would it be taken? An older list never is; the one held comes again and is nothing new. */
  judge(jws: string): KeysJudged {
    const read = this.#read(jws);
    return 'keys' in read ? { ok: true, newer: read.version > this.#version } : read;
  }

  /** Believes by this list from now on, if it is newer and rightly signed. */
  take(jws: string): KeysJudged {
    const read = this.#read(jws);
    if (!('keys' in read)) return read;
    const newer = read.version > this.#version;
    if (newer) {
      this.#keys = read.keys;
      this.#release = read.release;
      this.#version = read.version;
    }
    return { ok: true, newer };
  }

  /** The command key of this name, whatever the time. */
  keyOf(kid: string): KeyObject | undefined {
    return this.#keys.get(kid)?.key;
  }

  isOpen(kid: string, instant: KeyInstant): boolean {
    const known = this.#keys.get(kid);
    return known !== undefined && isKeyOpen(known.listed, instant);
  }

  /** The release key of this name, when it may be believed now. Never a key of commands. */
  releaseKeyOf(kid: string, instant: KeyInstant): ReleaseKey | undefined {
    return this.#release.find((key) => key.kid === kid && isKeyOpen(key, instant));
  }

  #read(jws: string): KeysRead | KeysRefused {
    const opened = openKeyList(jws, this.#root, proving);
    if (!opened.ok) return { ok: false, reason: opened.forged ? 'not-signed' : 'bad-command', detail: opened.why };
    const { version } = opened.list;
    if (version < this.#version)
      return { ok: false, reason: 'replayed', detail: `version ${version} is older than ${this.#version}` };
    try {
      const { release = [] } = opened.list;
      // None of them may be a surprise on the day it is needed.
      for (const { publicKey } of release) keyObject(publicKey);
      return { version, keys: commandKeys(opened.list), release };
    } catch {
      return { ok: false, reason: 'bad-command', detail: 'a key of the list is no Ed25519 key' };
    }
  }
}

/** The keys of a list that commands are signed with. Throws when one of them is no key. */
function commandKeys(list: KeyList): ReadonlyMap<string, TrustedKey> {
  const command = list.keys.filter((key) => key.use === 'command');
  return new Map(command.map((listed) => [listed.kid, { listed, key: keyObject(listed.publicKey) }]));
}

function keyObject(publicKey: string): KeyObject {
  return createPublicKey({ key: Buffer.from(publicKey, 'base64url'), format: 'der', type: 'spki' });
}
