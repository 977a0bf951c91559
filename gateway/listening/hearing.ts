// pure
import type { HearingCounts } from '../../protocol/api/listening.ts';
import { betterHearing, type HearingState, type ListeningResult } from '../../protocol/listening.ts';

/** One word of one listening node, as far as it is judged. Instants in ms UTC. */
export interface Word {
  readonly node: string;
  readonly from: number;
  readonly to: number;
  readonly result: ListeningResult;
  readonly matchedMs: number;
  /** Said by a clock that something stands for. */
  readonly trusted: boolean;
}

interface Due {
  readonly from: number;
  readonly to: number;
}

/** For each session due the best word about it; undefined where nobody listened. A time that nobody stands for says nothing. */
export function wordsOn<W extends Word>(sessions: readonly Due[], words: readonly W[]): (W | undefined)[] {
  return sessions.map((session) =>
    words
      .filter((word) => word.trusted && isAbout(word, session))
      .reduce<W | undefined>((best, word) => (best === undefined || isBetter(word, best) ? word : best), undefined),
  );
}

/** It covers more than half of the session. */
function isAbout(word: Word, { from, to }: Due): boolean {
  return Math.min(word.to, to) - Math.max(word.from, from) > (to - from) / 2;
}

function isBetter(word: Word, best: Word): boolean {
  if (word.result === best.result) return word.matchedMs > best.matchedMs;
  return betterHearing(word.result, best.result) === word.result;
}

const COUNTED: Readonly<Record<HearingState, keyof HearingCounts>> = {
  ...{ heard: 'heard', partial: 'partial', sound: 'sound', 'other-sound': 'otherSound' },
  ...{ silent: 'silent', deaf: 'deaf', 'not-listened': 'notListened' },
};

export function countsOf(states: readonly HearingState[]): HearingCounts {
  const counts = { due: 0, heard: 0, partial: 0, sound: 0, otherSound: 0, silent: 0, deaf: 0, notListened: 0 };
  for (const state of states) {
    counts.due++;
    counts[COUNTED[state]]++;
  }
  return counts;
}

/** So many sessions in a row, silent to every sound ear, make an alarm: one may be a power cut of the listener's neighbour. */
const SILENT_IN_A_ROW = 2;

/**
 * Is the hamlet silent by the newest words, is it known to sound, or is nothing said? A deaf ear says nothing, nor does a time that
 * nobody stands for.
 */
export function stateOf(words: readonly Word[]): 'silent' | 'sounds' | undefined {
  const sessions = new Map<number, ListeningResult>();
  for (const { from, result, trusted } of words) {
    if (!trusted || result === 'deaf') continue;
    const known = sessions.get(from);
    sessions.set(from, known === undefined ? result : betterHearing(known, result));
  }
  const newest = [...sessions].sort(([a], [b]) => b - a).map(([, result]) => result);
  if (newest[0] !== undefined && newest[0] !== 'silent') return 'sounds';
  const silent = newest.slice(0, SILENT_IN_A_ROW).filter((result) => result === 'silent').length;
  return silent === SILENT_IN_A_ROW ? 'silent' : undefined;
}
