import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldForSearch, sortKey, vietnameseCollator } from '../../protocol/vietnamese.ts';

const ONSETS = [
  '',
  'b',
  'c',
  'ch',
  'd',
  'đ',
  'g',
  'gh',
  'h',
  'k',
  'kh',
  'l',
  'm',
  'n',
  'ng',
  'ngh',
  'nh',
  'p',
  'ph',
  'qu',
  'r',
  's',
  't',
  'th',
  'tr',
  'v',
  'x',
];
const VOWELS = [
  'a',
  'ă',
  'â',
  'e',
  'ê',
  'i',
  'o',
  'ô',
  'ơ',
  'u',
  'ư',
  'y',
  'ia',
  'iê',
  'oa',
  'oă',
  'uâ',
  'uô',
  'ươ',
  'yê',
];
const CODAS = ['', 'c', 'ch', 'm', 'n', 'ng', 'nh', 'p', 't'];
const TONES = ['', '\u0300', '\u0309', '\u0303', '\u0301', '\u0323'];

const syllable = fc
  .tuple(
    fc.constantFrom(...ONSETS),
    fc.constantFrom(...VOWELS),
    fc.constantFrom(...TONES),
    fc.constantFrom(...CODAS),
    fc.nat(2),
  )
  .map(([onset, vowel, tone, coda, capital]) => {
    const text = (onset + vowel + tone + coda).normalize('NFC');
    return capital === 0 ? text : capital === 1 ? text.charAt(0).toUpperCase() + text.slice(1) : text.toUpperCase();
  });
const number = fc.oneof(fc.nat(30), fc.nat(2_000)).map(String);
const word = fc.oneof({ weight: 5, arbitrary: syllable }, { weight: 1, arbitrary: number });
const joint = fc.constantFrom(' ', ' ', ' ', ' ', '-', ' - ', '/', ', ', '.', ' (', ')');
const name = fc
  .array(fc.tuple(word, joint), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.map(([text, between], index) => text + (index < parts.length - 1 ? between : '')).join(''));

const sign = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

describe('Vietnamese names', () => {
  it('sort by plain comparison of their keys as Intl.Collator sorts them', () => {
    fc.assert(
      fc.property(name, name, (a, b) => {
        expect(sign(sortKey(a), sortKey(b)), `${a} | ${b}`).toBe(Math.sign(vietnameseCollator.compare(a, b)));
      }),
      { numRuns: 20_000 },
    );
  });

  it('sort alike however their accents are encoded', () => {
    fc.assert(
      fc.property(name, (a) => {
        expect(sortKey(a.normalize('NFD'))).toBe(sortKey(a.normalize('NFC')));
      }),
    );
  });

  it('with keys of printable ASCII alone, so that every database compares them alike', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (a) => {
        expect(sortKey(a)).toMatch(/^[\t\x20-\x7e]*$/);
      }),
    );
  });

  it('stand in the order a reader of Vietnamese expects', () => {
    const names = [
      'Ấp 10',
      'Đông',
      'Ân',
      'An',
      'Dũng',
      'Ấp 2',
      'Ánh',
      'Ba',
      'Đá',
      'Êa',
      'Ea',
      'Ơn',
      'Ôn',
      'On',
      'Ưng',
      'Ung',
      'ấp 2',
    ];
    const byKey = [...names].sort((a, b) => sign(sortKey(a), sortKey(b)));
    expect(byKey).toEqual([...names].sort(vietnameseCollator.compare));
    expect(byKey.filter((text) => /^[AÂ]|Ấp|Ánh/.test(text))).toEqual(['An', 'Ánh', 'Ân', 'Ấp 2', 'Ấp 10']);
  });

  it.each([
    ['Ân 2', 'an 2'],
    ['ĐÔNG  THỊNH', 'dong thinh'],
    ['Ấp\u00a0Mỹ Đức', 'ap my duc'],
    ["Cư M'gar", "cu m'gar"],
  ])('%s is found by «%s»', (text, folded) => {
    expect(foldForSearch(text)).toBe(folded);
    expect(foldForSearch(text.normalize('NFD'))).toBe(folded);
  });
});
