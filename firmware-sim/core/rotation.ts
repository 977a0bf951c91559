import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { RotationProof } from '../../protocol/api/rotation.ts';
import { backOffMs } from '../../protocol/back-off.ts';
import { ROTATE_TYP } from '../../protocol/channels.ts';
import { DAY_MS, HOUR_MS, SECOND_MS } from '../../protocol/units.ts';
import type { Clock, Timer } from '../clock.ts';
import type { Access, NodeIdentity } from './documents.ts';
import type { NodeStore } from './node-store.ts';
import type { NodeTime } from './node-time.ts';
import type { EntrySigner } from './signer.ts';

/** The gateway answered, and the answer is no. */
export class AnswerError extends Error {
  override name = 'AnswerError';
  readonly status: number;
  constructor(status: number) {
    super(`the gateway answered ${status}`);
    this.status = status;
  }
}

/** The two questions over HTTP; each rejects with AnswerError, or with anything else when nobody answered. */
export interface CredentialDesk {
  ask(identity: NodeIdentity, present: Access, proof: string): Promise<Access>;
  confirm(identity: NodeIdentity, next: Access): Promise<void>;
}

export interface RotationPorts {
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Logger;
  readonly time: NodeTime;
  readonly signer: EntrySigner;
  /** Absent where a new credential could not be kept. */
  readonly desk?: CredentialDesk | undefined;
  /** The line shall come back with what `dial` says now. */
  readonly redial: () => void;
}

/** A certificate is renewed when so little of its time is left. */
const RENEW_MS = 30 * DAY_MS;
const FIRST_WAIT_MS = 2 * SECOND_MS;

/**
 * Changes what the node signs in with, and is never without something valid: the next credential is on disk before it is used,
 * the old one is kept until the gateway has confirmed, and every step is taken again after a restart at any point.
 */
export class Rotation {
  readonly #ports: RotationPorts;
  readonly #store: NodeStore;
  #identity: NodeIdentity;
  #next: Access | undefined;
  #wanted: boolean;
  /** What the line was dialled with last, and what it came up with last. */
  #dialled: Access | undefined;
  #proven: Access | undefined;
  #dials = 0;
  #isUp = false;
  #attempt = 0;
  #timer: Timer | undefined;
  #stopped = false;

  constructor(ports: RotationPorts, identity: NodeIdentity, store: NodeStore) {
    this.#ports = ports;
    this.#identity = identity;
    this.#store = store;
    const kept = store.read('rotation');
    this.#next = kept?.next;
    this.#wanted = kept?.wanted ?? false;
  }

  /** What to show now, over HTTP: what the broker took last. */
  get present(): Access {
    return this.#proven ?? this.#next ?? this.#identity;
  }

  get identity(): NodeIdentity {
    return { ...this.#identity, ...this.present };
  }

  /** For the next dial: while there are two, one after the other, the new one first. */
  dial(): Access {
    this.#dialled = this.#next && this.#dials++ % 2 === 0 ? this.#next : this.#identity;
    return this.#dialled;
  }

  /** False when this node cannot. */
  want(): boolean {
    if (!this.#ports.desk) return false;
    if (!this.#next) this.#keep({ wanted: true });
    if (this.#isUp) this.#soon();
    return true;
  }

  /** The broker took what was dialled. */
  up(): void {
    this.#isUp = true;
    this.#dials = 0;
    this.#proven = this.#dialled;
    // The new one did not open the line: perhaps it ended, perhaps the broker has not heard of it. Another one is asked for.
    if (this.#next && this.#proven !== this.#next) this.#keep({ wanted: true });
    this.renew();
    if (this.#wanted || this.#next) this.#soon();
  }

  down(): void {
    this.#isUp = false;
    this.#timer?.cancel();
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  /** To be asked now and then: is a certificate about to end? */
  renew(): void {
    const { tls } = this.#identity;
    if (tls && !this.#next && !this.#wanted && tls.notAfter - this.#ports.time.now() < RENEW_MS) this.want();
  }

  #soon(): void {
    this.#attempt = 0;
    this.#schedule(this.#ports.random() * FIRST_WAIT_MS);
  }

  #schedule(delayMs: number): void {
    this.#timer?.cancel();
    if (!this.#stopped) this.#timer = this.#ports.clock.after(delayMs, () => void this.#step());
  }

  async #step(): Promise<void> {
    const { desk, log, random } = this.#ports;
    if (!desk || !this.#isUp) return;
    try {
      if (this.#next) await this.#confirm(desk, this.#next);
      else if (this.#wanted) await this.#ask(desk);
    } catch (error) {
      if (this.#stopped) return;
      log.info({ error: String(error) }, 'the credential is not changed yet');
      this.#schedule(backOffMs(this.#attempt++, random(), FIRST_WAIT_MS, HOUR_MS));
    }
  }

  async #ask(desk: CredentialDesk): Promise<void> {
    const next = await desk.ask(this.#identity, this.present, this.#proof());
    if (this.#stopped) return;
    this.#keep({ wanted: false, next });
    this.#ports.log.info('a new credential came; the line comes back with it');
    this.#ports.redial();
  }

  async #confirm(desk: CredentialDesk, next: Access): Promise<void> {
    try {
      await desk.confirm(this.#identity, next);
    } catch (error) {
      if (!(error instanceof AnswerError) || error.status !== 401 || this.#stopped) throw error;
      // The gateway gave it up, or comes from a backup; the old one is what it knows.
      this.#keep({ wanted: false });
      this.#ports.redial();
      return;
    }
    if (this.#stopped) return;
    this.#identity = { ...this.#identity, ...next };
    this.#proven = this.#identity;
    this.#store.write('identity', this.#identity);
    this.#keep({ wanted: false });
    this.#ports.log.info('the new credential is confirmed, the old one has ended');
  }

  /** Whoever has copied the credential does not have the key. */
  #proof(): string {
    const { node } = this.#identity;
    const nonce = randomBytes(16).toString('base64url');
    const proof: RotationProof = { v: 1, node, at: Math.round(this.#ports.time.now()), nonce };
    return this.#ports.signer.signAs(ROTATE_TYP, node, proof);
  }

  #keep(rotation: { wanted: boolean; next?: Access }): void {
    this.#wanted = rotation.wanted;
    this.#next = rotation.next;
    this.#store.write('rotation', rotation);
  }
}
