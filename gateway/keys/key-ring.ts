import { sign } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import type { KeyState } from '../../protocol/api/keys.ts';
import {
  COMMAND_TYP,
  type CONFIG_TYP,
  type PLAN_TYP,
  QUIET_PERMIT_TYP,
  type RECEIPT_ACK_TYP,
  type TIME_TYP,
} from '../../protocol/channels.ts';
import { joinJws, jwsSigningInput } from '../../protocol/jws.ts';
import { endOf, fingerprintOf, KEY_USES, type KeyUse, signingKey } from '../../protocol/key-list.ts';
import type { Command, ListedKey, QuietPermit } from '../../protocol/messages/downlink.ts';
import { type Clock, systemClock } from '../clock.ts';
import { type HeldKey, KeyFiles, readKey } from './key-files.ts';
import { proving } from './kid.ts';
import { foundKeys, readSignedList, type SignedList } from './signed-list.ts';

export interface PublicKey {
  readonly kid: string;
  /** SPKI DER, base64url. */
  readonly publicKey: string;
  readonly use: KeyUse;
}

/** Everything sent down that is not a command; commands are signed by whoever took the pen. */
export type RingTyp = typeof CONFIG_TYP | typeof PLAN_TYP | typeof RECEIPT_ACK_TYP | typeof TIME_TYP;

/** Signs a command. There is one a ring. */
export type CommandPen = (command: Command) => string;
/** Signs leave to sound in quiet hours. There is one a ring, held by the same hand. */
export type PermitPen = (permit: QuietPermit) => string;

/** The gateway's own Ed25519 keys, as the root's list names them: some sign what nodes obey, others the evidence log. */
export class KeyRing {
  readonly #files: KeyFiles;
  readonly #clock: Clock;
  #signed: SignedList;
  #held: ReadonlyMap<string, HeldKey>;
  #stamp: string;
  #penTaken = false;
  #permitPenTaken = false;

  private constructor(files: KeyFiles, clock: Clock) {
    this.#files = files;
    this.#clock = clock;
    this.#stamp = stampOf(files);
    this.#signed = readSignedList(files);
    this.#held = heldOf(files, this.#signed);
    for (const use of KEY_USES) this.#current(use);
  }

  /**
   * Opens the folder, making root key, keys and list at the very first start. Throws when the list does not hold under the
   * root key, a key is damaged, or no key of the list that may sign now is here.
   */
  static open(folder: string, clock: Clock = systemClock): KeyRing {
    const files = new KeyFiles(folder);
    foundKeys(files, clock.now());
    return new KeyRing(files, clock);
  }

