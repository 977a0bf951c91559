// pure
import { ABBREVIATIONS } from './abbreviations.ts';
import { letterName, spell } from './letters.ts';
import { readDigits, readWhole } from './numbers.ts';
import { endsWith, lastWord, pattern, type Rule } from './rule.ts';

const NUMBERED = lastWord('điều', 'khoản', 'mục', 'tiểu mục', 'phần', 'chương', 'bảng', 'hình', 'phụ lục');
const FORM = lastWord('mẫu', 'mẫu số', 'biểu', 'biểu số', 'đề án');
const LETTERS = '[a-zđ](?![\\p{L}\\p{N}])';

/** Articles, clauses, points and forms: what laws and official papers count by. */
export const LAW_RULES: readonly Rule[] = [
  {
    // điểm b, c khoản 3
    pattern: new RegExp(`(điểm|Điểm) (${LETTERS}(?:(?:, ?| và | hoặc )${LETTERS}){0,9})`, 'uy'),
    read: ([, word, letters = '']) => `${word} ${letters.replace(/(?<!\p{L})[a-zđ](?!\p{L})/gu, letterName)}`,
  },
  {
    // a) at the head of a line
    pattern: /([a-zđ])\)/uy,
    read: ([, letter = ''], { before }) => (/(^|\n)\s*$/.test(before) ? `${letterName(letter)},` : undefined),
  },
  {
    // Điều 5.1, tiểu mục 2.3
    pattern: pattern('(\\d{1,3})\\.(\\d{1,2})'),
    read: ([, one = '', other = ''], { dialect, before }) =>
      endsWith(before, NUMBERED) ? `${readWhole(one, dialect)} chấm ${readWhole(other, dialect)}` : undefined,
  },
  {
    // Mẫu 02/ĐK: its zero is said
    pattern: pattern('(0\\d{1,2})(?:/(\\p{Lu}{2,6}))?'),
    read: ([, number = '', letters], { before }) => {
      if (!endsWith(before, FORM)) return undefined;
      return [readDigits(number), ...(letters ? [ABBREVIATIONS[letters] ?? spell(letters)] : [])].join(', ');
    },
  },
];
