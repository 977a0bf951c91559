// pure
import { ABBREVIATIONS } from './abbreviations.ts';
import { spell } from './letters.ts';
import { readNumber } from './numbers.ts';
import type { Rule } from './rule.ts';

/** Kinds of papers by the letters of their number (NĐ 30/2020/NĐ-CP, annex III). */
const KINDS: Readonly<Record<string, string>> = {
  QĐ: 'quyết định',
  NQ: 'nghị quyết',
  NĐ: 'nghị định',
  TT: 'thông tư',
  TTLT: 'thông tư liên tịch',
  CT: 'chỉ thị',
  KH: 'kế hoạch',
  TB: 'thông báo',
  BC: 'báo cáo',
  HD: 'hướng dẫn',
  GM: 'giấy mời',
  TTr: 'tờ trình',
  CĐ: 'công điện',
  ĐA: 'đề án',
  PA: 'phương án',
  QC: 'quy chế',
  QyĐ: 'quy định',
  BB: 'biên bản',
  TC: 'thông cáo',
};

/** Numbers of official papers: `123/QĐ-UBND`, `15/2024/NĐ-CP`, `45/KH-BCĐ`. */
export const DOCUMENT_RULES: readonly Rule[] = [
  {
    pattern:
      /(\d{1,5})(?:\/(\d{4}))?\/((?=\p{Lu}\p{Ll}?[\p{Lu}&])\p{Lu}[\p{L}&]{0,8}(?:-\p{Lu}[\p{L}&]{0,11})*)(?![\p{L}\p{N}])/uy,
    read: ([, number = '', year, letters = ''], { dialect, before }) => {
      const [kind = '', ...from] = letters.split('-');
      const said = [readNumber(number, dialect)];
      if (year !== undefined) said.push('năm', readNumber(year, dialect));
      const kindName = KINDS[kind];
      // "Quyết định số 123/QĐ-UBND" has said what it is.
      const isSaid = kindName !== undefined && before.toLowerCase().includes(kindName);
      const owner = from.map(nameOf).join(', ');
      if (kindName === undefined)
        return `${said.join(' ')}, của ${[nameOf(kind), ...(owner ? [owner] : [])].join(', ')}`;
      const what = isSaid ? '' : `, ${kindName}`;
      return `${said.join(' ')}${what}${owner ? ` của ${owner}` : ''}`;
    },
  },
  {
    // The Party's: 45-CT/TW, 12-NQ/ĐU
    pattern: /(\d{1,5})-(\p{Lu}{2,3})\/(\p{Lu}{2,8})(?![\p{L}\p{N}])/uy,
    read: ([, number = '', kind = '', owner = ''], { dialect, before }) => {
      const kindName = KINDS[kind];
      if (kindName === undefined) return undefined;
      const what = before.toLowerCase().includes(kindName) ? '' : `, ${kindName}`;
      return `${readNumber(number, dialect)}${what} của ${nameOf(owner)}`;
    },
  },
];

function nameOf(letters: string): string {
  return ABBREVIATIONS[letters] ?? spell(letters);
}
