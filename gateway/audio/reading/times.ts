// pure
import type { Dialect } from './numbers.ts';
import { readWhole } from './numbers.ts';
import { pattern, type Rule } from './rule.ts';

const TO = '\\s?[-–—]\\s?';
const CLOCK = '(\\d{1,2}):(\\d{2})(?::(\\d{2}))?';
/** 5h30, 17g, 5h30', 5giờ30 */
const HOUR = "(\\d{1,2})(?:\\s?(?:[hH]|giờ)|g)(?:(\\d{2})(?:\\s?(?:'|’|phút|ph|p))?)?";
const LONGEST_HOURS = 99;

/** Times of the day and ranges of them. */
export const TIME_RULES: readonly Rule[] = [
  {
    pattern: pattern(`${CLOCK}${TO}${CLOCK}`),
    read: ([, h1, m1, s1, h2, m2, s2], { dialect }) => range(time(h1, m1, s1, dialect), time(h2, m2, s2, dialect)),
  },
  {
    pattern: pattern(`${HOUR}${TO}${HOUR}`),
    read: ([, h1, m1, h2, m2], { dialect }) =>
      range(time(h1, m1, undefined, dialect), time(h2, m2, undefined, dialect)),
  },
  {
    // 7-9h, 7 – 9 giờ
    pattern: pattern(`(\\d{1,2})${TO}${HOUR}`),
    read: ([, h1, h2, m2], { dialect }) =>
      time(h1, undefined, undefined, dialect) && range(readWhole(h1 ?? '', dialect), time(h2, m2, undefined, dialect)),
  },
  {
    // trực 24/24, 24/24h
    pattern: pattern('24/24(?:\\s?(?:[hH]|giờ))?'),
    read: (_, { dialect }) => `${readWhole('24', dialect)} trên ${readWhole('24', dialect)} giờ`,
  },
  {
    // 8 giờ 00 phút, 14 giờ 30; but not 7 giờ 20/11
    pattern: pattern('(\\d{1,2}) ?giờ (\\d{2})(?: ?phút|(?! ?phút|\\s?[-–/]\\d| ?tháng\\s))'),
    read: ([, h, m], { dialect }) => time(h, m, undefined, dialect),
  },
  { pattern: pattern(CLOCK), read: ([, h, m, s], { dialect }) => time(h, m, s, dialect) },
  {
    pattern: pattern(HOUR),
    read: ([written = '', h, m], { dialect }) => {
      // 48h: no clock, but hours
      const isLong = m === undefined && Number(h) > 24 && Number(h) <= LONGEST_HOURS && /[hH]$/.test(written);
      return isLong ? `${readWhole(h ?? '', dialect)} giờ` : time(h, m, undefined, dialect);
    },
  },
  {
    // 30', 45 p
    pattern: pattern("(\\d{1,3})\\s?(?:'|’)"),
    read: ([, m], { dialect }) => `${readWhole(m ?? '', dialect)} phút`,
  },
];

/** Undefined when no clock shows it: `17g` is five in the afternoon, `200g` is a weight. */
function time(
  h: string | undefined,
  m: string | undefined,
  s: string | undefined,
  dialect: Dialect,
): string | undefined {
  if (Number(h) > 24 || Number(m ?? 0) > 59 || Number(s ?? 0) > 59) return undefined;
  const said = [`${readWhole(h ?? '', dialect)} giờ`];
  if (Number(m ?? 0) > 0 || Number(s ?? 0) > 0) said.push(`${readWhole(m ?? '0', dialect)} phút`);
  if (Number(s ?? 0) > 0) said.push(`${readWhole(s ?? '0', dialect)} giây`);
  return said.join(' ');
}

function range(from: string | undefined, to: string | undefined): string | undefined {
  return from === undefined || to === undefined ? undefined : `${from} đến ${to}`;
}
