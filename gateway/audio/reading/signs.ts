// pure
import { readDigits } from './numbers.ts';
import type { Rule } from './rule.ts';

const SIGNS: Readonly<Record<string, string>> = {
  '&': 'và',
  '+': 'cộng',
  '=': 'bằng',
  '~': 'khoảng',
  '≈': 'khoảng',
  '≥': 'lớn hơn hoặc bằng',
  '≤': 'nhỏ hơn hoặc bằng',
  '>': 'lớn hơn',
  '<': 'nhỏ hơn',
  '±': 'cộng trừ',
  '×': 'nhân',
  '%': 'phần trăm',
};

/** Addresses of the net, and signs that stand alone. */
export const SIGN_RULES: readonly Rule[] = [
  {
    pattern:
      /(?:https?:\/\/|www\.)[\w.\-/]{1,200}\w|[\w.-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}|(?:[a-z0-9-]{1,63}\.){1,5}(?:com|gov|org|net|edu|vn)(?![\p{L}\p{N}])/iuy,
    read: ([address = '']) =>
      address
        .replace(/^https?:\/\/(www\.)?/i, '')
        .replace(/\d/g, (digit) => ` ${readDigits(digit)} `)
        .replace(/@/g, ' a còng ')
        .replace(/\./g, ' chấm ')
        .replace(/\//g, ' gạch chéo ')
        .replace(/[-_]/g, ' gạch ngang ')
        .replace(/\s+/g, ' ')
        .trim(),
  },
  // Points of a list are not read.
  { pattern: /[-+*•●▪–—](?=\s)/uy, read: (_, { before }) => (/(^|\n)\s*$/.test(before) ? '' : undefined) },
  { pattern: /[&+=~≈≥≤><±×%]/uy, read: ([sign = ''], { before, behind }) => spaced(SIGNS[sign] ?? '', before, behind) },
  // xã/phường: one after the other
  {
    pattern: /\/(?=\p{L})/uy,
    read: (_, { before }) => {
      if (/\d\s?\p{L}+$/u.test(before)) return ' mỗi ';
      return /\p{L}$/u.test(before) ? ', ' : undefined;
    },
  },
];

function spaced(word: string, before: string, behind: string): string {
  return `${/\S$/.test(before) ? ' ' : ''}${word}${/^\S/.test(behind) ? ' ' : ''}`;
}
