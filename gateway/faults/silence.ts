import type { FaultKind } from '../../protocol/faults.ts';
import { BRIDGED_INTERVALS } from '../presence/period.ts';
import type { Presence } from '../presence/presence.ts';
import type { FaultRow } from './faults-store.ts';
import { causeOfSilence } from './findings.ts';
import type { FleetNode, Ground } from './ground.ts';
import { LIMITS, silentAfterMs } from './limits.ts';
import type { OpenFaults } from './open-faults.ts';
import { inPieces } from './pieces.ts';
import { SilenceWheel } from './silence-wheel.ts';

export interface SilenceParts {
  readonly presence: Pick<Presence, 'lastBeatAt' | 'intervalOf' | 'latest'>;
  readonly ground: Ground;
  readonly open: OpenFaults;
  readonly raise: (kind: FaultKind, node: string, since: number, detail?: string) => void;
  readonly clear: (kind: FaultKind, node: string, until: number) => void;
  readonly lostPowerSince: (node: string, at: number) => boolean;
}

/** While its credential is refused, a node is looked at again after this. */
const AGAIN_MS = 30_000;

/**
 * Who is not heard. Three beats that did not come are a fault; a last will is only a hint that somebody left a connection, so
 * nobody is at fault sooner for it. Looks at whose time is up, and at those who are at fault.
 */
export class Silence {
  readonly #parts: SilenceParts;
  readonly #wheel = new SilenceWheel();
  #adopted = false;

  constructor(parts: SilenceParts) {
    this.#parts = parts;
  }

  /** Each second, while we watch since `since`. */
  async look(now: number, since: number): Promise<void> {
    if (!this.#adopted) await this.adopt(now);
    await inPieces(this.#wheel.turn(now), (node) => this.#judge(node, now, since));
    await inPieces([...this.#parts.open.all()], (row) => this.#mend(row, now));
  }

  /** Each minute: nodes that were heard for the first time, and those that never were. */
  async adopt(now: number): Promise<void> {
    this.#adopted = true;
    const { ground, presence, raise } = this.#parts;
    await inPieces(ground.all(), (node) => {
      const beatAt = presence.lastBeatAt(node.id);
      if (beatAt === undefined) {
        const since = expectedSince(node);
        if (since !== undefined && now >= since) raise('never-heard', node.id, since);
      } else if (!this.#wheel.has(node.id) && !this.#isKnown(node.id)) this.#wheel.set(node.id, now);
    });
  }

  #judge(node: string, now: number, since: number): void {
    const { ground, presence, open, raise, lostPowerSince } = this.#parts;
    const heardAt = presence.lastBeatAt(node);
    if (ground.get(node)?.enrolledAt === undefined || heardAt === undefined || this.#isKnown(node)) return;
    const intervalMs = presence.intervalOf(node);
    // A beat from the future is one from before the clock was set back.
    const beatAt = Math.min(heardAt, now);
    const dueAt = Math.max(beatAt, since) + silentAfterMs(intervalMs);
    if (now <= dueAt) {
      this.#wheel.set(node, dueAt + 1);
      return;
    }
    const refused = open.get({ kind: 'bad-credential', node });
    // It is there, at the door: the refusal is why it is not heard.
    if (refused && now - refused.updatedAt < LIMITS.refusedMs) {
      this.#wheel.set(node, now + AGAIN_MS);
      return;
    }
    const signed = lostPowerSince(node, beatAt - BRIDGED_INTERVALS * intervalMs);
    // Back-dated to the first beat that did not come; what was before our watch is not ours to say.
    raise(signed ? 'mains-lost' : causeOfSilence(presence.latest(node)), node, Math.max(beatAt + intervalMs, since));
  }

  /** Heard again, or expected by nobody any more. */
  #mend(row: FaultRow, now: number): void {
    const { kind, node } = row;
    if (row.source !== 'watch' || node === undefined) return;
    const { presence, ground, clear } = this.#parts;
    if (!ground.get(node)) clear(kind, node, now);
    const beatAt = presence.lastBeatAt(node);
    if (beatAt === undefined || !ground.get(node)) return;
    if (kind === 'never-heard') clear(kind, node, beatAt);
    if (kind !== 'network-lost' && kind !== 'mains-lost') return;
    const isFresh = now - beatAt <= silentAfterMs(presence.intervalOf(node));
    if (!isFresh || presence.latest(node)?.lastGasp) return;
    clear(kind, node, beatAt);
    if (!this.#wheel.has(node)) this.#wheel.set(node, now);
  }

  #isKnown(node: string): boolean {
    const { open } = this.#parts;
    return [open.get({ kind: 'network-lost', node }), open.get({ kind: 'mains-lost', node })].some(
      (row) => row !== undefined && !open.isCalming(row),
    );
  }
}

/** When it should have been heard at the latest; never for what has no line to us. */
function expectedSince({ technology, enrolledAt, createdAt }: FleetNode): number | undefined {
  if (technology !== 'ip') return undefined;
  return enrolledAt === undefined ? createdAt + LIMITS.neverHeardMadeMs : enrolledAt + LIMITS.neverHeardEnrolledMs;
}
