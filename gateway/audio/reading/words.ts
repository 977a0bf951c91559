// pure
import { ABBREVIATIONS } from './abbreviations.ts';
import { readCode } from './codes.ts';
import { isSyllable, spell } from './letters.ts';
import { apart } from './net.ts';
import { type Dialect, readNumber, readWhole } from './numbers.ts';
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
  ...['lớp', 'báo động', 'quân khu', 'huân chương', 'phụ lục', 'thế kỷ', 'học kỳ', 'vụ', 'giải', 'trung ương'],
  ...['cấp', 'tập', 'bậc', 'hạng', 'nhóm', 'vùng', 'điều', 'vòng', 'đợt', 'lục', 'lần'],
);
const ORDINAL = lastWord('thứ');
const FOURTH = lastWord('thứ', 'quý');
const ROAD = lastWord('đường', 'tuyến', 'trên');
const ROADS: Readonly<Record<string, string>> = {
  QL: 'quốc lộ',
  TL: 'tỉnh lộ',
  ĐT: 'đường tỉnh',
  HL: 'hương lộ',
  ĐH: 'đường huyện',
};
/** Before the name or the number of a place. */
const PLACES: Readonly<Record<string, string>> = { TT: 'thị trấn', P: 'phường', Q: 'quận', TX: 'thị xã', H: 'huyện' };
/** `BCH` of these commands; of a Party or a union it is elected. */
const COMMAND_BEHIND = /^\s*(?:PC|PT|QS|quân sự|phòng|phòng thủ|cứu|tìm|chữa|thống nhất|chiến dịch)/iu;
/** Capitals around a capital word: a heading, in which even TƯ is a word. */
const HEADING_BEFORE = /(?<!\p{L})\p{Lu}{2,} $/u;
const HEADING_BEHIND = /^ \p{Lu}{2,}(?!\p{Ll})/u;
const ROMAN = /^(X{0,3})(IX|IV|V?I{0,3})$/;

/** Abbreviations and Roman numbers. */
export const WORD_RULES: readonly Rule[] = [
  {
    pattern: new RegExp(`(?:${SHORTENED})`, 'uy'),
    read: ([short = ''], { before, behind }) => {
      // "ĐT: 0912…" is no road.
      if (short === 'ĐT' && !endsWith(before, ROAD)) return 'điện thoại';
      if (short === 'BCH') return COMMAND_BEHIND.test(behind) ? 'Ban Chỉ huy' : 'Ban Chấp hành';
      if (isSyllable(short) && isHeading(before, behind)) return undefined;
      const words = ABBREVIATIONS[short];
      return /^\p{L}/u.test(behind) ? `${words} ` : words;
    },
  },
  {
    // loại I-III
    pattern: pattern('([IVX]{1,7})\\s?[-–]\\s?([IVX]{1,7})'),
    read: ([, from = '', to = ''], { before, dialect }) => {
      const [first, last] = [romanValue(from), romanValue(to)];
      if (first === undefined || last === undefined || !endsWith(before, ROMAN_BEFORE)) return undefined;
      return `${readWhole(String(first), dialect)} đến ${readWhole(String(last), dialect)}`;
    },
  },
  {
    // IV, IV/2026
    pattern: pattern('([IVX]{1,7})(?:/((?:19|20)\\d{2}))?'),
    read: ([, roman = '', year], { before, behind, dialect }) => {
      const number = romanValue(roman);
      if (number === undefined) return undefined;
      const ofYear = year === undefined ? '' : ` năm ${readWhole(year, dialect)}`;
      const counted = endsWith(before, ROMAN_BEFORE);
      const heads = /(^|\n)\s*$/.test(before) && /^\s*[.)\-:]/.test(behind);
      // VI PHẠM, XI MĂNG
      if (!counted && !heads && (roman.length < 2 || isSyllable(roman))) return undefined;
      return romanWord(number, before, dialect) + ofYear;
    },
  },
];

/** Roads by their numbers, and places behind a letter and a point. */
export const ROAD_RULES: readonly Rule[] = [
  {
    // QL.46B, ĐT.542; "ĐT 114" is dialled
    pattern: pattern('(QL|TL|ĐT|HL|ĐH)[. ]?([1-9]\\d{0,3})([A-ZĐ])?'),
    read: ([written = '', kind = '', number = '', letter], { dialect }) =>
      /^ĐT 1[01]\d$/.test(written)
        ? undefined
        : [ROADS[kind], readWhole(number, dialect), ...(letter ? [spell(letter)] : [])].join(' '),
  },
  {
    pattern: /(TT|TX|P|Q|H)\. ?(?=\p{Lu}\p{Ll}|\d)/uy,
    read: ([, short = '']) => `${PLACES[short]} `,
  },
];

/** What no rule knows and must be spelled; behind the amounts, whose units are letters too. */
export const SPELLING_RULES: readonly Rule[] = [
  {
    // H5N1, QL1A, 4G, A12: letters and digits one behind the other
    pattern: pattern('(?=\\p{L}*\\d)(?=\\d*\\p{L})[\\p{Lu}\\d]+\\p{L}?'),
    read: ([mixed = ''], { dialect }) => mixedWords(mixed, dialect),
  },
  {
    pattern: pattern('[A-ZĐ]{2,8}'),
    read: ([capitals = '']) => (isSyllable(capitals) || isName(capitals) ? undefined : spell(capitals)),
  },
];

function mixedWords(mixed: string, dialect: Dialect): string {
  const runs = mixed.match(/\p{L}+|\d+/gu) ?? [];
  // Nobody hears a number of six digits behind letters.
  const isCode = runs.some((run) => /^\d{6,}$/.test(run));
  const words = runs.map((run) => {
    if (isCode && /\d/.test(run)) return readCode(run);
    return /\d/.test(run) ? readNumber(run, dialect) : (ABBREVIATIONS[run] ?? spell(run));
  });
  return words.join(isCode ? ', ' : ' ');
}

/** The name of a storm or a firm in capitals: two syllables or more, none of a single letter. */
function isName(capitals: string): boolean {
  const syllables = capitals.length >= 5 ? apart(capitals.toLowerCase()) : undefined;
  return syllables?.every((one) => one.length > 1) ?? false;
}

function isHeading(before: string, behind: string): boolean {
  return HEADING_BEFORE.test(before) || HEADING_BEHIND.test(behind);
}

function romanWord(number: number, before: string, dialect: Dialect): string {
  if (endsWith(before, ORDINAL) && number === 1) return 'nhất';
  if (endsWith(before, FOURTH) && number === 4) return 'tư';
  return readWhole(String(number), dialect);
}

function romanValue(roman: string): number | undefined {
  const found = ROMAN.exec(roman);
  if (!found || roman === '') return undefined;
  const [, tens = '', ones = ''] = found;
  return tens.length * 10 + ['', 'I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX'].indexOf(ones);
}
