import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_WORDS, ownWords } from '../../../../gateway/audio/reading/dictionary.ts';
import { readOut, toSay } from '../../../../gateway/audio/reading/read-out.ts';
import { PARAGRAPH_PAUSE_MS, SENTENCE_PAUSE_MS } from '../../../../gateway/audio/reading/sentences.ts';
import type { DictionaryEntry } from '../../../../protocol/api/library.ts';

const said = (text: string) => toSay(text).map(({ words, pauseMs }) => [words, pauseMs]);
const pauseOf = (mark: string) => readOut(mark).pieces[0]?.pauseMs;

describe('a pause', () => {
  it.each([
    ['[nghỉ]', 1_000],
    ['[nghỉ 2 giây]', 2_000],
    ['[Nghỉ 0,5 giây]', 500],
    ['[nghỉ 3s]', 3_000],
    ['[nghỉ 99 giây]', 10_000],
    ['[nghỉ 0,01 giây]', 200],
    ['<break/>', 1_000],
    ['<break time="2s"/>', 2_000],
    ["<break time='500ms' />", 500],
    ['<break strength="strong" time="1.5s"/>', 1_500],
    ['<break time="60000ms"/>', 10_000],
    ['[nghỉ trưa]', undefined],
    ['[nghỉ 30 phút]', undefined],
  ])('written %s is %s ms', (mark, ms) => {
    expect(pauseOf(mark)).toBe(ms);
    expect(
      readOut(mark)
        .pieces.map(({ written }) => written)
        .join(''),
    ).toBe(mark);
  });

  it('stands where it was written, in the middle of a sentence too, and behind the last word', () => {
    expect(said('Bà con chú ý [nghỉ 2 giây] lũ đang về. [nghỉ]')).toEqual([
      ['Bà con chú ý', 2_000],
      ['lũ đang về.', 1_000],
    ]);
  });

  it('is all of SSML that is understood: the rest is taken out and its words are read', () => {
    const text =
      '<speak><prosody rate="x-fast">Chào</prosody> <audio src="http://x/a.wav"/>bà <sub alias="x">con</sub></speak>';
    expect(readOut(text).spoken).toBe('Chào bà con');
    expect(readOut('mưa < 50 mm').spoken).toBe('mưa nhỏ hơn năm mươi mi li mét');
  });
});

describe('sentences', () => {
  it('end at points and lines, not at an abbreviation, an initial, a number of a list or a small letter', () => {
    expect(said('Kính mời bà con TP. Vinh đến dự họp cùng ông N. V. Hùng và v.v. các vị.\nĐúng giờ!')).toEqual([
      ['Kính mời bà con thành phố Vinh đến dự họp cùng ông N. V. Hùng và vân vân các vị.', PARAGRAPH_PAUSE_MS],
      ['Đúng giờ!', 0],
    ]);
    expect(readOut('1. Thành phần dự họp. 2. Thời gian.').sentences).toHaveLength(2);
  });

  it('have places in what was written, and a pause behind each', () => {
    const text = 'Sáng 30/12 họp. [nghỉ 2 giây]Chiều nghỉ.\n\nHết.';
    const { sentences = [] } = readOut(text);
    expect(sentences.map(({ from, to }) => text.slice(from, to))).toEqual(['Sáng 30/12 họp.', 'Chiều nghỉ.', 'Hết.']);
    expect(sentences.map(({ pauseMs }) => pauseMs)).toEqual([2_000, PARAGRAPH_PAUSE_MS, 0]);
  });

  it('that are short are spoken together, and long ones at their commas', () => {
    expect(said('Chú ý! Lũ về. Bà con ở vùng thấp lên chỗ cao ngay bây giờ nhé. Nhanh lên.')).toEqual([
      ['Chú ý! Lũ về. Bà con ở vùng thấp lên chỗ cao ngay bây giờ nhé.', SENTENCE_PAUSE_MS],
      ['Nhanh lên.', 0],
    ]);
    const long = toSay('mời bà con, '.repeat(300));
    expect(Math.max(...long.map(({ words }) => words.length))).toBeLessThanOrEqual(800);
    expect(long.map(({ words }) => words).join(' ')).toBe('mời bà con, '.repeat(300).trim());
  });

  it('lose no word and give no engine markup, whatever is typed', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'Chào. ',
        '[nghỉ 2 giây]',
        '<break/>',
        '<speak>',
        '\n',
        '1. ',
        'TP. Vinh',
        '…',
        '"Thế!" ',
        '—',
        'a b',
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (parts) => {
        const text = parts.join('');
        const { pieces, spoken, sentences = [] } = readOut(text);
        const letters = (words: string) => words.replace(/[^\p{L}\p{N}]+/gu, '');
        expect(
          letters(
            toSay(text)
              .map(({ words }) => words)
              .join(' '),
          ),
        ).toBe(letters(spoken));
        expect(pieces.map(({ written }) => written).join('')).toBe(text.normalize('NFC'));
        expect(spoken).not.toMatch(/<(break|speak)\/?>/);
        for (const [index, { from, to }] of sentences.entries()) {
          expect(to).toBeGreaterThan(from);
          expect(from).toBeGreaterThanOrEqual(sentences[index - 1]?.to ?? 0);
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('the dictionary of a place', () => {
  const word = (written: string, spoken: string, exact = false) => ({ written, spoken, exact });
  const read = (text: string, ...lists: DictionaryEntry[][]) => readOut(text, 'north', ownWords(...lists)).spoken;

  it('goes before every rule, the longest word first, and marks what it said', () => {
    const words = [word('UBND', 'văn phòng xã'), word('UBND xã', 'trụ sở xã'), word('30/12', 'ngày thành lập xã')];
    expect(read('UBND xã và UBND tỉnh, 30/12', words)).toBe('trụ sở xã và văn phòng xã tỉnh, ngày thành lập xã');
    expect(readOut('ở Krông', 'north', ownWords([word('krông', 'cờ rông')])).pieces.at(-1)).toEqual({
      ...{ written: 'Krông', spoken: 'cờ rông', changed: true, byDictionary: true },
    });
  });

  it('knows whole words only, and capitals where it is told to', () => {
    expect(read('An Khê, Ankhê, khê', [word('Khê', 'khe')])).toBe('An khe, Ankhê, khe');
    expect(read('Mai và mai', [word('Mai', 'may', true)])).toBe('may và mai');
    expect(read('mai MAI', [word('mai', 'một'), word('MAI', 'hai', true)])).toBe('một hai');
  });

  it('of the commune goes before that of the province', () => {
    expect(read('TDP', [word('TDP', 'tổ')], [word('TDP', 'khối')])).toBe('tổ');
    expect(read('TDP, NVH', [word('TDP', 'tổ')], [word('NVH', 'hội quán')])).toBe('tổ, hội quán');
  });

  it('says its digits in words, and itself is not looked up again', () => {
    expect(read('ngã tư A', [word('ngã tư A', 'ngã tư 46'), word('46', 'bốn sáu')])).toBe('ngã tư bốn mươi sáu');
  });

  it('of nothing changes nothing', () => {
    const text = 'Sáng 30/12, UBND xã phát 5.000.000đ';
    expect(readOut(text, 'north', ownWords([]))).toEqual(readOut(text, 'north', NO_WORDS));
  });
});
