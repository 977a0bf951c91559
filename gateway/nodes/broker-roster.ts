import type { Roster as RosterAnswer, RosterNode } from '../../protocol/roster.ts';
import { SECOND_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import type { Certificates } from './certificates.ts';
import type { Credentials } from './credentials.ts';
import type { NodeRecord, Roster } from './roster.ts';

/** How long a question waits for news. */
const HOLD_MS = 25 * SECOND_MS;
/** Versions handed out by this process; older ones get the whole roster. */
const REMEMBERED = 10_000;

/**
 * The roster as the broker asks for it: who may connect with which credentials. A version is max(last + 1, now), so that a
 * gateway restored from a backup never gives an old number to new contents; a difference is told only from a version this
 * process has handed out itself.
 */
export class BrokerRoster {
  readonly #roster: Roster;
  readonly #credentials: Credentials;
  readonly #certificates: Certificates;
  readonly #clock: Clock;
  readonly #issued = new Set<number>();
  readonly #waiting = new Set<() => void>();
  #version = 0;

  constructor(parts: { roster: Roster; credentials: Credentials; certificates: Certificates; clock: Clock }) {
    const { roster, credentials, certificates, clock } = parts;
    this.#roster = roster;
    this.#credentials = credentials;
    this.#certificates = certificates;
    this.#clock = clock;
  }

  start(): void {
    for (const node of this.#roster.everKnown()) this.#version = Math.max(this.#version, node.rosterVersion);
    // 0 is what a broker asks with that knows nothing: an installation without nodes has a version too.
    if (this.#version === 0) this.#version = this.#clock.now();
    this.#issued.add(this.#version);
  }

  /** Lets everybody go who waits. */
  stop(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  /** The number for nodes about to be written. */
  nextVersion(): number {
    return Math.max(this.#version + 1, this.#clock.now());
  }

  /** Nodes with this version are committed and in memory. */
  announce(version: number): void {
    this.#version = Math.max(this.#version, version);
    for (const wake of [...this.#waiting]) wake();
  }

  /** The roster since a version the asker holds; waits for news unless `signal` says that it left. */
  async since(version: number | undefined, signal?: AbortSignal): Promise<RosterAnswer> {
    if (version === this.#version && this.#issued.has(version)) await this.#news(signal);
    const full = version === undefined || !this.#issued.has(version);
    this.#remember(this.#version);
    const changed = full ? this.#roster.all() : this.#changedSince(version);
    const nodes: RosterNode[] = [];
    const removed: string[] = [];
    for (const node of changed) {
      const credentials = this.#credentials.of(node.id);
      if (node.retiredAt === undefined && credentials.length > 0)
        nodes.push({ node: node.id, credentials, groups: this.#roster.groupsOf(node.id), ...this.#shown(node.id) });
      else if (!full) removed.push(node.id);
    }
    return { version: this.#version, full, nodes, removed };
  }

  #shown(node: string): Pick<RosterNode, 'certificates'> {
    const certificates = this.#certificates.of(node, this.#clock.now()).map(({ fingerprint }) => fingerprint);
    // The newest: more than the roster holds can only be leftovers.
    return certificates.length > 0 ? { certificates: certificates.slice(-4) } : {};
  }

  #changedSince(version: number): NodeRecord[] {
    return [...this.#roster.everKnown()].filter((node) => node.rosterVersion > version);
  }

  #news(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        cancel();
        signal?.removeEventListener('abort', wake);
        this.#waiting.delete(wake);
        resolve();
      };
      const cancel = this.#clock.after(HOLD_MS, wake);
      signal?.addEventListener('abort', wake);
      this.#waiting.add(wake);
    });
  }

  #remember(version: number): void {
    this.#issued.add(version);
    const oldest = this.#issued.values().next();
    if (this.#issued.size > REMEMBERED && !oldest.done) this.#issued.delete(oldest.value);
  }
}
