// pure
/** Words that differ between the regions: a listener of the south hears "lẻ" and "ngàn". */
export interface Dialect {
  readonly linh: string;
  readonly nghin: string;
}
export const NORTH: Dialect = { linh: 'linh', nghin: 'nghìn' };
export const SOUTH: Dialect = { linh: 'lẻ', nghin: 'ngàn' };

const DIGITS = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín'] as const;

/** A whole number, written in digits of any length, in words: 1.005 is `một nghìn không trăm linh năm`. */
export function readWhole(digits: string, dialect: Dialect = NORTH): string {
  const plain = digits.replace(/^0+(?=\d)/, '');
  if (plain === '0') return DIGITS[0];
  // Nine digits are read as one, and every nine more say "tỷ" once more.
  const nines = chunks(plain, 9);
  return nines
    .map((nine, index) => {
      const words = readNine(nine, index > 0, dialect);
      const billions = Array.from({ length: nines.length - 1 - index }, () => 'tỷ').join(' ');
      // Nothing in these nine: the "tỷ" of the ones before are said with them.
      return words === '' ? '' : [words, billions].filter(Boolean).join(' ');
    })
    .filter(Boolean)
    .join(' ');
}

/** Digit by digit, as a telephone number or an identity number is read. */
export function readDigits(digits: string): string {
  return [...digits].map((digit) => DIGITS[Number(digit)] ?? digit).join(' ');
}

/**
 * A number as Vietnamese write it: points between thousands, a comma before decimals (`1.234,5`), also a point before
 * decimals that cannot be thousands (`2.5`). A leading zero of two digits is not read (`05 hộ`); of three or more it is.
 */
export function readNumber(written: string, dialect: Dialect = NORTH): string {
  const { whole, fraction } = partsOf(written);
  const read = /^0\d{2,}$/.test(whole) ? readDigits(whole) : readWhole(whole, dialect);
  if (fraction === undefined || /^0+$/.test(fraction)) return read;
  const behind =
    fraction.length <= 2 && !fraction.startsWith('0') ? readWhole(fraction, dialect) : readDigits(fraction);
  return `${read} phẩy ${behind}`;
}

/** Of `1.234,5` the whole `1234` and the decimals `5`. */
export function partsOf(written: string): { whole: string; fraction?: string } {
  const bare = written.replace(/[\u00a0\u202f ]/g, '');
  if (/^\d{1,3}(\.\d{3})+$/.test(bare)) return { whole: bare.replaceAll('.', '') };
  const [front = '', fraction] = bare.includes(',') ? bare.replaceAll('.', '').split(',') : bare.split('.');
  return fraction === undefined ? { whole: front } : { whole: front, fraction };
}

function readNine(nine: string, follows: boolean, dialect: Dialect): string {
  const names = ['', dialect.nghin, 'triệu'];
  const threes = chunks(nine, 3);
  const said: string[] = [];
  for (const [index, three] of threes.entries()) {
    if (Number(three) === 0) continue;
    const words = readThree(three, follows || index > 0, dialect);
    said.push([words, names[threes.length - 1 - index]].filter(Boolean).join(' '));
  }
  return said.join(' ');
}

/** `whole`: something was read before, so that an empty hundred is said. */
function readThree(three: string, follows: boolean, dialect: Dialect): string {
  const [hundred = 0, ten = 0, one = 0] = [...three.padStart(3, '0')].map(Number);
  const said: string[] = [];
  const saysHundred = hundred > 0 || follows;
  if (saysHundred) said.push(DIGITS[hundred] ?? '', 'trăm');
  if (ten === 0 && one > 0) said.push(...(saysHundred ? [dialect.linh] : []), DIGITS[one] ?? '');
  if (ten === 1) said.push('mười');
  if (ten > 1) said.push(DIGITS[ten] ?? '', 'mươi');
  if (ten > 0 && one > 0) said.push(afterTen(ten, one));
  return said.join(' ');
}

function afterTen(ten: number, one: number): string {
  if (one === 5) return 'lăm';
  if (ten > 1 && one === 1) return 'mốt';
  if (ten > 1 && one === 4) return 'tư';
  return DIGITS[one] ?? '';
}

/** Pieces of `length` counted from the end. */
function chunks(digits: string, length: number): string[] {
  const pieces: string[] = [];
  for (let end = digits.length; end > 0; end -= length) pieces.unshift(digits.slice(Math.max(0, end - length), end));
  return pieces;
}
