const LETTERS = 'aăâbcdđeêfghijklmnoôơpqrstuưvwxyz';
const BASE_WEIGHT = new Map([...LETTERS].map((letter, index) => [letter, index + 1]));
/** Dictionary order of the tones: ngang, huyền, hỏi, ngã, sắc, nặng. */
const TONES = ['', '\u0300', '\u0309', '\u0303', '\u0301', '\u0323'];

/** What a search compares: lower case, without tone and vowel marks, đ as d, single spaces. «an 2» finds «Ân 2». */
export function foldForSearch(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase().replace(/\s+/g, ' ').trim();
}

/**
 * A key whose plain byte order is Vietnamese dictionary order, with numbers by value (Ấp 2 before Ấp 10), so that a
 * database sorts without a collation of its own. Letters come first, tones only break ties (as in Intl.Collator('vi')).
 */
export function sortKey(text: string): string {
  let letters = '';
  let tones = '';
  for (const part of text
    .normalize('NFC')
    .toLowerCase()
    .match(/\d+|\D/gu) ?? []) {
    if (/^\d/.test(part)) {
      letters += `0${part.replace(/^0+(?=\d)/, '').padStart(12, '0')}`;
      continue;
    }
    const { base, tone } = takeApart(part);
    const weight = BASE_WEIGHT.get(base);
    if (weight !== undefined) {
      letters += `1${String.fromCharCode(96 + Math.ceil(weight / 26))}${String.fromCharCode(97 + ((weight - 1) % 26))}`;
      tones += String(tone);
    } else if (/\s/.test(part)) letters += ' ';
    else letters += part;
  }
  return `${letters}\t${tones}`;
}

export const vietnameseCollator = new Intl.Collator('vi', { numeric: true });

function takeApart(character: string): { base: string; tone: number } {
  const decomposed = character.normalize('NFD');
  for (let tone = 1; tone < TONES.length; tone++) {
    const mark = TONES[tone] as string;
    if (decomposed.includes(mark)) return { base: decomposed.replace(mark, '').normalize('NFC'), tone };
  }
  return { base: character, tone: 0 };
}
