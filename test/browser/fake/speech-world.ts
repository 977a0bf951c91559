import type { DictionaryEntry, SpeechPreview } from '../../../protocol/api/library.ts';

/** Enough of reading to show and test the pages; the gateway's own speech knows the rest. */
const READINGS: readonly [RegExp, (...parts: string[]) => string][] = [
  [/\b30\/12\b/, () => 'ba mươi tháng mười hai'],
  [/5\.000\.000\s?(?:đ|đồng)/, () => 'năm triệu đồng'],
  [/\bUBND\b/, () => 'Ủy ban nhân dân'],
  [/\bTHCS\b/, () => 'trung học cơ sở'],
  [/\b7h30\b/, () => 'bảy giờ ba mươi'],
];

/** A pause mark, as the gateway understands the simplest of them. */
const PAUSE = /\[nghỉ (\d+) giây\]/;

export function readAloud(text: string, words: readonly DictionaryEntry[] = []): SpeechPreview {
  const own = words.map(({ written }) => written.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const any = new RegExp([PAUSE.source, ...own, ...READINGS.map(([pattern]) => pattern.source)].join('|'), 'gi');
  const pieces: SpeechPreview['pieces'] = [];
  let at = 0;
  for (const match of text.matchAll(any)) {
    const [written] = match;
    if (match.index > at) pieces.push(same(text.slice(at, match.index)));
    pieces.push(changed(written, words));
    at = match.index + written.length;
  }
  if (at < text.length) pieces.push(same(text.slice(at)));
  return { spoken: pieces.map((piece) => piece.spoken).join(''), pieces, sentences: sentencesOf(text) };
}

function changed(written: string, words: readonly DictionaryEntry[]): SpeechPreview['pieces'][number] {
  const [, seconds] = PAUSE.exec(written) ?? [];
  if (seconds !== undefined) return { written, spoken: '', changed: true, pauseMs: Number(seconds) * 1_000 };
  const own = words.find((word) => word.written.toLowerCase() === written.toLowerCase());
  if (own) return { written, spoken: own.spoken, changed: true, byDictionary: true };
  const [, read] = READINGS.find(([pattern]) => pattern.test(written)) ?? [];
  return { written, spoken: read?.() ?? written, changed: true };
}

function sentencesOf(text: string): NonNullable<SpeechPreview['sentences']> {
  const ends = [...text.matchAll(/[.!?]+(?=\s|$)(?:\s*\[nghỉ \d+ giây\])?|\[nghỉ \d+ giây\]|$/g)];
  let from = 0;
  return ends.flatMap((end) => {
    const seconds = /\d+/.exec(end[0])?.[0];
    const to = end.index + (seconds ? end[0].indexOf('[') : end[0].length);
    const written = text.slice(from, to);
    const start = from + written.length - written.trimStart().length;
    from = end.index + end[0].length;
    const pauseMs = seconds ? Number(seconds) * 1_000 : 400;
    return /\p{L}/u.test(written) ? [{ from: start, to: start + written.trim().length, pauseMs }] : [];
  });
}

function same(words: string) {
  return { written: words, spoken: words, changed: false };
}

/** About how long a voice needs for it: short, so that a test can hear all of it. */
export function spokenMs(text: string): number {
  return Math.min(180_000, Math.max(2_000, text.length * 60));
}
