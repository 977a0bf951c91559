// pure
import type { HornState } from '../player/horn-model.ts';

/** `to` excluded, ms UTC. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What happens to one node from outside; everything not named is well. */
export interface Timeline {
  /** No power. */
  readonly off: readonly Span[];
  /** Power, but no way to the server. */
  readonly cut: readonly Span[];
  /** Booting in here, the real-time clock is lost: wrong by `offsetMs`, and known not to be trustworthy. */
  readonly clock: readonly (Span & { readonly offsetMs: number })[];
  readonly horn: readonly (Span & { readonly state: HornState })[];
  /** Within `off`: it is the mains that are gone, and the node's capacitor lasts for one more word. */
  readonly mains?: readonly Span[];
  /** What is wrong with the device itself. */
  readonly device?: readonly (Span & { readonly state: DeviceState })[];
}

export const DEVICE_STATES = [
  'well',
  'on-battery',
  'weak-signal',
  'too-hot',
  'storage-full',
  'clock-drift',
  'no-decoder',
  'restarting',
] as const;
export type DeviceState = (typeof DEVICE_STATES)[number];

export const NOTHING: Timeline = { off: [], cut: [], clock: [], horn: [] };

export function isWithin(spans: readonly Span[], instant: number): boolean {
  return spanAt(spans, instant) !== undefined;
}

export function spanAt<T extends Span>(spans: readonly T[], instant: number): T | undefined {
  return spans.find((span) => instant >= span.from && instant < span.to);
}

/** The horns' state at an instant. */
export function hornAt(timeline: Timeline, instant: number): HornState {
  return spanAt(timeline.horn, instant)?.state ?? 'healthy';
}

export function deviceAt(timeline: Timeline, instant: number): DeviceState {
  return spanAt(timeline.device ?? [], instant)?.state ?? 'well';
}

/** The next instant after `instant` at which a span begins or ends; Infinity when none does. */
export function nextChange(spans: readonly Span[], instant: number): number {
  let next = Number.POSITIVE_INFINITY;
  for (const { from, to } of spans) {
    if (from > instant) next = Math.min(next, from);
    if (to > instant) next = Math.min(next, to);
  }
  return next;
}

/** Sorted, without overlap, touching spans joined. */
export function joined(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last && span.from <= last.to) result[result.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    else if (span.to > span.from) result.push(span);
  }
  return result;
}

/** The window without the spans. */
export function without(window: Span, spans: readonly Span[]): Span[] {
  const left: Span[] = [];
  let from = window.from;
  for (const span of joined(spans)) {
    if (span.from >= window.to) break;
    if (span.from > from) left.push({ from, to: span.from });
    from = Math.max(from, span.to);
  }
  if (from < window.to) left.push({ from, to: window.to });
  return left;
}

export function clipped<T extends Span>(spans: readonly T[], window: Span): T[] {
  return spans
    .map((span) => ({ ...span, from: Math.max(span.from, window.from), to: Math.min(span.to, window.to) }))
    .filter((span) => span.to > span.from);
}
