// pure
import { MINUTE_MS } from '../../protocol/units.ts';

/** A stretch of a recording, ms from its beginning. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** How fast an account may go on claiming: from when it counts, and what it may claim beyond the time that passed. */
export interface Pace {
  readonly at: number;
  readonly slackMs: number;
}

/** Players report coarsely: a hole this short, between two stretches or at either end, counts as heard. */
export const HOLE_MS = 750;
/** Longer than this, a recording may be sampled (UX §9d). */
export const LONG_MS = 10 * MINUTE_MS;
/** Length of the start, the end and each random part. */
export const PART_MS = MINUTE_MS;
/** Faster playback is not listening. */
export const FASTEST = 1.5;
/** What is believed without time having passed: the network's and the player's hesitation. */
export const SLACK_MS = 5_000;
/** After so long without a report nobody was listening: the time does not count. */
export const PAUSE_MS = 2 * MINUTE_MS;

/** Cut to the recording, in order, without overlaps and small holes. Empty stretches (a player that starts) vanish. */
export function joined(stretches: readonly Stretch[], durationMs: number): Stretch[] {
  const inside = stretches
    .map(({ from, to }) => ({ from: Math.max(0, from), to: Math.min(durationMs, to) }))
    .filter(({ from, to }) => to > from)
    .sort((one, other) => one.from - other.from);
  const result: { from: number; to: number }[] = [];
  for (const { from, to } of inside) {
    const last = result.at(-1);
    if (last && from - last.to <= HOLE_MS) last.to = Math.max(last.to, to);
    else result.push({ from: from <= HOLE_MS ? 0 : from, to });
  }
  const last = result.at(-1);
  if (last && durationMs - last.to <= HOLE_MS) last.to = durationMs;
  return result;
}

export function lengthOf(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { from, to }) => sum + to - from, 0);
}

/** What of `wanted` is not in `heard`; both joined. */
export function missing(wanted: readonly Stretch[], heard: readonly Stretch[]): Stretch[] {
  return heard.reduce<Stretch[]>(
    (left, { from, to }) =>
      left.flatMap((part) => {
        if (to <= part.from || from >= part.to) return [part];
        const pieces = [
          { from: part.from, to: from },
          { from: to, to: part.to },
        ];
        return pieces.filter((piece) => piece.to > piece.from);
      }),
    [...wanted],
  );
}

/**
 * What must be heard before approving: the whole; of more than ten minutes the start, the end and three parts between them,
 * at the places that three numbers of [0, 1) give.
 */
export function requiredOf(durationMs: number, picks: readonly number[]): Stretch[] {
  if (durationMs <= LONG_MS) return [{ from: 0, to: durationMs }];
  const room = durationMs - (2 + picks.length) * PART_MS;
  const middle = [...picks]
    .sort((one, other) => one - other)
    .map((pick, index) => {
      const from = Math.floor(pick * room) + (index + 1) * PART_MS;
      return { from, to: from + PART_MS };
    });
  return [{ from: 0, to: PART_MS }, ...middle, { from: durationMs - PART_MS, to: durationMs }];
}

/** How much more, in ms of sound, the account may claim at `now`. */
export function allowanceOf(pace: Pace | undefined, now: number): number {
  if (!pace || now < pace.at || now - pace.at > PAUSE_MS) return SLACK_MS;
  return pace.slackMs + (now - pace.at) * FASTEST;
}

/** `heard` with what was reported, as far as the allowance goes, the earliest first; and the pace from now on. */
export function taken(
  heard: readonly Stretch[],
  reported: readonly Stretch[],
  { durationMs, allowanceMs, now }: { durationMs: number; allowanceMs: number; now: number },
): { readonly heard: Stretch[]; readonly pace: Pace } {
  let left = allowanceMs;
  const grown = joined([...heard, ...reported], durationMs);
  const pieces = missing(grown, heard).map(({ from, to }) => {
    const length = Math.min(to - from, Math.floor(left));
    left -= length;
    return { from, to: from + length };
  });
  const result = joined([...heard, ...pieces], durationMs);
  const spentMs = lengthOf(result) - lengthOf(heard);
  return {
    heard: result,
    pace: { at: now, slackMs: Math.max(0, Math.min(SLACK_MS, Math.floor(allowanceMs - spentMs))) },
  };
}
