// pure
const NAMES: Readonly<Record<string, string>> = {
  A: 'a',
  Ă: 'á',
  Â: 'ớ',
  B: 'bê',
  C: 'xê',
  D: 'dê',
  Đ: 'đê',
  E: 'e',
  Ê: 'ê',
  F: 'ép',
  G: 'giê',
  H: 'hát',
  I: 'i',
  J: 'giây',
  K: 'ca',
  L: 'lờ',
  M: 'mờ',
  N: 'nờ',
  O: 'o',
  Ô: 'ô',
  Ơ: 'ơ',
  P: 'pê',
  Q: 'quy',
  R: 'rờ',
  S: 'ét',
  T: 'tê',
  U: 'u',
  Ư: 'ư',
  V: 'vê',
  W: 'vê kép',
  X: 'ích',
  Y: 'i',
  Z: 'dét',
};

/** A written syllable of Vietnamese, tones aside: what is none cannot be read as a word. */
const SYLLABLE =
  /^(b|c|ch|d|đ|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|qu|r|s|t|th|tr|v|x)?(a|ă|â|e|ê|i|o|ô|ơ|u|ư|y|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|oai|oao|oay|oeo|oo|ôi|ơi|ua|uâ|uê|ui|uô|uơ|uy|uya|uyê|uyu|uôi|uay|uây|ưa|ưi|ươ|ươi|ươu|ưu|yê|yêu|iêu)(c|ch|m|n|ng|nh|p|t)?$/u;

/** Capitals that no mouth reads as a word, letter by letter: `VNPT` is "vê nờ pê tê". */
export function spell(letters: string): string {
  return [...letters.toUpperCase()].map((letter) => NAMES[letter] ?? letter).join(' ');
}

/** One letter by its name. */
export function letterName(letter: string): string {
  return NAMES[letter.toUpperCase()] ?? letter;
}

/** Could this be a word of Vietnamese, written in capitals (a heading) or not? */
export function isSyllable(word: string): boolean {
  return SYLLABLE.test(withoutTone(word));
}

function withoutTone(word: string): string {
  return word
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300\u0301\u0303\u0309\u0323]/g, '')
    .normalize('NFC');
}
