// pure
import { ABBREVIATIONS } from './abbreviations.ts';
import { isSyllable, spell } from './letters.ts';
import { readNumber, readWhole } from './numbers.ts';
import { endsWith, lastWord, pattern, type Rule } from './rule.ts';

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
/** The longest first: `TT&TT` before `TT`. One that ends with a point may be followed by a name without a space. */
const SHORTENED = Object.keys(ABBREVIATIONS)
  .sort((one, other) => other.length - one.length)
  .map((short) =>
    short.endsWith('.') ? `${escaped(short)}(?=\\s?\\p{Lu}|\\s|$)` : `${escaped(short)}(?![\\p{L}\\p{N}])`,
  )
  .join('|');

const ROMAN_BEFORE = lastWord(
  ...['quý', 'thứ', 'khóa', 'khoá', 'kỳ', 'kì', 'chương', 'phần', 'mục', 'kỷ', 'đại hội', 'khu vực', 'loại', 'đoạn'],
  ...['cấp', 'tập', 'bậc', 'hạng', 'nhóm', 'vùng', 'điều', 'vòng', 'đợt', 'lục', 'lần'],
);
const ORDINAL = lastWord('thứ');
const FOURTH = lastWord('thứ', 'quý');
const ROAD = lastWord('đường', 'tuyến', 'trên');
const ROMAN = /^(X{0,3})(IX|IV|V?I{0,3})$/;

/** Abbreviations and Roman numbers. */
export const WORD_RULES: readonly Rule[] = [
  {
    pattern: new RegExp(`(?:${SHORTENED})`, 'uy'),
    read: ([short = ''], { before, behind }) => {
      // "ĐT: 0912…" is no road.
      if (short === 'ĐT' && !endsWith(before, ROAD)) return 'điện thoại';
      const words = ABBREVIATIONS[short];
      return /^\p{L}/u.test(behind) ? `${words} ` : words;
    },
  },
  {
    pattern: pattern('[IVX]{1,7}'),
    read: ([roman = ''], { before, behind, dialect }) => {
      const number = romanValue(roman);
      if (number === undefined) return undefined;
      const counted = endsWith(before, ROMAN_BEFORE);
      const heads = /(^|\n)\s*$/.test(before) && /^\s*[.)\-:]/.test(behind);
      // VI PHẠM, XI MĂNG
      if (!counted && !heads && (roman.length < 2 || isSyllable(roman))) return undefined;
      if (endsWith(before, ORDINAL) && number === 1) return 'nhất';
      if (endsWith(before, FOURTH) && number === 4) return 'tư';
      return readWhole(String(number), dialect);
    },
  },
];

/** What no rule knows and must be spelled; behind the amounts, whose units are letters too. */
export const SPELLING_RULES: readonly Rule[] = [
  {
    // H5N1, QL1A, 4G, A12: letters and digits one behind the other
    pattern: pattern('(?=\\p{L}*\\d)(?=\\d*\\p{L})[\\p{Lu}\\d]+\\p{L}?'),
    read: ([mixed = ''], { dialect }) =>
      (mixed.match(/\p{L}+|\d+/gu) ?? [])
        .map((run) => (/\d/.test(run) ? readNumber(run, dialect) : (ABBREVIATIONS[run] ?? spell(run))))
        .join(' '),
  },
  {
    pattern: pattern('[A-ZĐ]{2,6}'),
    read: ([capitals = '']) => (isSyllable(capitals) ? undefined : spell(capitals)),
  },
];

function romanValue(roman: string): number | undefined {
  const found = ROMAN.exec(roman);
  if (!found || roman === '') return undefined;
  const [, tens = '', ones = ''] = found;
  return tens.length * 10 + ['', 'I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX'].indexOf(ones);
}
