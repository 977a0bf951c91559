// pure
import { ABBREVIATIONS } from './abbreviations.ts';
import { spell } from './letters.ts';
import { type Dialect, readDigits, readNumber, readWhole } from './numbers.ts';
import { endsWith, lastWord, NUMBER, pattern, type Rule } from './rule.ts';
import { MONEY, PER, UNITS } from './units.ts';

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
/** The longest first, so that `m/s` is not taken for metres. */
const UNIT = Object.keys(UNITS)
  .sort((one, other) => other.length - one.length)
  .map(escaped)
  .join('|');
const TO = '\\s?[-–—÷]\\s?';
/** Behind money: `/hộ`, `/người/tháng`. */
const EACH = '((?:/\\p{L}{1,12}[²³23]?){0,3})';
/** Two years that are one: school years, terms of office, harvests over new year. */
const ONE_YEAR_BEFORE = lastWord(
  ...[
    'năm học',
    'niên học',
    'niên khóa',
    'niên khoá',
    'niên độ',
    'nhiệm kỳ',
    'nhiệm kì',
    'nk',
    'đông xuân',
    'khóa',
    'khoá',
  ],
);
const SCORE_BEFORE = lastWord('tỷ số', 'tỉ số', 'thắng', 'thua', 'hòa', 'hoà');
/** hiệp 1: 1-0 */
const HALF_BEFORE = /(?:hiệp|set|ván|chung cuộc)(?: \d)?\s*:?\s*$/iu;
const RATIO_BEFORE = lastWord('tỷ lệ', 'tỉ lệ');
const LONG_BEFORE = lastWord('sâu', 'cao', 'dài', 'rộng');
const HOUSE_BEFORE = /(?:số|ngõ|ngách|hẻm|kiệt|nhà)\s*:?\s*$/iu;
const FIRST_BEFORE = lastWord('thứ');
const YEAR = '((?:19|20)\\d{2})';

