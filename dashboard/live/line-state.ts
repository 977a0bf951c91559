// pure
/** How the way from the microphone to the gateway is doing. */
export type LineState = 'good' | 'weak' | 'lost';

/** What is known of it: the last ways there and back, how long nothing came back, and how much sound waits to leave. */
export interface Line {
  readonly roundTripsMs: readonly number[];
  readonly unheardMs: number;
  readonly waitingMs: number;
}

const ROUND_TRIPS_KEPT = 5;
const SLOW_MS = 800;
/** The gateway speaks every second: two missed are a sign, five are the end (issue 7: silence within 3 s is the nodes' part). */
const UNHEARD_WEAK_MS = 2_500;
const UNHEARD_LOST_MS = 5_000;
const BEHIND_WEAK_MS = 1_000;
const BEHIND_LOST_MS = 5_000;

/** Lost: nobody hears what is said any more, or so late that it is better ended. Weak: speak slowly, say the gist twice. */
export function lineState({ roundTripsMs, unheardMs, waitingMs }: Line): LineState {
  if (waitingMs > BEHIND_LOST_MS || unheardMs > UNHEARD_LOST_MS) return 'lost';
  const slow = median(roundTripsMs) > SLOW_MS;
  return slow || waitingMs > BEHIND_WEAK_MS || unheardMs > UNHEARD_WEAK_MS ? 'weak' : 'good';
}

/** The last few, so that one late answer is no weak network. */
export function withRoundTrip(roundTripsMs: readonly number[], next: number): readonly number[] {
  return [...roundTripsMs, next].slice(-ROUND_TRIPS_KEPT);
}

/** How much sound so many bytes are. */
export function soundMs(bytes: number, bitsPerSecond: number): number {
  return (bytes * 8_000) / bitsPerSecond;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