  /** Reads a list that another program has written meanwhile; false when it is the same. Throws, keeping the old one, when it does not hold. */
  refresh(): boolean {
    this.#dropEnded();
    const stamp = stampOf(this.#files);
    if (stamp === this.#stamp) return false;
    const signed = readSignedList(this.#files);
    const held = heldOf(this.#files, signed);
    for (const use of KEY_USES) currentOf(this.#files, signed, held, use, this.#clock.now());
    this.#stamp = stamp;
    const changed = signed.list.version !== this.#signed.list.version;
    this.#signed = signed;
    this.#held = held;
    return changed;
  }

  /** Handed out once: what holds it is the only thing that can sign a command. */
  takeCommandPen(): CommandPen {
    if (this.#penTaken) throw new Error('the pen for commands is taken: there is one signer of commands');
    this.#penTaken = true;
    return (command) => this.#sign('command', COMMAND_TYP, command);
  }

  /** Handed out once, to the signer of commands. */
  takePermitPen(): PermitPen {
    if (this.#permitPenTaken) throw new Error('the pen for permits is taken: the signer of commands has it');
    this.#permitPenTaken = true;
    return (permit) => this.#sign('command', QUIET_PERMIT_TYP, permit);
  }

  /** A compact JWS of any JSON payload; `typ` says of which kind, so that it is never valid as another. Never a command. */
  sign(use: 'command', typ: RingTyp, payload: object): string {
    // A caller without types must not get around the signer of commands either.
    if ([COMMAND_TYP, QUIET_PERMIT_TYP].includes(typ))
      throw new Error('commands are signed by the command signer alone');
    return this.#sign(use, typ, payload);
  }

  signBytes(use: 'checkpoint', bytes: Uint8Array): Uint8Array {
    return sign(null, bytes, this.#current(use).privateKey);
  }

  publicKey(use: KeyUse): PublicKey {
    const { kid, publicKey } = this.#current(use);
    return { kid, publicKey, use };
  }

  /** The list and the root key that signed it, as nodes get them. */
  get trust(): SignedList {
    return this.#signed;
  }

  /** SHA-256 of the root key in hexadecimal: what a label carries. */
  get rootHash(): string {
    return fingerprintOf(this.#signed.root, proving.sha256).replaceAll(' ', '');
  }

  /** True until somebody moves the root key off this machine. */
  get isRootHere(): boolean {
    return existsSync(this.#files.rootPrivate);
  }

  get state(): Omit<KeyState, 'nodes'> {
    const { list, root } = this.#signed;
    const now = this.#clock.now();
    const keys = list.keys.map(({ publicKey, ...key }) => ({ ...key, state: this.#stateOf(key, now) }));
    const fingerprint = fingerprintOf(root, proving.sha256);
    return { root: { fingerprint, onServer: this.isRootHere }, version: list.version, at: list.at, keys };
  }

  #stateOf(key: Omit<ListedKey, 'publicKey'>, now: number): KeyState['keys'][number]['state'] {
    if (now < key.from) return 'next';
    if (now >= endOf(key)) return 'ended';
    return signingKey(this.#signed.list, key.use, now)?.kid === key.kid ? 'signing' : 'ending';
  }

  #sign(use: KeyUse, typ: string, payload: object): string {
    const key = this.#current(use);
    const input = jwsSigningInput({ alg: 'EdDSA', kid: key.kid, typ }, payload);
    return joinJws(input, sign(null, Buffer.from(input), key.privateKey));
  }

  #current(use: KeyUse): HeldKey {
    return currentOf(this.#files, this.#signed, this.#held, use, this.#clock.now());
  }

  /** A private key that may never sign again is only worth stealing. */
  #dropEnded(): void {
    const now = this.#clock.now();
    for (const key of this.#signed.list.keys)
      if (now >= endOf(key) && existsSync(this.#files.privateOf(key.use, key.kid)))
        this.#files.remove(key.use, key.kid);
  }
}

function currentOf(
  files: KeyFiles,
  { list }: SignedList,
  held: ReadonlyMap<string, HeldKey>,
  use: KeyUse,
  now: number,
): HeldKey {
  const listed = signingKey(list, use, now);
  if (!listed)
    throw new Error(
      `No ${use} key of ${files.list} is open now: sign a new list with npm run keys -- rotate ${use} --at-once.`,
    );
  const key = held.get(listed.kid);
  if (!key)
    throw new Error(
      `Our own ${use} key is not in the list: ${files.privateOf(use, listed.kid)} is missing. Put it back from a backup, or sign a new list with npm run keys -- rotate ${use} --at-once.`,
    );
  return key;
}

function heldOf(files: KeyFiles, { list }: SignedList): ReadonlyMap<string, HeldKey> {
  const held = new Map<string, HeldKey>();
  for (const { use, kid } of list.keys) {
    const path = files.privateOf(use, kid);
    if (!existsSync(path)) continue;
    const key = readKey(path);
    if (key.kid !== kid) throw new Error(`${path} holds another key than its name says: put it back from a backup.`);
    held.set(kid, key);
  }
  return held;
}

function stampOf({ list }: KeyFiles): string {
  if (!existsSync(list)) return '';
  const { ino, mtimeMs, size } = statSync(list);
  return `${ino}:${mtimeMs}:${size}`;
}
