// pure
import { groupsOf } from './amounts.ts';
import { readDigits } from './numbers.ts';
import { pattern, type Rule } from './rule.ts';

/** Words behind which a short number is dialled, with what may stand between, and other such numbers. */
const TELEPHONE_BEFORE =
  /(?:gọi|alo|điện thoại|đt|sđt|máy|nóng|hotline|tổng đài|liên hệ|cứu hỏa|cứu thương|cảnh sát|zalo)(?:\s+(?:ngay|số|tới|đến|cho|vào|máy|điện thoại|đài|theo))*\s*:?\s*(?:\d{3,4}\s*(?:,|;|\/|hoặc|và|-)\s*)*$/iu;

/** A list of who watches: "máy trực PCCC: 114; y tế: 115". */
const WATCH_BEFORE = /(?:trực|gọi|khẩn cấp|đường dây nóng)[^.\n]{0,50}\p{L}:\s*$/iu;

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
    // 0912.345.xxx: its end is not given away
    pattern: pattern('(\\+84|0)((?:[ .\\u00a0-]?\\d){5,9})[ .\\u00a0-]?([xX*]{2,4})'),
    read: ([, prefix = '', rest = '', hidden = '']) => {
      const groups = `${prefix === '0' ? '0' : ''}${rest.trim()}`.split(/[ .\u00a0-]+/);
      const front = prefix === '0' ? [] : ['cộng tám bốn'];
      return [...front, ...groups.map(readDigits), Array(hidden.length).fill('ích').join(' ')].join(', ');
    },
  },
  {
    // (024) 3936 1234
    pattern: pattern('\\((0\\d{1,4})\\)\\s?(\\d{3,4})[ .\\u00a0-]?(\\d{3,4})'),
    read: ([, ...groups]) => groups.map(readDigits).join(', '),
  },
  {
    // one number or the other
    pattern: /\s?\/\s?(?=(?:\+84|0)\d{2,4}[ .]?\d{3})/uy,
    read: (_, { before }) => (/\d{3}$/.test(before) ? ' hoặc ' : undefined),
  },
  {
    // 1900 1234, 1800.599.920
    pattern: pattern('(1[89]00)((?:[ .\\u00a0-]?\\d){2,6})'),
    read: ([, front = '', rest = '']) =>
      [front, ...rest.split(/[ .\u00a0-]+/).filter(Boolean)].map(readDigits).join(', '),
  },
  {
    // gọi 114
    pattern: pattern('1\\d{2,3}'),
    read: ([digits = ''], { before }) =>
      TELEPHONE_BEFORE.test(before) || WATCH_BEFORE.test(before) ? readDigits(digits) : undefined,
  },
];

/** 0912345678 as everybody says it: four, three, three. */
function local(digits: string): string[] {
  return digits.length === 10 ? [digits.slice(0, 4), digits.slice(4, 7), digits.slice(7)] : groupsOf(digits);
}
