// pure
/** A stretch of a recording in ms, from inclusive, to exclusive. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The part of a browser's TimeRanges that is read here. */
export interface Played {
  readonly length: number;
  start(index: number): number;
  end(index: number): number;
}

/** Shorter pieces come from dragging the slider, not from listening. */
const SHORTEST_MS = 60;
/** The player's idea of the length and the gateway's differ by the padding of the encoder. */
const END_SLACK_MS = 400;

/** Stretches in order, without overlap; what touches is one. */
export function joined(stretches: readonly Stretch[]): Stretch[] {
  const result: Stretch[] = [];
  for (const stretch of [...stretches].sort((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last && stretch.from <= last.to)
      result[result.length - 1] = { from: last.from, to: Math.max(last.to, stretch.to) };
    else if (stretch.to > stretch.from) result.push(stretch);
  }
  return result;
}

/** What of `required` is in none of `heard`. */
export function missing(required: readonly Stretch[], heard: readonly Stretch[]): Stretch[] {
  const known = joined(heard);
  return joined(required).flatMap((stretch) => {
    const gaps: Stretch[] = [];
    let from = stretch.from;
    for (const piece of known) {
      if (piece.to <= from || piece.from >= stretch.to) continue;
      if (piece.from > from) gaps.push({ from, to: piece.from });
      from = Math.max(from, piece.to);
    }
    if (from < stretch.to) gaps.push({ from, to: stretch.to });
    return gaps;
  });
}

export function lengthOf(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { from, to }) => sum + (to - from), 0);
}

/** `audio.played` in whole ms. A jump to the end leaves only an empty range there, which is no listening. */
export function playedStretches(played: Played, durationMs: number): Stretch[] {
  return Array.from({ length: played.length }, (_, index) => ({
    from: Math.max(0, Math.round(played.start(index) * 1000)),
    to: Math.min(durationMs, Math.round(played.end(index) * 1000)),
  }))
    .filter(({ from, to }) => to - from >= SHORTEST_MS)
    .map(({ from, to }) => ({ from, to: to >= durationMs - END_SLACK_MS ? durationMs : to }));
}

/** Must the whole be heard, or only parts of it? */
export function isWhole(required: readonly Stretch[], durationMs: number): boolean {
  const [first, ...more] = joined(required);
  return more.length === 0 && first !== undefined && first.from === 0 && first.to >= durationMs - END_SLACK_MS;
}
