// pure
import { MINUTE_MS, SECOND_MS } from '../../protocol/units.ts';
import type { Span, Timeline } from './timeline.ts';

/** Causes of faults that can be made to happen to a node. */
export const INJECTABLE = [
  'mains-lost',
  'network-lost',
  'firmware-failing',
  'line-open',
  'line-short',
  'amplifier',
  'not-heard',
  'playback-error',
  'on-battery',
  'weak-signal',
  'clock-wrong',
  'too-hot',
  'storage-full',
] as const;
export type Injectable = (typeof INJECTABLE)[number];

/** A watchdog bites, the device is up for a while, and it bites again. */
const HANG_EVERY_MS = 40 * SECOND_MS;
const HANG_FOR_MS = 4 * SECOND_MS;
const HANGS_FOR_MS = 20 * MINUTE_MS;

/** What happens to a node that has this cause in this span. */
export function injected(cause: Injectable, span: Span): Partial<Timeline> {
  switch (cause) {
    case 'mains-lost':
      return { off: [span], mains: [span] };
    case 'network-lost':
      return { cut: [span] };
    case 'firmware-failing': {
      const to = Math.min(span.to, span.from + HANGS_FOR_MS);
      const hangs = Math.ceil((to - span.from) / HANG_EVERY_MS);
      return {
        device: [{ from: span.from, to, state: 'restarting' }],
        off: Array.from({ length: hangs }, (_, index) => {
          const from = span.from + index * HANG_EVERY_MS;
          return { from, to: Math.min(to, from + HANG_FOR_MS) };
        }),
      };
    }
    case 'line-open':
    case 'line-short':
    case 'amplifier':
      return { horn: [{ ...span, state: cause }] };
    case 'not-heard':
      return { horn: [{ ...span, state: 'mute' }] };
    case 'playback-error':
      return { device: [{ ...span, state: 'no-decoder' }] };
    case 'clock-wrong':
      return { device: [{ ...span, state: 'clock-drift' }] };
    case 'on-battery':
    case 'weak-signal':
    case 'too-hot':
    case 'storage-full':
      return { device: [{ ...span, state: cause }] };
    default:
      return cause satisfies never;
  }
}
