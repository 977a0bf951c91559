// pure
import { type Dialect, readDigits, readNumber } from './numbers.ts';
import { pattern, type Rule } from './rule.ts';
import { MONEY, UNITS } from './units.ts';

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
/** The longest first, so that `m/s` is not taken for metres. */
const UNIT = Object.keys(UNITS)
  .sort((one, other) => other.length - one.length)
  .map(escaped)
  .join('|');
const TO = '\\s?[-–—÷]\\s?';
/** Behind money: `/hộ`, `/người/tháng`. */
const EACH = '((?:/\\p{L}{1,12}){0,3})';

/** Numbers with and without units, ranges, shares, identity numbers. Behind dates, times and telephone numbers. */
export const AMOUNT_RULES: readonly Rule[] = [
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
    // 18/18, 2/3, 375/411
    pattern: pattern('(\\d{1,12})/(\\d{1,12})'),
    read: ([, part, whole], { dialect }) =>
      `${readNumber(part ?? '', dialect)} trên ${readNumber(whole ?? '', dialect)}`,
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
  const per = MONEY.has(unitName ?? '') ? 'một' : 'trên';
  for (const one of (each ?? '').split('/').filter(Boolean)) said.push(per, UNITS[one] ?? one);
  return said.join(' ');
}

/** Threes, and a four at the end rather than a single digit. */
export function groupsOf(digits: string): string[] {
  return digits.match(/\d{3}(?=\d{3}|\d{2}$)|\d{2}$|\d{1,4}$/g) ?? [digits];
}
