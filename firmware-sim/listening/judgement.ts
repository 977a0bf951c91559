// pure
import { matchedSeconds } from '../../protocol/fingerprint/match.ts';
import { type HeardPrint, HOP_MS, type Print } from '../../protocol/fingerprint/print.ts';
import type { ListeningResult } from '../../protocol/listening.ts';
import type { ListeningBody } from '../../protocol/messages/device.ts';
import { DAY_MS, SECOND_MS } from '../../protocol/units.ts';

/** What the ear says of itself, from session to session. */
export interface EarHealth {
  /** Sessions in a row in which its level hardly moved, and since when. */
  readonly flat: number;
  readonly flatSince: number;
}
export const HEALTHY: EarHealth = { flat: 0, flatSince: 0 };

/** No microphone with an amplifier is ever this quiet: nothing is connected. */
const DEAD_DB = -80;
/** Rain, dogs, engines: within a session something always moves the level of an ear that hears. */
const FLAT_DB = 3;
const FLAT_SESSIONS = 4;
const FLAT_MS = 2 * DAY_MS;
/** Sound is what stands out of the noise by so much; speech at a signal-to-noise ratio of 5 dB is 6 dB louder than the noise alone. */
const ABOVE_NOISE_DB = 4;
/** Shorter than this is a passing motorcycle, not a broadcast. */
const LEAST_SOUND_MS = 10_000;
const LEAST_SOUND_SHARE = 0.1;
/** The rule's own figure for «heard» (DOMAIN §4.2); whoever judges has the milliseconds. */
const HEARD_SHARE = 0.8;
const LEAST_MATCHED_MS = 10_000;
const MOST_SPANS = 64;

export interface Hearing {
  readonly heard: HeardPrint;
  /** When the ear was opened, and the session it was opened for (ms UTC). */
  readonly openedAt: number;
  readonly from: number;
  readonly to: number;
  /** How long what was due lasts; undefined when nobody knows what it is. */
  readonly dueMs?: number | undefined;
  readonly due: readonly Print[];
}

export type Judged = Pick<
  ListeningBody,
  'from' | 'to' | 'dueMs' | 'soundMs' | 'matchedMs' | 'matched' | 'levelDb' | 'noiseDb' | 'result'
>;

/** What was heard of a session, and how the ear is after it. */
export function judge(hearing: Hearing, before: EarHealth): { judged: Judged; health: EarHealth } {
  const { heard, openedAt, from, to, due } = hearing;
  const levels = secondLevels(heard.levels);
  const first = Math.max(0, Math.round((from - openedAt) / SECOND_MS));
  const noiseDb = noiseOf(levels, first);
  const flags = due.length > 0 ? matchedSeconds(heard, due) : [];
  const inside = levels.slice(first);
  const matched = inside.map((_, n) => flags[first + n] ?? false);
  const sounding = inside.map((level, n) => (matched[n] ?? false) || level > noiseDb + ABOVE_NOISE_DB);
  const health = healthAfter(levels, before, to);
  const soundMs = countOf(sounding) * SECOND_MS;
  const matchedMs = countOf(matched) * SECOND_MS;
  const dueMs = Math.min(hearing.dueMs ?? to - from, to - from);
  const loud = inside.filter((_, n) => sounding[n]);
  return {
    judged: {
      ...{ from, to, dueMs, soundMs, matchedMs },
      matched: spansOf(matched, Math.max(from, openedAt)),
      ...(loud.length > 0 && { levelDb: tenths(meanDb(loud)) }),
      ...(levels.length > 0 && { noiseDb: tenths(noiseDb) }),
      result: isDeaf(levels, health, to) ? 'deaf' : resultOf({ soundMs, matchedMs, dueMs, isKnown: due.length > 0 }),
    },
    health,
  };
}

function resultOf(found: {
  readonly soundMs: number;
  readonly matchedMs: number;
  readonly dueMs: number;
  readonly isKnown: boolean;
}): ListeningResult {
  const { soundMs, matchedMs, dueMs, isKnown } = found;
  if (isKnown && matchedMs >= dueMs * HEARD_SHARE) return 'heard';
  if (isKnown && matchedMs >= Math.min(LEAST_MATCHED_MS, dueMs / 2)) return 'partial';
  const sounded = soundMs >= Math.max(LEAST_SOUND_MS, dueMs * LEAST_SOUND_SHARE);
  if (!sounded) return 'silent';
  return isKnown ? 'other-sound' : 'sound';
}

/** The quieter of what stood before the session and the quietest tenth of all: a session without pauses has no noise in it. */
function noiseOf(levels: readonly number[], first: number): number {
  if (levels.length === 0) return DEAD_DB;
  const all = quantile(levels, 0.1);
  return first >= 5 ? Math.min(all, quantile(levels.slice(0, first), 0.5)) : all;
}

function healthAfter(levels: readonly number[], before: EarHealth, at: number): EarHealth {
  const moved = levels.length > 0 && quantile(levels, 0.95) - quantile(levels, 0.05) >= FLAT_DB;
  if (moved) return HEALTHY;
  return { flat: before.flat + 1, flatSince: before.flat === 0 ? at : before.flatSince };
}

function isDeaf(levels: readonly number[], { flat, flatSince }: EarHealth, at: number): boolean {
  if (levels.length === 0 || quantile(levels, 1) <= DEAD_DB) return true;
  return flat >= FLAT_SESSIONS && at - flatSince >= FLAT_MS;
}

/** Root mean square of each second, from that of the hops. */
function secondLevels(levels: Int8Array): number[] {
  const seconds = Math.floor((levels.length * HOP_MS) / SECOND_MS);
  return Array.from({ length: seconds }, (_, n) => {
    const from = Math.round((n * SECOND_MS) / HOP_MS);
    const to = Math.round(((n + 1) * SECOND_MS) / HOP_MS);
    return meanDb([...levels.subarray(from, to)]);
  });
}

function meanDb(levels: readonly number[]): number {
  return 10 * Math.log10(levels.reduce((sum, level) => sum + 10 ** (level / 10), 0) / levels.length);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? DEAD_DB;
}

/** Stretches of matched seconds; small gaps are closed only where there would be too many. */
function spansOf(matched: readonly boolean[], start: number): ListeningBody['matched'] {
  for (let gap = 1; ; gap *= 2) {
    const spans: { from: number; to: number }[] = [];
    matched.forEach((isMatched, n) => {
      if (!isMatched) return;
      const from = start + n * SECOND_MS;
      const last = spans[spans.length - 1];
      if (last && from - last.to < gap * SECOND_MS) last.to = from + SECOND_MS;
      else spans.push({ from, to: from + SECOND_MS });
    });
    if (spans.length <= MOST_SPANS) return spans;
  }
}

function countOf(flags: readonly boolean[]): number {
  return flags.filter(Boolean).length;
}

function tenths(value: number): number {
  return Math.round(Math.max(-120, value) * 10) / 10;
}
