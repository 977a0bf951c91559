// pure
import { groupsOf } from './amounts.ts';
import { readDigits } from './numbers.ts';
import { endsWith, lastWord, pattern, type Rule } from './rule.ts';

const CALLED = [
  'gọi',
  'máy',
  'số',
  'thoại',
  'đt',
  'sđt',
  'nóng',
  'hotline',
  'alo',
  'zalo',
  'đài',
  'hệ',
  'hỏa',
  'cứu',
  'sát',
];
const TELEPHONE_BEFORE = lastWord(...CALLED.map((word) => `${word}\\s*:?`));

/** Numbers that are dialled, digit by digit, with a pause where a gap was written. */
export const TELEPHONE_RULES: readonly Rule[] = [
  {
    // 0912 345 678, 0238.3842.123, +84 912 345 678
    pattern: pattern('(\\+84|0)((?:[ .\\u00a0-]?\\d){8,10})'),
    read: ([, prefix = '', rest = '']) => {
      const written = `${prefix === '0' ? '0' : ''}${rest.trim()}`;
      const pieces = written.split(/[ .\u00a0-]+/);
      const groups = pieces.length > 1 ? pieces : local(pieces[0] ?? '');
      return `${prefix === '+84' ? 'cộng tám bốn, ' : ''}${groups.map(readDigits).join(', ')}`;
    },
  },
  {
    // 1900 1234, 1800.599.920
    pattern: pattern('(1[89]00)((?:[ .\\u00a0-]?\\d){2,6})'),
    read: ([, front = '', rest = '']) =>
      [front, ...rest.split(/[ .\u00a0-]+/).filter(Boolean)].map(readDigits).join(', '),
  },
  {
    // gọi 114
    pattern: pattern('1\\d{2}'),
    read: ([digits = ''], { before }) => (endsWith(before, TELEPHONE_BEFORE) ? readDigits(digits) : undefined),
  },
];

/** 0912345678 as everybody says it: four, three, three. */
function local(digits: string): string[] {
  return digits.length === 10 ? [digits.slice(0, 4), digits.slice(4, 7), digits.slice(7)] : groupsOf(digits);
}