/** Numbers with and without units, ranges, shares, identity numbers. Behind dates, times and telephone numbers. */
export const AMOUNT_RULES: readonly Rule[] = [
  {
    // năm học 2026-2027
    pattern: pattern(`${YEAR}${TO}${YEAR}`),
    read: ([, from = '', to = ''], { dialect, before }) =>
      endsWith(before, ONE_YEAR_BEFORE) ? `${readWhole(from, dialect)}, ${readWhole(to, dialect)}` : undefined,
  },
  {
    // tỷ số 2-1
    pattern: pattern(`(\\d{1,2})${TO}(\\d{1,2})`),
    read: ([, one = '', other = ''], { dialect, before }) =>
      endsWith(before, SCORE_BEFORE) || HALF_BEFORE.test(before)
        ? `${readWhole(one, dialect)} ${readWhole(other, dialect)}`
        : undefined,
  },
  {
    // tỷ lệ 1:500
    pattern: pattern('({N}):({N})'),
    read: ([, one = '', other = ''], { dialect, before }) =>
      endsWith(before, RATIO_BEFORE) ? `${readNumber(one, dialect)} trên ${readNumber(other, dialect)}` : undefined,
  },
  {
    // số 15A/3, ngách 12/34/5: a house behind others
    pattern: pattern('\\d{1,4}[A-ZĐ]?(?:/\\d{1,4}[A-ZĐ]?){1,4}'),
    read: ([house = ''], { dialect, before }) =>
      HOUSE_BEFORE.test(before) && (/[A-ZĐ]/.test(house) || /\/.*\//.test(house))
        ? house
            .split('/')
            .map((one) => [readNumber(one.replace(/\D/g, ''), dialect), spell(one.replace(/\d/g, ''))].join(' ').trim())
            .join(' trên ')
        : undefined,
  },
  {
    // 2/3-3/4 dân số
    pattern: pattern(`(\\d{1,3})/(\\d{1,3})${TO}(\\d{1,3})/(\\d{1,3})`),
    read: ([, ...numbers], { dialect }) => {
      const [a, b, c, d] = numbers.map((number) => readWhole(number, dialect));
      return `${a} trên ${b} đến ${c} trên ${d}`;
    },
  },
  {
    // lần thứ 1
    pattern: pattern('0?1'),
    read: (_, { before }) => (endsWith(before, FIRST_BEFORE) ? 'nhất' : undefined),
  },
  {
    // sâu 1m2 is no area
    pattern: pattern('(\\d)m(\\d{1,2})'),
    read: ([, metres = '', rest = ''], { dialect, before }) =>
      endsWith(before, LONG_BEFORE) ? `${readWhole(metres, dialect)} mét ${readWhole(rest, dialect)}` : undefined,
  },
  {
    // 36tr500, 1tr2, 2tỷ4: what is behind is said as it is
    pattern: pattern(`(\\d{1,4})(tr|tỷ)(\\d{1,3})${EACH}`),
    read: ([, whole = '', unit, rest = '', each], { dialect }) =>
      `${amount(whole, unit, undefined, dialect)} ${readWhole(rest, dialect)}${perEach(each, true)}`,
  },
  {
    // NPK 16-16-8
    pattern: pattern('\\d{1,3}(?:-\\d{1,3}){2,4}'),
    read: ([written = ''], { dialect }) =>
      written
        .split('-')
        .map((one) => readWhole(one, dialect))
        .join(', '),
  },
  {
    // Km 12+500
    pattern: pattern('[Kk]m\\s?(\\d{1,4})\\+(\\d{1,3})'),
    read: ([, km = '', m = ''], { dialect }) => `ki lô mét ${readWhole(km, dialect)} cộng ${readWhole(m, dialect)}`,
  },
  {
    // $250, US$250
    pattern: pattern('(US)?\\$({N})'),
    read: ([, us, number = ''], { dialect }) => `${readNumber(number, dialect)} đô la${us ? ' Mỹ' : ''}`,
  },
  {
    // 20 ml/16 lít: an amount in another
    pattern: new RegExp(`(${NUMBER})\\s?(${UNIT})/(?=\\d)`, 'uy'),
    read: ([, number, unit], { dialect }) => `${amount(number, unit, undefined, dialect)} trên `,
  },
  {
    // 10-15 m/s, 10–15%, 2021-2025
    pattern: pattern(`({N})\\s?(?:${UNIT})?${TO}({N})(?:\\s?(${UNIT})${EACH})?`),
    read: ([, from, to, unit, each], { dialect }) =>
      `${readNumber(from ?? '', dialect)} đến ${amount(to, unit, each, dialect)}`,
  },
  {
    pattern: pattern(`({N})\\s?(${UNIT})${EACH}`),
    read: ([, number, unit, each], { dialect }) => amount(number, unit, each, dialect),
  },
  {
    // −5°C: a minus stands before its number and behind nothing.
    pattern: pattern(`[-–−]({N})(?:\\s?(${UNIT})${EACH})?`),
    read: ([, number, unit, each], { dialect, before }) =>
      /(^|[\s(:,;])$/.test(before) ? `âm ${amount(number, unit, each, dialect)}` : undefined,
  },
  {
    // 18/18, 2/3, 375/411, 1.850/2.100 ha
    pattern: pattern(`({N})/({N})(?:\\s?(${UNIT}))?`),
    read: ([, part, whole, unit], { dialect }) =>
      `${readNumber(part ?? '', dialect)} trên ${amount(whole, unit, undefined, dialect)}`,
  },
  {
    // 3x4, 3 × 4
    pattern: pattern(`({N})\\s?[x×]\\s?({N})(?:\\s?(${UNIT}))?`),
    read: ([, one, other, unit], { dialect }) =>
      `${readNumber(one ?? '', dialect)} nhân ${amount(other, unit, undefined, dialect)}`,
  },
  // An account, an identity card: nobody hears a number of ten digits.
  { pattern: pattern('\\d{9,40}'), read: ([digits = '']) => groupsOf(digits).map(readDigits).join(', ') },
  // 1.5.2, a number of a section
  {
    pattern: pattern('\\d{1,9}(?:\\.\\d{1,9}){2,9}'),
    read: ([written = ''], { dialect }) =>
      /^\d{1,3}(\.\d{3})+$/.test(written)
        ? readNumber(written, dialect)
        : written
            .split('.')
            .map((part) => readNumber(part, dialect))
            .join(' chấm '),
  },
  { pattern: pattern('{N}'), read: ([number = ''], { dialect }) => readNumber(number, dialect) },
];

function amount(
  number: string | undefined,
  unit: string | undefined,
  each: string | undefined,
  dialect: Dialect,
): string {
  const said = [readNumber(number ?? '', dialect)];
  const unitName = UNITS[unit ?? ''];
  if (unitName) said.push(unitName);
  return said.join(' ') + perEach(each, MONEY.has(unitName ?? ''));
}

/** `/ha`, `/người/tháng` in words: so many kilograms go on a hectare, and to one person; money always to one. */
function perEach(each: string | undefined, isMoney: boolean): string {
  const words = (each ?? '')
    .split('/')
    .filter(Boolean)
    .map((one) => {
      const measure = UNITS[one] ?? PER[one];
      return ` ${isMoney || measure === undefined ? 'một' : 'trên'} ${measure ?? ABBREVIATIONS[one] ?? one}`;
    });
  return words.join('');
}

/** Threes, and a four at the end rather than a single digit. */
export function groupsOf(digits: string): string[] {
  return digits.match(/\d{3}(?=\d{3}|\d{2}$)|\d{2}$|\d{1,4}$/g) ?? [digits];
}
