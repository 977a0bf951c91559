import { describe, expect, test } from 'vitest';
import { clockText, dateTimeText, dayText, parseDay } from '../../dashboard/format/date.ts';
import { createFormat } from '../../dashboard/format/format.ts';
import { numberText, percentText } from '../../dashboard/format/number.ts';
import { parseTimeOfDay } from '../../dashboard/format/time-entry.ts';
import { timeInWords } from '../../dashboard/format/time-words.ts';
import { en } from '../../dashboard/i18n/en.ts';
import { createSay } from '../../dashboard/i18n/say.ts';
import { vi } from '../../dashboard/i18n/vi.ts';
import { instantAt } from '../../protocol/vietnam-time.ts';

const say = createSay(vi);
const format = createFormat('vi', say);

describe('dates and times are Vietnam’s, written with four digits of the year', () => {
  const instant = instantAt('2026-11-23', '05:30');

  test('an instant is the same text in every zone of the browser', () => {
    expect(dateTimeText(instant)).toBe('05:30, 23/11/2026');
    expect(clockText(instant + 20_000)).toBe('05:30:20');
  });

  test('a day carries its weekday in words', () => {
    expect(format.longDay('2026-11-23')).toBe('thứ Hai 23/11/2026');
    expect(format.longDay('2026-11-29')).toBe('Chủ nhật 29/11/2026');
    expect(dayText('2026-01-02')).toBe('02/01/2026');
  });

  test.each([
    ['24/11/2026', '2026-11-24'],
    ['4-1-2026', '2026-01-04'],
    ['24112026', '2026-11-24'],
    ['24/11/26', undefined],
    ['31/02/2026', undefined],
    ['', undefined],
  ])('«%s» is read as %s', (text, day) => {
    expect(parseDay(text)).toBe(day);
  });

  test('the relative time never stands alone, and gets its date when it is not of today', () => {
    expect(format.ago(instant - 5 * 60_000, instant)).toBe('5 phút trước (05:25)');
    expect(format.ago(instant - 30 * 3_600_000, instant)).toBe('30 giờ trước (23:30, 21/11/2026)');
  });
});

describe('a time of day is 24 hours', () => {
  test.each([
    ['5:30', '05:30'],
    ['0530', '05:30'],
    ['5h30', '05:30'],
    ['17', '17:00'],
    ['15:15', '15:15'],
    ['24:00', undefined],
    ['5:61', undefined],
    ['5:30 PM', undefined],
    ['', undefined],
  ])('«%s» is read as %s', (text, time) => {
    expect(parseTimeOfDay(text)).toBe(time);
  });

  test.each([
    ['15:15', 'ba giờ mười lăm chiều'],
    ['03:15', 'ba giờ mười lăm sáng'],
    ['17:30', 'năm giờ ba mươi chiều'],
    ['05:05', 'năm giờ năm phút sáng'],
    ['11:21', 'mười một giờ hai mươi mốt trưa'],
    ['12:00', 'mười hai giờ trưa'],
    ['19:24', 'bảy giờ hai mươi tư tối'],
    ['00:55', 'mười hai giờ năm mươi lăm đêm'],
  ])('%s is said «%s»', (time, words) => {
    expect(timeInWords(time, 'vi')).toBe(words);
  });
});

describe('figures', () => {
  test('numbers have the separators of the language', () => {
    expect(numberText(1234.5, 'vi', 1)).toBe('1.234,5');
    expect(numberText(1234.5, 'en', 1)).toBe('1,234.5');
    expect(numberText(-95, 'vi')).toBe('−95');
    expect(numberText(1_234_567, 'vi')).toBe('1.234.567');
  });

  test('a percentage is never rounded up to 100', () => {
    expect(percentText(0.887, 'vi')).toBe('88,7%');
    expect(percentText(0.99999, 'vi')).toBe('99,9%');
    expect(percentText(1, 'vi')).toBe('100,0%');
    expect(percentText(0, 'vi')).toBe('0,0%');
  });

  test('durations are words, lengths of recordings are a clock', () => {
    expect(format.duration(920_000)).toBe('15 phút 20 giây');
    expect(format.duration(3_600_000)).toBe('1 giờ');
    expect(format.duration(0)).toBe('0 giây');
    expect(format.length(185_000)).toBe('3:05');
  });

  test('English chooses the plural by number', () => {
    const english = createSay(en);
    expect(english('repair.new', { n: 1, what: 'TL-017' })).toBe('new case: 1. TL-017.');
    expect(english('repair.new', { n: 2, what: 'TL-017' })).toBe('new cases: 2. TL-017.');
  });
});
