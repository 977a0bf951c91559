// pure
import { ABBREVIATIONS } from './abbreviations.ts';
import { spell } from './letters.ts';
import { readDigits, readNumber, readWhole } from './numbers.ts';
import { officeOf, UNITS_OF_OFFICES } from './offices.ts';
import type { Rule } from './rule.ts';

/** Kinds of papers by the letters of their number (NĐ 30/2020/NĐ-CP, annex III). */
const KINDS: Readonly<Record<string, string>> = {
  QĐ: 'quyết định',
  CV: 'công văn',
  KL: 'kết luận',
  CTr: 'chương trình',
  GP: 'giấy phép',
  HĐ: 'hợp đồng',
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
  HDLN: 'hướng dẫn liên ngành',
  KHLN: 'kế hoạch liên ngành',
  KHLT: 'kế hoạch liên tịch',
  KHPH: 'kế hoạch phối hợp',
  QCPH: 'quy chế phối hợp',
  CTPH: 'chương trình phối hợp',
};

/** Behind these a number counts their terms. */
const ELECTED = /QH$|^HĐND$/;
/** What has a number and letters of its office, but no letters of its own. */
const LETTER_SAID = /(?:công văn|văn bản|CV)(?: số:?)?\s*$/iu;

/** Numbers of official papers: `123/QĐ-UBND`, `15/2024/NĐ-CP`, `45/KH-BCĐ`. */
export const DOCUMENT_RULES: readonly Rule[] = [
  {
    // KL 127-KL/TW, CT số 06-CT/TU: the kind stands before its number too
    pattern: new RegExp(`(${Object.keys(KINDS).join('|')})(?=(?:\\s+số:?)?\\s+\\d{1,5}(?:/\\d{4})?[-/]\\p{Lu})`, 'uy'),
    read: ([, kind = '']) => KINDS[kind],
  },
  {
    // A law: 72/2025/QH15
    pattern: /(\d{1,4})\/(\d{4})\/QH(\d{1,2})(?![\p{L}\p{N}])/uy,
    read: ([, number = '', year = '', term = ''], { dialect }) =>
      `${readWhole(number, dialect)} năm ${readWhole(year, dialect)} của Quốc hội khóa ${readWhole(term, dialect)}`,
  },
  {
    // A standard: QCVN 01-1:2018/BYT, TCVN 5945:2005
    pattern: /(QCVN|TCVN|TCXDVN) (\d{1,5}(?:-\d{1,3})?)(?:[:-](\d{4}))?(?:\/(\p{Lu}{2,8}))?(?![\p{L}\p{N}])/uy,
    read: ([, kind = '', number = '', year, owner], { dialect }) =>
      [
        `${kind === 'QCVN' ? 'quy chuẩn' : 'tiêu chuẩn'} Việt Nam ${number.split('-').map(readDigits).join(', ')}`,
        ...(year === undefined ? [] : [`, năm ${readWhole(year, dialect)}`]),
        ...(owner === undefined ? [] : [` của ${nameOf(owner)}`]),
      ].join(''),
  },
  {
    pattern:
      /(\d{1,5})(?:\/(\d{4}))?\/((?=\p{Lu}\p{Ll}?[\p{Lu}&])\p{Lu}[\p{L}&]{0,8}(?:-\p{Lu}[\p{L}&]{0,11}\d{0,3})*)(?![\p{L}\p{N}])/uy,
    read: ([, number = '', year, letters = ''], { dialect, before }) => {
      const [kind = '', ...from] = letters.split('-');
      const said = [readNumber(number, dialect)];
      if (year !== undefined) said.push('năm', readNumber(year, dialect));
      const kindName = KINDS[kind];
      // "Quyết định số 123/QĐ-UBND" has said what it is.
      const isSaid = kindName !== undefined && says(before, kind, kindName);
      const owner = from.map(nameOf).join(', ');
      if (kindName === undefined)
        return `${said.join(' ')}${LETTER_SAID.test(before) ? '' : ','} của ${[nameOf(kind), ...(owner ? [owner] : [])].join(', ')}`;
      const what = isSaid ? '' : `, ${kindName}`;
      return `${said.join(' ')}${what}${owner ? ` của ${owner}` : ''}`;
    },
  },
  {
    // The Party's: 45-CT/TW, 12-NQ/ĐU
    pattern: /(\d{1,5})-(\p{Lu}{1,2}\p{L})\/(\p{Lu}{2,8})(?![\p{L}\p{N}])/uy,
    read: ([, number = '', kind = '', owner = ''], { dialect, before }) => {
      const kindName = KINDS[kind];
      if (kindName === undefined) return undefined;
      const what = says(before, kind, kindName) ? '' : `, ${kindName}`;
      return `${readNumber(number, dialect)}${what} của ${nameOf(owner)}`;
    },
  },
];

/** Has what stands before said already what kind of paper it is? The Party's QĐ is also a "quy định". */
function says(before: string, kind: string, kindName: string): boolean {
  const said = before.toLowerCase();
  if (new RegExp(`(?<!\\p{L})${kind}(?:\\s+số:?)?\\s*$`, 'u').test(before)) return true;
  return said.includes(kindName) || (kind === 'QĐ' && said.includes('quy định'));
}

function nameOf(letters: string): string {
  // Of the fifteenth National Assembly: UBTVQH15
  const [, name, term] = /^(\p{L}+?)(\d+)$/u.exec(letters) ?? [];
  if (name !== undefined && term !== undefined)
    return ELECTED.test(name) ? `${nameOf(name)} khóa ${readWhole(term)}` : `${nameOf(name)} ${readDigits(term)}`;
  return UNITS_OF_OFFICES[letters] ?? ABBREVIATIONS[letters] ?? officeOf(letters) ?? spell(letters);
}
