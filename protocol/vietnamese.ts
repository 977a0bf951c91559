const LETTERS = 'aăâbcdđeêfghijklmnoôơpqrstuưvwxyz';
const BASE_WEIGHT = new Map([...LETTERS].map((letter, index) => [letter, index + 1]));
/** Marks that make another letter; all others are tones. */
const LETTER_MARKS: Readonly<Record<string, string>> = {
  'a\u0306': 'ă',
  'a\u0302': 'â',
  'e\u0302': 'ê',
  'o\u0302': 'ô',
  'o\u031b': 'ơ',
  'u\u031b': 'ư',
};
/** Dictionary order of the tones: ngang, huyền, hỏi, ngã, sắc, nặng. */
const TONES = ['', '\u0300', '\u0309', '\u0303', '\u0301', '\u0323'];
const FOREIGN_MARK = 9;
/** In the order of the Unicode collation; a space stands before all of it, digits and letters behind. */
const PUNCTUATION = '_-–—,;:!?.\'’"“”«»()[]{}@*/\\&#%`^°+<=>|~$₫€';

/** What a search compares: lower case, without tone and vowel marks, đ as d, single spaces. «an 2» finds «Ân 2». */
export function foldForSearch(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase().replace(/\s+/g, ' ').trim();
}

/**
 * A key of printable ASCII whose plain order is Vietnamese dictionary order, with numbers by value (Ấp 2 before Ấp 10), so
 * that a database sorts without a collation of its own. Letters come first, tones break ties, then capitals: as in
 * Intl.Collator('vi', { numeric: true }).
 */
export function sortKey(text: string): string {
  let letters = '';
  let tones = '';
  let capitals = '';
  for (const part of text.normalize('NFD').match(/[0-9]+|\P{M}\p{M}*|\p{M}+/gu) ?? []) {
    if (/^\d/.test(part)) letters += numberKey(part);
    else {
      const { letter, tone, capital } = takeApart(part);
      const weight = BASE_WEIGHT.get(letter);
      letters += weight === undefined ? otherKey(letter) : letterKey(weight);
      if (weight === undefined) continue;
      tones += String(tone);
      capitals += capital ? '1' : '0';
    }
  }
  return `${letters}\t${tones}\t${capitals}`;
}

export const vietnameseCollator = new Intl.Collator('vi', { numeric: true });

/** Longer numbers are larger once leading zeros are gone. */
function numberKey(digits: string): string {
  const plain = digits.replace(/^0+(?=\d)/, '');
  return `0${String.fromCharCode(33 + Math.min(90, plain.length))}${plain}`;
}

function letterKey(weight: number): string {
  return `1${String.fromCharCode(96 + Math.ceil(weight / 26))}${String.fromCharCode(97 + ((weight - 1) % 26))}`;
}

function otherKey(character: string): string {
  if (/^\s/.test(character)) return ' ';
  const place = PUNCTUATION.indexOf(character);
  if (place >= 0) return `!${String.fromCharCode(48 + place)}`;
  return `2${(character.codePointAt(0) ?? 0).toString(16).padStart(6, '0')}`;
}

/** A character with its marks: which letter of the alphabet, which tone. */
function takeApart(character: string): { letter: string; tone: number; capital: boolean } {
  const [base = '', ...marks] = character;
  const plain = base.toLowerCase();
  const shape = marks.find((mark) => LETTER_MARKS[plain + mark] !== undefined);
  const letter = (shape && LETTER_MARKS[plain + shape]) ?? plain;
  const others = marks.filter((mark) => mark !== shape);
  const [tone] = others;
  const known = tone === undefined ? 0 : TONES.indexOf(tone);
  return { letter, tone: others.length > 1 || known < 0 ? FOREIGN_MARK : known, capital: base !== plain };
}
