// pure
const MOST_LINES = 1_000;
const LONGEST_LINE = 400;
/** Control characters, and what turns the direction of writing: a line shows what it is. */
const UNSEEN = /[\p{Cc}\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/** A stranger's bytes as lines that can be shown: the newest, without anything that is not text. */
export function linesOf(bytes: Uint8Array): string[] {
  return new TextDecoder('utf-8')
    .decode(bytes)
    .split(/\r\n|\n|\r/)
    .map((line) => line.replace(/\t/g, ' ').replace(UNSEEN, '').slice(0, LONGEST_LINE))
    .filter((line) => line.trim() !== '')
    .slice(-MOST_LINES);
}
