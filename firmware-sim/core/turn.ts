// pure
import { type Bid, type Contender, expectedMs, type Standing } from '../../protocol/arbiter.ts';
import type { Reason, ReceiptBody, ReceiptResult } from '../../protocol/messages/uplink.ts';
import { joinTold, type StreamTold } from '../streams/tally.ts';
import { contentLengthMs, type RunClaim } from './claim.ts';
import { type Outcome, TOLERANCE_MS } from './outcome.ts';
import type { SoundResult } from './player.ts';
import { outcomeOfStreams } from './stream-outcome.ts';

/** What became of one claim so far; everything a receipt needs. Written to disk while it sounds. */
export interface Turn {
  readonly claim: RunClaim;
  /** When it first sounded. */
  readonly startedAt?: number | undefined;
  readonly heldAt?: number | undefined;
  readonly positionMs: number;
  readonly playedMs: number;
  readonly heardMs: number;
  /** How long it had the horns, where it was silent in between; absent: as long as it sounded. */
  readonly takenMs?: number | undefined;
  /** How long the content turned out to be, where that is not known before its end. */
  readonly lengthMs?: number | undefined;
  readonly streams?: readonly StreamTold[] | undefined;
  /** Power failed in the middle. */
  readonly restarted?: boolean | undefined;
  readonly levelDb?: number | undefined;
  readonly segments: readonly { readonly from: number; readonly to: number }[];
  readonly failure?: Reason | undefined;
}

/** What the schema allows; a run interrupted more often keeps its last ones joined. */
const MOST_SEGMENTS = 64;

export function newTurn(claim: RunClaim): Turn {
  return { claim, positionMs: 0, playedMs: 0, heardMs: 0, segments: [] };
}

export function contenderOf(turn: Turn, bid: Bid, sounding: boolean): Contender {
  return { ...bid, standing: standingOf(turn, sounding) };
}

function standingOf(turn: Turn, sounding: boolean): Standing {
  const { positionMs, takenMs: soundedMs = turn.playedMs } = turn;
  if (sounding) return { state: 'sounding', since: turn.startedAt ?? 0, positionMs, soundedMs };
  if (turn.startedAt === undefined) return { state: 'waiting' };
  return { state: 'held', since: turn.startedAt, heldAt: turn.heldAt ?? turn.startedAt, positionMs, soundedMs };
}

/** Adds a stretch that began at `from` (position `fromMs`) and has come to `result` by `now`. */
export function withStretch(turn: Turn, from: number, fromMs: number, result: SoundResult, now: number): Turn {
  const began = Math.round(Math.min(now, from + (result.delayMs ?? 0)));
  const segment = { from: began, to: Math.round(Math.max(began, now)) };
  const heardBefore = turn.heardMs;
  const { takenMs = result.playedMs, streams } = result;
  const positionMs = fromMs + takenMs;
  return {
    ...turn,
    startedAt: turn.startedAt ?? segment.from,
    heldAt: now,
    positionMs,
    playedMs: turn.playedMs + result.playedMs,
    heardMs: heardBefore + result.heardMs,
    levelDb: result.heardMs >= heardBefore ? (result.levelDb ?? turn.levelDb) : turn.levelDb,
    segments: joinSegments([...turn.segments, segment]),
    failure: result.failure ?? turn.failure,
    ...(streams && {
      takenMs: (turn.takenMs ?? turn.playedMs) + takenMs,
      streams: joinTold(turn.streams ?? [], streams),
      ...(result.endedEarly && { lengthMs: positionMs }),
    }),
  };
}

/** A run that went to its end by itself: full, or partial because something was missing. */
export function outcomeOfEnd(turn: Turn, bid: Bid, quietNow: boolean): Outcome {
  if (turn.failure) return failedWith(turn, turn.failure);
  if (turn.streams) return outcomeOfStreams(turn, turn.lengthMs ?? expectedMs(bid), quietNow);
  if (turn.playedMs >= expectedMs(bid) - TOLERANCE_MS || turn.positionMs >= bid.lengthMs - TOLERANCE_MS)
    return { result: 'full' };
  return { result: 'partial', reason: quietNow ? 'quiet-hours' : 'decoder' };
}

/** A run that something ended: partial when it sounded, else `unbegun`. */
export function outcomeOfCut(turn: Turn, reason: Reason, unbegun: ReceiptResult): Outcome {
  return { result: turn.playedMs > 0 ? 'partial' : unbegun, reason };
}

export function failedWith(turn: Turn, reason: Reason): Outcome {
  return { result: turn.playedMs > 0 ? 'partial' : 'failed', reason };
}

export function receiptOf(
  turn: Turn,
  outcome: Outcome,
  maxRunMs: number,
  sensor: ReceiptBody['heard']['by'],
): ReceiptBody {
  const { claim } = turn;
  const sounded = turn.startedAt !== undefined;
  const whole = contentLengthMs(claim.parts) * claim.repeat;
  const wholeMs = turn.lengthMs ?? expectedMs({ lengthMs: whole, maxMs: Math.min(claim.maxMs, maxRunMs) });
  return {
    run: claim.run,
    ...(claim.command !== undefined && { command: claim.command }),
    ...(claim.planVersion !== undefined && { planVersion: claim.planVersion }),
    content: claim.parts.map((part) => part.sha256),
    class: claim.class,
    result: outcome.result,
    ...(outcome.reason && { reason: outcome.reason }),
    // A moved run is still named by its original instant, but due when the plan says.
    dueAt: claim.dueAt ?? claim.startAt,
    ...(sounded && { startedAt: turn.startedAt, endedAt: turn.segments.at(-1)?.to ?? turn.startedAt }),
    expectedMs: Math.round(wholeMs),
    playedMs: Math.round(turn.playedMs),
    heard: {
      by: sensor,
      ms: Math.round(sensor === 'none' ? 0 : Math.min(turn.heardMs, turn.playedMs)),
      ...(sensor !== 'none' &&
        turn.levelDb !== undefined && { levelDb: Math.round(Math.max(-120, turn.levelDb) * 10) / 10 }),
    },
    segments: sounded ? turn.segments.map(({ from, to }) => ({ from: Math.round(from), to: Math.round(to) })) : [],
    ...(turn.streams && { streams: turn.streams.map((told) => ({ ...told, breaks: [...told.breaks] })) }),
  };
}

function joinSegments(segments: { from: number; to: number }[]): { from: number; to: number }[] {
  if (segments.length <= MOST_SEGMENTS) return segments;
  const last = segments.pop();
  const previous = segments.pop();
  return last && previous ? [...segments, { from: previous.from, to: last.to }] : segments;
}
