import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDigits, readNumber, readWhole, SOUTH } from '../../../../gateway/audio/reading/numbers.ts';

const WHOLE: readonly (readonly [digits: string, words: string])[] = [
  ['0', 'không'],
  ['4', 'bốn'],
  ['10', 'mười'],
  ['14', 'mười bốn'],
  ['15', 'mười lăm'],
  ['20', 'hai mươi'],
  ['21', 'hai mươi mốt'],
  ['24', 'hai mươi tư'],
  ['25', 'hai mươi lăm'],
  ['100', 'một trăm'],
  ['101', 'một trăm linh một'],
  ['104', 'một trăm linh bốn'],
  ['110', 'một trăm mười'],
  ['111', 'một trăm mười một'],
  ['555', 'năm trăm năm mươi lăm'],
  ['1000', 'một nghìn'],
  ['1005', 'một nghìn không trăm linh năm'],
  ['2026', 'hai nghìn không trăm hai mươi sáu'],
  ['10000', 'mười nghìn'],
  ['1000001', 'một triệu không trăm linh một'],
  ['5000000', 'năm triệu'],
  ['1000000000', 'một tỷ'],
  ['1234567890', 'một tỷ hai trăm ba mươi tư triệu năm trăm sáu mươi bảy nghìn tám trăm chín mươi'],
  ['12000000000000', 'mười hai nghìn tỷ'],
  ['1000000000000000000', 'một tỷ tỷ'],
  ['007', 'bảy'],
];

describe('a whole number', () => {
  it.each(WHOLE)('%s is read', (digits, words) => {
    expect(readWhole(digits)).toBe(words);
  });

  it('is "ngàn" and "lẻ" in the south', () => {
    expect(readWhole('3007', SOUTH)).toBe('ba ngàn không trăm lẻ bảy');
  });

  it('can be understood: the words lead back to the number', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }), (number) => {
        expect(understood(readWhole(String(number)))).toBe(number);
      }),
      { numRuns: 2_000 },
    );
  });

  it('and no two numbers sound alike', () => {
    const words = new Set(Array.from({ length: 20_000 }, (_, number) => readWhole(String(number))));
    expect(words.size).toBe(20_000);
  });
});

describe('a number as it is written', () => {
  it.each([
    ['2,5', 'hai phẩy năm'],
    ['2.5', 'hai phẩy năm'],
    ['2,25', 'hai phẩy hai mươi lăm'],
    ['2,05', 'hai phẩy không năm'],
    ['3,142', 'ba phẩy một bốn hai'],
    ['0,5', 'không phẩy năm'],
    ['1.234,5', 'một nghìn hai trăm ba mươi tư phẩy năm'],
    ['1\u00a0234\u00a0567', 'một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy'],
    ['05', 'năm'],
    ['007', 'không không bảy'],
  ])('%s is read %s', (written, words) => {
    expect(readNumber(written)).toBe(words);
  });

  it('that is dialled is read digit by digit', () => {
    expect(readDigits('0159')).toBe('không một năm chín');
  });
});

const VALUES: Readonly<Record<string, bigint>> = {
  không: 0n,
  một: 1n,
  mốt: 1n,
  hai: 2n,
  ba: 3n,
  bốn: 4n,
  tư: 4n,
  năm: 5n,
  lăm: 5n,
  sáu: 6n,
  bảy: 7n,
  tám: 8n,
  chín: 9n,
};

/** A listener: takes the words apart without knowing how they were put together. */
function understood(words: string): bigint {
  let billions = 0n;
  let below = 0n;
  let three = 0n;
  let digit = 0n;
  for (const word of words.split(' ')) {
    if (word === 'trăm') [three, digit] = [digit * 100n, 0n];
    else if (word === 'mươi') [three, digit] = [three + digit * 10n, 0n];
    else if (word === 'mười') three += 10n;
    else if (word === 'nghìn') [below, three, digit] = [below + (three + digit) * 1_000n, 0n, 0n];
    else if (word === 'triệu') [below, three, digit] = [below + (three + digit) * 1_000_000n, 0n, 0n];
    else if (word === 'tỷ')
      [billions, below, three, digit] = [(billions + below + three + digit) * 10n ** 9n, 0n, 0n, 0n];
    else if (word !== 'linh') digit = VALUES[word] ?? -1n;
  }
  return billions + below + three + digit;
}
