// pure
import type { SpeechPreview } from '../../protocol/api/library.ts';

export interface SpokenPart {
  readonly written: string;
  readonly spoken: string;
  /** `dictionary`: the place's own words; `rule`: read otherwise than written; `same`: as written. */
  readonly by: 'same' | 'rule' | 'dictionary';
}

/** One sentence: what to send to hear it, what is shown, and the silence behind it. */
export interface SpokenLine {
  readonly written: string;
  readonly parts: readonly SpokenPart[];
  readonly pauseMs: number;
  /** Somebody asked for this pause with a mark. */
  readonly asked: boolean;
}

/** The preview by sentence; without sentences it is all one. What stands between them (spaces, pause marks) is left out. */
export function spokenLines({ pieces, sentences }: SpeechPreview): SpokenLine[] {
  const written = pieces.map((piece) => piece.written).join('');
  const all = sentences ?? [{ from: 0, to: written.length, pauseMs: 0 }];
  const placed = placedOf(pieces);
  return all.map(({ from, to, pauseMs }, index) => {
    const until = all[index + 1]?.from ?? written.length;
    return {
      ...{ written: written.slice(from, to), pauseMs },
      asked: placed.some((piece) => piece.isPause && piece.at >= to && piece.at < Math.max(until, to + 1)),
      parts: placed.flatMap((piece) => partWithin(piece, from, to)),
    };
  });
}

interface Placed extends SpokenPart {
  readonly at: number;
  readonly isPause: boolean;
}

function placedOf(pieces: SpeechPreview['pieces']): Placed[] {
  let at = 0;
  return pieces.map(({ written, spoken, changed, byDictionary, pauseMs }) => {
    const by = byDictionary ? 'dictionary' : changed ? 'rule' : 'same';
    const placed: Placed = { written, spoken, by, at, isPause: pauseMs !== undefined };
    at += written.length;
    return placed;
  });
}

/** Only what is read as it is written can be cut: a sentence never ends within anything else. */
function partWithin({ written, spoken, by, at, isPause }: Placed, from: number, to: number): SpokenPart[] {
  const [start, end] = [Math.max(at, from), Math.min(at + written.length, to)];
  if (isPause || start >= end) return [];
  if (by !== 'same') return [{ written, spoken, by }];
  const piece = written.slice(start - at, end - at);
  return [{ written: piece, spoken: piece, by }];
}
