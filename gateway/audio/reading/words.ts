// pure
import { ABBREVIATIONS } from './abbreviations.ts';
import { readCode } from './codes.ts';
import { isSyllable, letterName, spell } from './letters.ts';
import { apart } from './net.ts';
import { type Dialect, readDigits, readNumber, readWhole } from './numbers.ts';
import { romanValue } from './roman.ts';
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
  ...[
    'quý',
    'thứ',
    'khóa',
    'khoá',
    'kỳ',
    'kì',
    'chương',
    'phần',
    'mục',
    'kỷ',
    'đại hội',
    'khu vực',
    'loại',
    'đoạn',
    'kv',
  ],
  ...['lớp', 'báo động', 'quân khu', 'huân chương', 'phụ lục', 'thế kỷ', 'học kỳ', 'vụ', 'giải', 'trung ương'],
  ...['cấp', 'tập', 'bậc', 'hạng', 'nhóm', 'vùng', 'điều', 'vòng', 'đợt', 'lục', 'lần'],
);
const ORDINAL = lastWord('thứ');
const FOURTH = lastWord('thứ', 'quý');
const QUARTER = lastWord('quý');
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
/** Two letters with a number behind are mostly a name (TH3 is a rice); these are papers. */
const PAPERS = new Set(['QĐ', 'NQ', 'NĐ', 'CV', 'TW']);
/** Pronounceable by the look of it, as names of the highlands are. */
const MIGHT_BE_SAID = /^[BCDĐGHKLMNPQRSTVX]{0,3}[AĂÂEÊIOÔƠUƯY]{1,3}(?:C|CH|K|L|M|N|NG|NH|P|R|T)?$/u;
/** Capitals around a capital word: a heading, in which even TƯ is a word. */
const HEADING_BEFORE = /(?<!\p{L})\p{Lu}{2,} $/u;
const HEADING_BEHIND = /^ \p{Lu}{2,}(?!\p{Ll})/u;

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
    // loại I-III, quý III-IV/2026
    pattern: pattern('([IVX]{1,7})\\s?[-–]\\s?([IVX]{1,7})(?:/((?:19|20)\\d{2}))?'),
    read: ([, from = '', to = '', year], { before, dialect }) => {
      const [first, last] = [romanValue(from), romanValue(to)];
      if (first === undefined || last === undefined || !endsWith(before, ROMAN_BEFORE)) return undefined;
      const quarter = endsWith(before, QUARTER) ? 'quý ' : '';
      const ofYear = year === undefined ? '' : ` năm ${readWhole(year, dialect)}`;
      return `${romanWord(first, before, dialect)} đến ${quarter}${romanWord(last, before, dialect)}${ofYear}`;
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
    // LK-05, B-12: the number of a lot or a form
    pattern: pattern('([A-ZĐ]{1,3})-(\\d{1,4})'),
    read: ([, letters = '', number = ''], { dialect }) => `${spell(letters)} ${afterLetters(number, dialect)}`,
  },
  {
    pattern: pattern('[A-ZĐ]{2,8}'),
    read: ([capitals = '']) => (isSyllable(capitals) || isName(capitals) ? undefined : spell(capitals)),
  },
  {
    // Letters with signs over them, no tone: ĐƠĐN, but not KRÔNG
    pattern: pattern('(?=[A-ZĐ]*[ĂÂÊÔƠƯ])[A-ZĐĂÂÊÔƠƯ]{2,8}'),
    read: ([capitals = '']) => (isSyllable(capitals) || MIGHT_BE_SAID.test(capitals) ? undefined : spell(capitals)),
  },
  {
    // Q xả, nhóm B; an initial and a number of Rome are none
    pattern: pattern('[BCDĐFGHJKLMNPQRSTWZ]'),
    read: ([letter = ''], { before, behind }) =>
      /[-/.]$/.test(before) || /^[-/.]/.test(behind) ? undefined : letterName(letter),
  },
];

function mixedWords(mixed: string, dialect: Dialect): string {
  const runs = mixed.match(/\p{L}+|\d+/gu) ?? [];
  // Nobody hears a number of six digits behind letters.
  const isCode = runs.some((run) => /^\d{6,}$/.test(run));
  const words = runs.map((run) => {
    if (isCode && /\d/.test(run)) return readCode(run);
    if (/\d/.test(run)) return afterLetters(run, dialect);
    const known = run.length > 2 || PAPERS.has(run) ? ABBREVIATIONS[run] : undefined;
    return known ?? (run.length > 2 && isSyllable(run) ? run : spell(run));
  });
  return words.join(isCode ? ', ' : ' ');
}

/** `CT01` is a form and not the first one: its zero is said. */
function afterLetters(number: string, dialect: Dialect): string {
  return /^0\d/.test(number) ? readDigits(number) : readNumber(number, dialect);
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
