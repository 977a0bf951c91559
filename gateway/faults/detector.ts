import type { FaultKind } from '../../protocol/faults.ts';
import type { Beat, Birth } from '../../protocol/messages/uplink.ts';
import type { EntryHandler, VerifiedEntry } from '../intake/intake.ts';
import { classOf, type FaultClass, MEASURED_KINDS } from './classes.ts';
import { figureOf, findingsOf, type Listening, listeningOf } from './findings.ts';
import { LIMITS, OBSERVED_KINDS, type ObservedKind, overdueAfterMs } from './limits.ts';
import { Restarts } from './restarts.ts';
import { SilenceWheel } from './silence-wheel.ts';
import { type Bad, Streaks, type Turn } from './streaks.ts';

export interface DetectorParts {
  readonly now: () => number;
  /** Open by what we saw ourselves. */
  readonly isOpen: (kind: FaultKind, node: string) => boolean;
  /** Open, whoever told of it. */
  readonly isKnown: (kind: FaultKind, node: string) => boolean;
  readonly hasOpen: (node: string) => boolean;
  /** When the open fault of this kind began. */
  readonly sinceOf: (kind: FaultKind, node: string) => number | undefined;
  readonly raise: (kind: FaultKind, node: string, since: number, detail: string | undefined) => void;
  readonly clear: (kind: FaultKind, node: string, until: number) => void;
  readonly presence: {
    latest(node: string): Beat | undefined;
    /** Between its two newest beats. */
    gapOf(node: string): number | undefined;
    bootOf(node: string): string | undefined;
    clockStateOf(node: string): string | undefined;
  };
}

/** Of a receipt that failed: the device could not play what it had. */
const PLAYBACK_REASONS: ReadonlySet<string> = new Set([
  'no-audio',
  'audio-damaged',
  'decoder',
  'output',
  'unsupported',
  'storage-full',
]);
/** What was signed longer ago is history, not what is wrong now. */
const STALE_MS = 6 * 3_600_000;

/** Sees in beats, births and signed entries what is wrong with a node that is there. Memory only: the beat is the hot path. */
export class Detector {
  readonly #parts: DetectorParts;
  /** Only of nodes with something that is not simply well. */
  readonly #streaks = new Map<string, Streaks>();
  /** Only of nodes that play. */
  readonly #listening = new Map<string, Listening>();
  /** Only of nodes of which one more bad beat is awaited: until when. */
  readonly #awaited = new SilenceWheel();
  readonly #restarts = new Restarts();
  /** Nodes that signed that their power went, and when. */
  readonly #powerLost = new Map<string, number>();

  constructor(parts: DetectorParts) {
    this.#parts = parts;
  }

