// pure
import type { Reason } from '../../protocol/messages/uplink.ts';
import { RELAY_SILENCE_MS } from '../../protocol/streams.ts';
import type { StreamTold } from '../streams/tally.ts';
import { NO_DATA_MS } from '../streams/watch.ts';
import { type Outcome, TOLERANCE_MS } from './outcome.ts';

/** What is to be known of a run to judge it. */
interface Ran {
  readonly claim: { readonly startAt: number };
  readonly startedAt?: number | undefined;
  readonly positionMs: number;
  readonly playedMs: number;
  readonly lengthMs?: number | undefined;
  readonly streams?: readonly StreamTold[] | undefined;
  readonly restarted?: boolean | undefined;
  readonly segments: readonly { readonly from: number; readonly to: number }[];
}

/**
 * A run with streams that went to its end. It is full when it sounded all of `wholeMs`, its fallback included; one silence before a
 * fallback, which finding out that a station is dead takes, belongs to it (decision 0038). Otherwise what took most of it is why.
 */
export function outcomeOfStreams(turn: Ran, wholeMs: number, quietNow: boolean): Outcome {
  const fallbackMs = (turn.streams ?? []).reduce((sum, told) => sum + told.fallbackMs, 0);
  const allowedMs = TOLERANCE_MS + (fallbackMs > 0 ? RELAY_SILENCE_MS + NO_DATA_MS : 0);
  if (wholeMs - turn.playedMs <= allowedMs) return { result: 'full' };
  if (quietNow && (turn.lengthMs ?? wholeMs) - turn.positionMs > TOLERANCE_MS)
    return { result: 'partial', reason: 'quiet-hours' };
  return { result: turn.playedMs > 0 ? 'partial' : 'failed', reason: whyMissing(turn) };
}

function whyMissing(turn: Ran): Reason {
  const shares: [Reason, number][] = [
    ['stream-lost', awayMs(turn, 'lost')],
    ['stream-silent', awayMs(turn, 'silent')],
    ['too-late', (turn.startedAt ?? 0) - turn.claim.startAt],
    [turn.restarted ? 'restarted' : 'outranked', heldMs(turn)],
  ];
  return shares.reduce((most, share) => (share[1] > most[1] ? share : most))[0];
}

function awayMs(turn: Ran, kind: 'lost' | 'silent'): number {
  const breaks = (turn.streams ?? []).flatMap((told) => told.breaks);
  return breaks.filter(({ why }) => why === kind).reduce((sum, { from, to }) => sum + to - from, 0);
}

function heldMs({ segments }: Ran): number {
  return segments.reduce((sum, { from }, index) => sum + from - (segments[index - 1]?.to ?? from), 0);
}
