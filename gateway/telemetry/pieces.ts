// pure
import type { TelemetryPoint } from '../../protocol/api/fleet.ts';
import { HOUR_MS } from '../../protocol/units.ts';

/** A stretch of time over which a value is known. */
export interface Piece {
  readonly from: number;
  readonly to: number;
  readonly min: number;
  readonly mean: number;
  readonly max: number;
}

export interface Reach {
  readonly from: number;
  readonly to: number;
}

/** What a node said at an instant; null is «as before» within the hour, and «not measured» at its first point. */
export interface StoredPoint {
  readonly at: number;
  readonly value: number | null;
}

/** One field's points, earliest first, as stretches: a value holds until the next one, and never past the end of its clock hour. */
export function piecesOf(points: readonly StoredPoint[]): Piece[] {
  const pieces: Piece[] = [];
  let value: number | null = null;
  for (const [index, point] of points.entries()) {
    const hour = hourOf(point.at);
    const before = points[index - 1];
    value = point.value ?? (before && hourOf(before.at) === hour ? value : null);
    if (value === null) continue;
    const next = points[index + 1]?.at ?? Number.POSITIVE_INFINITY;
    const to = Math.min(next, (hour + 1) * HOUR_MS);
    if (to > point.at) pieces.push({ from: point.at, to, min: value, mean: value, max: value });
  }
  return pieces;
}

/** The parts of the pieces that lie in the spans (apart from each other, earliest first): a value is known only while the node was heard. */
export function within(pieces: readonly Piece[], spans: readonly Reach[]): Piece[] {
  const kept: Piece[] = [];
  let first = 0;
  for (const piece of pieces) {
    while (first < spans.length && (spans[first] as Reach).to <= piece.from) first++;
    for (let index = first; index < spans.length; index++) {
      const span = spans[index] as Reach;
      if (span.from >= piece.to) break;
      const [from, to] = [Math.max(piece.from, span.from), Math.min(piece.to, span.to)];
      if (to > from) kept.push({ ...piece, from, to });
    }
  }
  return kept;
}

/** The same as steps of `stepMs` from `from` on, weighted by time; a step that no piece touches is left out. */
export function resampled(pieces: readonly Piece[], { from, to }: Reach, stepMs: number): TelemetryPoint[] {
  const sums = new Map<number, { min: number; max: number; sum: number; ms: number }>();
  for (const piece of pieces) {
    const [begin, end] = [Math.max(piece.from, from), Math.min(piece.to, to)];
    for (let at = begin; at < end; ) {
      const step = Math.floor((at - from) / stepMs);
      const until = Math.min(end, from + (step + 1) * stepMs);
      const ms = until - at;
      const known = sums.get(step);
      if (known) {
        known.min = Math.min(known.min, piece.min);
        known.max = Math.max(known.max, piece.max);
        known.sum += piece.mean * ms;
        known.ms += ms;
      } else sums.set(step, { min: piece.min, max: piece.max, sum: piece.mean * ms, ms });
      at = until;
    }
  }
  return [...sums]
    .sort(([a], [b]) => a - b)
    .map(([step, { min, max, sum, ms }]) => ({
      ...{ at: from + step * stepMs, min, max },
      // Rounding may lead a mean out of what it is the mean of.
      mean: Math.min(max, Math.max(min, sum / ms)),
    }));
}

/** Steps of the window of which no part lies in a span, joined: where a chart has nothing to say. */
export function emptySteps({ from, to }: Reach, stepMs: number, spans: readonly Reach[]): Reach[] {
  const gaps: { from: number; to: number }[] = [];
  let first = 0;
  for (let at = from; at < to; at += stepMs) {
    const end = Math.min(to, at + stepMs);
    while (first < spans.length && (spans[first] as Reach).to <= at) first++;
    const span = spans[first];
    if (span !== undefined && span.from < end) continue;
    const last = gaps.at(-1);
    if (last?.to === at) last.to = end;
    else gaps.push({ from: at, to: end });
  }
  return gaps;
}

function hourOf(at: number): number {
  return Math.floor(at / HOUR_MS);
}
