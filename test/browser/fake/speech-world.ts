import type { SpeechPreview } from '../../../protocol/api/library.ts';

/** Enough of reading to show and test the pages; the gateway's own speech knows the rest. */
const READINGS: readonly [RegExp, (...parts: string[]) => string][] = [
  [/\b30\/12\b/, () => 'ba mươi tháng mười hai'],
  [/5\.000\.000\s?(?:đ|đồng)/, () => 'năm triệu đồng'],
  [/\bUBND\b/, () => 'Ủy ban nhân dân'],
  [/\bTHCS\b/, () => 'trung học cơ sở'],
  [/\b7h30\b/, () => 'bảy giờ ba mươi'],
];

export function readAloud(text: string): SpeechPreview {
  const any = new RegExp(READINGS.map(([pattern]) => pattern.source).join('|'), 'g');
  const pieces: SpeechPreview['pieces'] = [];
  let at = 0;
  for (const match of text.matchAll(any)) {
    const [written] = match;
    const [, read] = READINGS.find(([pattern]) => pattern.test(written)) ?? [];
    if (match.index > at) pieces.push(same(text.slice(at, match.index)));
    pieces.push({ written, spoken: read?.() ?? written, changed: true });
    at = match.index + written.length;
  }
  if (at < text.length) pieces.push(same(text.slice(at)));
  return { spoken: pieces.map((piece) => piece.spoken).join(''), pieces };
}

function same(words: string) {
  return { written: words, spoken: words, changed: false };
}

/** About how long a voice needs for it: short, so that a test can hear all of it. */
export function spokenMs(text: string): number {
  return Math.min(180_000, Math.max(2_000, text.length * 60));
}
