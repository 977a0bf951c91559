import type { Counter } from 'prom-client';
import type { KeyState } from '../../protocol/api/keys.ts';
import { SECOND_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Roster } from './roster.ts';

export interface KeyDeliveryParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly roster: Roster;
  readonly isOnline: (node: string) => boolean;
  /** The list nodes shall hold. */
  readonly newest: () => { readonly version: number; readonly jws: string };
  readonly send: (node: string, jws: string) => Promise<void>;
  readonly sent?: Pick<Counter, 'inc'>;
}

/** A province of 15,000 nodes is told within 30 s, and the line is never full of it. */
const A_SECOND = 500;

/** Brings the list of trusted keys to the nodes: at a birth, and to all that are online when there is a new one. */
export class KeyDelivery {
  readonly #parts: KeyDeliveryParts;
  #waiting: string[] = [];
  #cancel: (() => void) | undefined;

  constructor(parts: KeyDeliveryParts) {
    this.#parts = parts;
  }

  /** `held` is the version the node says it holds; undefined for firmware that says none, or when we have not heard. */
  async toNode(node: string, held: number | undefined): Promise<void> {
    const { newest, send, sent } = this.#parts;
    const { version, jws } = newest();
    if (held !== undefined && held >= version) return;
    await send(node, jws);
    sent?.inc();
  }

  /** There is a new list: everybody who is online and behind gets it, so many a second. A newer call takes over. */
  toAll(): void {
    this.#waiting = this.#behind(() => true);
    this.#cancel?.();
    this.#next();
  }

  /** Each minute: who was told and did not say so gets it again. Firmware that never spoke of keys is left to its births. */
  reconcile(): void {
    if (this.#waiting.length > 0) return;
    this.#waiting = this.#behind((held) => held !== undefined);
    this.#next();
  }

  stop(): void {
    this.#cancel?.();
    this.#waiting = [];
  }

  counts(): KeyState['nodes'] {
    const enrolled = this.#parts.roster.all().filter((node) => node.enrolledAt !== undefined);
    const { version } = this.#parts.newest();
    return { enrolled: enrolled.length, newest: enrolled.filter((node) => (node.keysVersion ?? 0) >= version).length };
  }

  #behind(among: (held: number | undefined) => boolean): string[] {
    const { roster, isOnline, newest } = this.#parts;
    const { version } = newest();
    return roster
      .all()
      .filter((node) => node.enrolledAt !== undefined && (node.keysVersion ?? 0) < version && among(node.keysVersion))
      .map((node) => node.id)
      .filter(isOnline);
  }

  #next(): void {
    const { clock, log, roster } = this.#parts;
    for (const node of this.#waiting.splice(0, A_SECOND))
      this.toNode(node, roster.get(node)?.keysVersion).catch((error) =>
        log.debug({ err: error, node }, 'the key list was not sent; it comes again'),
      );
    this.#cancel = this.#waiting.length > 0 ? clock.after(SECOND_MS, () => this.#next()) : undefined;
  }
}