  beat(node: string, beat: Beat, at: number): void {
    const { presence, hasOpen, isOpen } = this.#parts;
    const state = presence.clockStateOf(node);
    const findings = findingsOf(beat, {
      receivedAt: at,
      clockUnproved: state !== undefined && state !== 'trusted',
      listening: this.#listening.get(node),
    });
    const covers = coveredBy(this.#listening.get(node), at, beat.beatMs);
    this.#listen(node, beat, at);
    const known = this.#streaks.get(node);
    if (findings.bad.length === 0 && !known && !hasOpen(node)) return;
    const streaks = known ?? new Streaks();
    const seen: Bad = { at, intervalMs: beat.beatMs, gapMs: presence.gapOf(node) };
    for (const kind of findings.bad) {
      const turn = streaks.bad(kind, { ...seen, ...(kind === 'not-heard' && { covers }), ...clockOf(kind, beat, at) });
      if (turn && !this.isExplained(kind, node)) this.#turn(node, turn, figureOf(kind, beat, at));
    }
    for (const kind of findings.middling) streaks.middling(kind);
    for (const kind of findings.well) {
      const turn = streaks.well(kind, at, isOpen(kind, node));
      if (turn) this.#turn(node, turn, undefined);
    }
    if (streaks.isEmpty) this.#streaks.delete(node);
    else if (!known) this.#streaks.set(node, streaks);
    if (OBSERVED_KINDS.some((kind) => streaks.waitsForLast(kind)))
      this.#awaited.set(node, at + overdueAfterMs(beat.beatMs));
    else this.#awaited.remove(node);
  }

  /** Each second: whose last of several bad beats is overdue. `since`: before it nobody watched, and what did not come is our own doing. */
  overdue(now: number, since: number): void {
    const { presence, isOpen } = this.#parts;
    for (const node of this.#awaited.turn(now)) {
      const [streaks, beat] = [this.#streaks.get(node), presence.latest(node)];
      for (const kind of OBSERVED_KINDS) {
        const turn = streaks?.overdue(kind);
        if (turn && beat && turn.at >= since && !isOpen(kind, node)) this.#turn(node, turn, figureOf(kind, beat, now));
      }
    }
  }

  /** Before presence takes it: it knows the boot before this one. */
  birth(node: string, birth: Birth, at: number): void {
    const { presence } = this.#parts;
    const before = presence.bootOf(node);
    if (before === undefined || before === birth.boot) return;
    const last = presence.latest(node);
    // The power went and came back: no wonder that it starts.
    if (!last?.lastGasp) this.#restarted(node, birth.boot, at, at);
  }

  isSuspect(node: string, faultClass: FaultClass): boolean {
    const streaks = this.#streaks.get(node);
    return (
      streaks !== undefined && OBSERVED_KINDS.some((kind) => classOf(kind) === faultClass && streaks.isSuspect(kind))
    );
  }

  /** The amplifier says why nothing is heard, or is about to. */
  isExplained(kind: FaultKind, node: string): boolean {
    if (kind !== 'not-heard') return false;
    const streaks = this.#streaks.get(node);
    return MEASURED_KINDS.some((measured) => this.#parts.isKnown(measured, node) || streaks?.isSuspect(measured));
  }

  /** The node signed, later than this, that its power went. */
  lostPowerSince(node: string, at: number): boolean {
    return (this.#powerLost.get(node) ?? Number.NEGATIVE_INFINITY) >= at;
  }

  /** Lets restarts that are long ago rest; each minute. Returns whom it knows nothing of any more. */
  tidy(now: number): void {
    this.#restarts.forget(now);
    for (const [node, at] of this.#powerLost) if (now - at > STALE_MS) this.#powerLost.delete(node);
  }

  restartedLately(node: string): boolean {
    return this.#restarts.of(node) > 0;
  }

  readonly receiptEntries: EntryHandler<'receipt'> = async (_transaction, items) => () => {
    for (const item of items) this.#receipt(item);
  };

  readonly bootEntries: EntryHandler<'boot'> = async (_transaction, items) => () => {
    for (const { node, entry, receivedAt } of items) {
      const { boot, cause } = entry.body;
      if (cause === 'update') this.#restarts.excuse(node, boot);
      // A device that starts again before it reaches the broker is known by its log alone.
      else if (cause === 'watchdog')
        this.#restarted(node, boot, entry.clock === 'trusted' ? entry.at : receivedAt, receivedAt);
    }
  };

  readonly powerEntries: EntryHandler<'power'> = async (_transaction, items) => () => {
    for (const { node, entry, receivedAt } of items) {
      if (entry.body.state === 'back') this.#powerLost.delete(node);
      else this.#powerLost.set(node, entry.clock === 'trusted' ? entry.at : receivedAt);
    }
  };

  #receipt({ node, entry, receivedAt }: VerifiedEntry<'receipt'>): void {
    const at = entry.clock === 'trusted' ? entry.at : receivedAt;
    if (receivedAt - at > STALE_MS) return;
    const { result, reason, playedMs, heard, startedAt } = entry.body;
    if (result === 'failed' && reason !== undefined && PLAYBACK_REASONS.has(reason))
      this.#parts.raise('playback-error', node, at, reason);
    else if (playedMs > 0 && result !== 'failed') this.#parts.clear('playback-error', node, at);
    if (heard.by === 'none' || playedMs < LIMITS.tellingMs) return;
    const seconds = (ms: number) => Math.round(ms / 1_000);
    if (heard.ms >= playedMs * LIMITS.heardShare) {
      // Of a run in whose midst the horns died it says that they were heard before.
      const diedAt = this.#parts.sinceOf('not-heard', node);
      const begunAt = entry.clock === 'trusted' ? (startedAt ?? at) : receivedAt - playedMs;
      if (diedAt !== undefined && begunAt >= diedAt) this.#parts.clear('not-heard', node, at);
    } else if (!this.isExplained('not-heard', node))
      this.#parts.raise('not-heard', node, at, `${seconds(heard.ms)}/${seconds(playedMs)} s`);
  }

  #restarted(node: string, boot: string, at: number, now: number): void {
    if (now - at > LIMITS.bootWindowMs) return;
    const { count, since } = this.#restarts.add(node, boot, at, now);
    if (count >= LIMITS.boots) this.#parts.raise('firmware-failing', node, since, `${count} / 30 min`);
  }

  #listen(node: string, beat: Beat, at: number): void {
    const now = listeningOf(beat, at);
    if (now) this.#listening.set(node, now);
    else if (this.#listening.size > 0) this.#listening.delete(node);
  }

  #turn(node: string, { kind, to, at }: Turn, detail: string | undefined): void {
    if (to === 'down') this.#parts.raise(kind, node, at, detail);
    else this.#parts.clear(kind, node, at);
  }
}

/** Between two beats of a run the sensor was asked for all of the time: where one was lost in between, for both. */
function coveredBy(before: Listening | undefined, at: number, intervalMs: number): number {
  return before === undefined ? 1 : Math.max(1, Math.round((at - before.at) / intervalMs));
}

function clockOf(kind: ObservedKind, beat: Beat, at: number): Partial<Bad> {
  return kind === 'clock-wrong' ? { errorMs: beat.at - at } : {};
}
