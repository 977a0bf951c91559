// pure
import type { DeliveryState } from '../../protocol/api/broadcast.ts';
import type { ClockState, Reason } from '../../protocol/messages/uplink.ts';

/** One registered run on one node, as its row stands now. Instants in ms UTC. */
export interface DeliveryFacts {
  readonly run: string;
  readonly node: string;
  readonly horns: number;
  readonly dueAt: number;
  readonly durationMs: number;
  /** How late the run may begin. */
  readonly latenessMs: number;
  /** Nobody expects more of this run: it has ended. */
  readonly ended: boolean;
  readonly final: boolean;
  readonly state: DeliveryState;
  readonly reason?: Reason;
  readonly startedAt?: number;
  readonly playedMs?: number;
  readonly heardMs?: number;
  readonly heardBy?: 'microphone' | 'current' | 'none';
  readonly clock?: ClockState;
}

/** Milliseconds of sound: at least `lowMs`, at most `highMs`; they differ where nobody can know. */
export interface Sound {
  readonly lowMs: number;
  readonly highMs: number;
}

/**
 * How much of the run sounded from this node's horns (DESIGN §8, heard). `earlyMs`: how early sound may begin;
 * `vouched`: an inspection or self-test stands in for the missing sensor. More heard never gives less.
 */
export function soundOf(delivery: DeliveryFacts, earlyMs: number, vouched: boolean): Sound {
  const { durationMs } = delivery;
  if (!isReported(delivery.state) || delivery.clock !== 'trusted') return { lowMs: 0, highMs: durationMs };
  const playedMs = Math.min(delivery.playedMs ?? 0, durationMs);
  if (playedMs > 0 && !beganInTime(delivery, earlyMs)) return { lowMs: 0, highMs: 0 };
  const takenMs = wasInterrupted(delivery) ? durationMs - playedMs : 0;
  if (delivery.heardBy === 'microphone' || delivery.heardBy === 'current') {
    const heardMs = Math.min(delivery.heardMs ?? 0, durationMs);
    const muteMeanwhile = heardMs * 2 < playedMs;
    return exactly(Math.min(durationMs, muteMeanwhile ? heardMs : heardMs + takenMs));
  }
  return vouched ? exactly(playedMs + takenMs) : { lowMs: 0, highMs: playedMs + takenMs };
}

function exactly(ms: number): Sound {
  return { lowMs: ms, highMs: ms };
}

/** A higher rank took the horns: what it cost counts as sound (DOMAIN §4.2). */
function wasInterrupted(delivery: DeliveryFacts): boolean {
  return delivery.state === 'preempted' || delivery.reason === 'outranked';
}

/** Only the node's own word is a report; whatever was merely sent may have sounded or not. */
function isReported(state: DeliveryState): boolean {
  switch (state) {
    case 'full':
    case 'partial':
    case 'refused':
    case 'failed':
    case 'preempted':
    case 'missed':
      return true;
    case 'planned':
    case 'sent':
    case 'received':
    case 'playing':
    case 'unknown':
    case 'cancelled':
      return false;
  }
}

function beganInTime(delivery: DeliveryFacts, earlyMs: number): boolean {
  if (delivery.startedAt === undefined) return false;
  const offset = delivery.startedAt - delivery.dueAt;
  return offset >= -earlyMs && offset <= delivery.latenessMs;
}
