// pure
/** A pause by the word alone, and the shortest and longest there is. */
const PLAIN_MS = 1_000;
const SHORTEST_MS = 200;
const LONGEST_MS = 10_000;

/** [nghỉ], [nghỉ 2 giây], [nghỉ 0,5s], <break/>, <break time="500ms"/> */
const MARK =
  /\[\s*nghỉ(?:\s+(\d{1,5}(?:[.,]\d{1,3})?)\s*(?:giây|s))?\s*\]|<break(?:\s+[a-z]+\s*=\s*["'][^"'<>]{0,40}["'])*\s*\/?>/iuy;
const TIME = /\stime\s*=\s*["']\s*\+?(\d{0,5}(?:\.\d{1,3})?)\s*(ms|s)\s*["']/iu;
/** The other elements of SSML 1.1 (W3C, 2010): their words are read, they themselves are nothing. */
const ELEMENT =
  /<\/?(?:speak|voice|prosody|emphasis|say-as|sub|phoneme|audio|mark|p|s|lang|w|token|meta|metadata|lexicon|lookup|desc|break)(?:\s[^<>]{0,200})?\/?>/iuy;

/** The pause mark or the markup that begins here; `pauseMs` absent: it is nothing. */
export function markAt(written: string, at: number): { length: number; pauseMs?: number } | undefined {
  MARK.lastIndex = at;
  const mark = MARK.exec(written);
  if (mark) {
    const seconds = mark[1]?.replace(',', '.');
    const [, amount, unit] = TIME.exec(mark[0]) ?? [];
    const ms =
      seconds !== undefined ? Number(seconds) * 1_000 : Number(amount) * (unit?.toLowerCase() === 's' ? 1_000 : 1);
    return { length: mark[0].length, pauseMs: within(Number.isFinite(ms) && ms > 0 ? ms : PLAIN_MS) };
  }
  ELEMENT.lastIndex = at;
  const element = ELEMENT.exec(written);
  return element ? { length: element[0].length } : undefined;
}

function within(ms: number): number {
  return Math.round(Math.min(LONGEST_MS, Math.max(SHORTEST_MS, ms)));
}
