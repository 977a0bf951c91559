import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { backOffMs } from '../../protocol/back-off.ts';
import { check } from '../../protocol/codec.ts';
import { type PlanFile, type PlanPointer, planFile } from '../../protocol/messages/downlink.ts';
import type { Reason } from '../../protocol/messages/uplink.ts';
import type { Clock, Timer } from '../clock.ts';
import type { NodeIdentity } from './documents.ts';
import type { NodeStore } from './node-store.ts';

export type FetchedPlan =
  | { readonly same: true }
  | { readonly same: false; readonly bytes: Uint8Array; readonly etag?: string | undefined };
/** Gets a plan with the node's credential; rejects when it cannot be had now. */
export type FetchPlan = (url: URL, identity: NodeIdentity, etag: string | undefined) => Promise<FetchedPlan>;

export interface PlanFetcherPorts {
  readonly clock: Clock;
  readonly random: () => number;
  readonly spreadMs: number;
  readonly fetchPlan: FetchPlan;
  readonly log: Logger;
}

export interface PlanFetcherEvents {
  fetched(pointer: PlanPointer, file: PlanFile, etag: string | undefined): void;
  refused(reason: Reason, detail: string): void;
}

/** Fetches the file a signed pointer names: spread by jitter, tried again with back-off, believed only when its hash is the signed one. */
export class PlanFetcher {
  readonly #ports: PlanFetcherPorts;
  readonly #identity: NodeIdentity;
  readonly #store: NodeStore;
  readonly #events: PlanFetcherEvents;
  #wanted: PlanPointer | undefined;
  #timer: Timer | undefined;
  #attempt = 0;

  constructor(ports: PlanFetcherPorts, identity: NodeIdentity, store: NodeStore, events: PlanFetcherEvents) {
    this.#ports = ports;
    this.#identity = identity;
    this.#store = store;
    this.#events = events;
  }

  /** The newest version known: held or on its way. */
  get version(): number {
    return Math.max(this.#wanted?.version ?? -1, this.#store.read('plan')?.pointer.version ?? -1);
  }

  want(pointer: PlanPointer): void {
    const held = this.#store.read('plan');
    if (held?.pointer.sha256 === pointer.sha256) {
      this.#wanted = undefined;
      this.#timer?.cancel();
      this.#events.fetched(pointer, held.file, held.etag);
      this.confirm(pointer);
      return;
    }
    this.#wanted = pointer;
    this.#attempt = 0;
    this.#schedule(this.#ports.random() * this.#ports.spreadMs);
  }

  /** The gateway knows what a node holds by what it asked for: asks once more for what is held already, and forgets the answer. */
  confirm(pointer: PlanPointer): void {
    const url = this.#urlOf(pointer);
    if (url) this.#ports.fetchPlan(url, this.#identity, this.#store.read('plan')?.etag).catch(() => undefined);
  }

  /** The line is back: a fetch that was waiting need not wait longer. */
  resume(): void {
    if (!this.#wanted) return;
    this.#attempt = 0;
    this.#schedule(this.#ports.random() * this.#ports.spreadMs);
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #schedule(delayMs: number): void {
    this.#timer?.cancel();
    this.#timer = this.#ports.clock.after(delayMs, () => void this.#fetch());
  }

  async #fetch(): Promise<void> {
    const pointer = this.#wanted;
    if (!pointer) return;
    const url = this.#urlOf(pointer);
    if (!url) {
      this.#wanted = undefined;
      return this.#events.refused(
        'bad-command',
        'the plan lies on another server than the one this node is enrolled with',
      );
    }
    try {
      const held = this.#store.read('plan');
      const got = await this.#ports.fetchPlan(url, this.#identity, this.#attempt === 0 ? held?.etag : undefined);
      if (this.#wanted !== pointer) return;
      const file = got.same ? undefined : this.#believe(pointer, got.bytes);
      if (!file)
        throw new Error(got.same ? 'the server says unchanged, but the hash is new' : 'the file is not the signed one');
      this.#wanted = undefined;
      this.#events.fetched(pointer, file, got.same ? undefined : got.etag);
    } catch (error) {
      if (this.#wanted !== pointer) return;
      this.#ports.log.info({ error: String(error), version: pointer.version }, 'the plan could not be fetched yet');
      this.#schedule(1_000 + backOffMs(this.#attempt++, this.#ports.random(), 2_000, 300_000));
    }
  }

  #believe(pointer: PlanPointer, bytes: Uint8Array): PlanFile | undefined {
    if (createHash('sha256').update(bytes).digest('hex') !== pointer.sha256) {
      this.#events.refused('not-signed', 'the plan file does not have the signed hash');
      return undefined;
    }
    const file = check(planFile, JSON.parse(new TextDecoder().decode(bytes)));
    if (file.ok && file.body.node === this.#identity.node) return file.body;
    this.#events.refused('bad-command', file.ok ? 'the plan is for another node' : file.why);
    return undefined;
  }

  /** Credentials go to the server of the enrolment and nowhere else. */
  #urlOf(pointer: PlanPointer): URL | undefined {
    try {
      const url = new URL(pointer.url, this.#identity.httpUrl);
      return url.origin === new URL(this.#identity.httpUrl).origin ? url : undefined;
    } catch {
      return undefined;
    }
  }
}
