// pure
import { groupsOf } from './amounts.ts';
import { spell } from './letters.ts';
import { readDigits } from './numbers.ts';
import { pattern, type Rule } from './rule.ts';

/** Behind these a number is read digit by digit: accounts, codes, cards. */
const CODE_BEFORE =
  /(?:tài khoản|stk|tk|mst|số thẻ|mã|otp|cccd|cmnd|căn cước|hộ chiếu|số sê ri|số seri)(?:\s+\p{L}+){0,3}\s*:?\s*$/iu;
/** Up to so many digits are said in one breath. */
const ONE_BREATH = 5;

/** Number plates, accounts, and other numbers that nobody counts with. */
export const CODE_RULES: readonly Rule[] = [
  {
    // 37A-123.45, 29C1-234.56, 37 AB-012.34
    pattern: pattern('(\\d{2})[ -]?([A-ZĐ]{1,2})(\\d)?[- .](\\d{3}\\.\\d{2}|\\d{4,5})'),
    read: ([, province = '', letters = '', series, number = '']) =>
      [
        [readDigits(province), spell(letters), ...(series ? [readDigits(series)] : [])].join(' '),
        ...number.split('.').map(readDigits),
      ].join(', '),
  },
  {
    // A boat: NA-90123-TS
    pattern: pattern('([A-ZĐ]{1,3})[- ](\\d{4,5})[- ](TS|BTS)'),
    read: ([, home = '', number = '', trade = '']) => `${spell(home)}, ${readDigits(number)}, ${spell(trade)}`,
  },
  {
    // As it is grouped on the paper: 0101 2345 6789; a tax number has a branch of three behind it
    pattern: pattern('\\d{2,6}(?:[ .\\u00a0-]\\d{2,6}){1,5}'),
    read: ([written = ''], { before }) =>
      CODE_BEFORE.test(before)
        ? written
            .split(/[ .\u00a0-]/)
            .map(readDigits)
            .join(', ')
        : undefined,
  },
  {
    // A paper with a series: BX 123456
    pattern: pattern('([A-ZĐ]{1,2}) (\\d{6,12})'),
    read: ([, series = '', number = '']) => `${spell(series)} ${readCode(number)}`,
  },
  {
    pattern: pattern('(\\d{4,40})(?:-(\\d{3}))?'),
    read: ([, digits = '', branch], { before }) =>
      CODE_BEFORE.test(before) ? [readCode(digits), ...(branch ? [readDigits(branch)] : [])].join(', ') : undefined,
  },
];

/** Digit by digit, with a breath after every three where they are many. */
export function readCode(digits: string): string {
  return digits.length <= ONE_BREATH ? readDigits(digits) : groupsOf(digits).map(readDigits).join(', ');
}
