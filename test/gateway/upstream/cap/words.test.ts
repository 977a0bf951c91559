import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capSettings, readCapSettings } from '../../../../gateway/upstream/cap/cap-settings.ts';
import { eventOf } from '../../../../gateway/upstream/cap/event-words.ts';
import { infosIn, languageOf } from '../../../../gateway/upstream/cap/languages.ts';
import { MOST_SPOKEN, sentencesOf, spokenOf, spokenTogether } from '../../../../gateway/upstream/cap/spoken.ts';
import { weightOf } from '../../../../gateway/upstream/cap/weight.ts';
import { capXml, type InfoWords, OASIS, parsed } from './messages.ts';

const info = (words: InfoWords) => {
  const [one] = parsed(capXml({ infos: [words] })).info;
  if (!one) throw new Error('no info');
  return one;
};
const spoken = (headline: string, description = '', instruction = '') =>
  spokenOf({ headline, description, instruction, event: 'Sự kiện' });

describe('what is spoken', () => {
  it.each([
    ['gets an end for each sentence', spoken('Lũ lên', 'Nước sông lên', 'Đi ngay!'), 'Lũ lên. Nước sông lên. Đi ngay!'],
    ['is the event without a headline', spoken('', 'Nước lên'), 'Sự kiện. Nước lên.'],
    ['says once what headline and description share', spoken('Lũ lên', 'Lũ lên. Chú ý'), 'Lũ lên. Chú ý.'],
    ['has no shouting', spoken('CẢNH BÁO LŨ KHẨN CẤP TRÊN SÔNG LAM'), 'Cảnh báo lũ khẩn cấp trên sông lam.'],
    [
      'keeps abbreviations',
      spoken('BCH PCTT TỈNH YÊU CẦU UBND CÁC XÃ SƠ TÁN DÂN'),
      'BCH PCTT tỉnh yêu cầu UBND các xã sơ tán dân.',
    ],
    ['keeps a word or two in capitals', spoken('Tin từ UBND và BCH PCTT'), 'Tin từ UBND và BCH PCTT.'],
    [
      'makes sentences of a list',
      spoken('Cần làm', '- tắt điện\n- khóa ga\n2. sơ tán'),
      'Cần làm. tắt điện. khóa ga. sơ tán.',
    ],
    [
      'joins broken lines',
      spoken('Tin', 'nước sông\nđang lên, dự báo\ncòn lên'),
      'Tin. nước sông đang lên, dự báo còn lên.',
    ],
    ['leaves addresses of the web out', spoken('Tin', 'Xem https://kttv.gov.vn/x?a=1 để biết'), 'Tin. Xem để biết.'],
  ])('%s', (_what, said, wanted) => {
    expect(said).toBe(wanted);
  });

  it('of the example A.2 is quiet and in sentences', () => {
    const [storm] = parsed(OASIS.thunderstorm).info;
    const said = storm ? spokenOf(storm) : '';
    expect(said).toMatch(/^Severe thunderstorm warning\. At 254 pm pdt\. National weather service doppler radar/);
    expect(said).toMatch(/Take cover in a substantial shelter until the storm passes\.$/);
  });

  it('is cut at a sentence, keeps headline and instruction, and is never longer than may be said', () => {
    const long = Array.from({ length: 80 }, (_, n) => `Câu thứ ${n} nói về mực nước.`).join(' ');
    const said = spoken('Lũ lên', long, 'Đi ngay.');
    expect(said.length).toBeLessThanOrEqual(MOST_SPOKEN);
    expect(said).toMatch(/^Lũ lên\. Câu thứ 0 .*mực nước\. Đi ngay\.$/);
    fc.assert(
      fc.property(
        fc.string({ maxLength: 900 }),
        fc.string({ maxLength: 2_000 }),
        fc.string({ maxLength: 900 }),
        (a, b, c) => {
          const all = spokenOf({ headline: a, description: b, instruction: c, event: 'Lũ' });
          expect(all.length).toBeLessThanOrEqual(MOST_SPOKEN);
          for (const sentence of sentencesOf(all)) expect(sentence).toMatch(/[.!?]$/);
        },
      ),
      { numRuns: 150 },
    );
    expect(spokenTogether(['a.'.repeat(200), 'b.'.repeat(200), 'c.'])).toBe(`${'a.'.repeat(200)} c.`);
  });
});

describe('the event', () => {
  it.each([
    ['Lũ khẩn cấp', 'flood'],
    ['Lũ quét, sạt lở đất', 'flood'],
    ['Hồ Bản Vẽ xả lũ', 'discharge'],
    ['Sạt lở đất', 'landslide'],
    ['Bão số 5', 'storm'],
    ['Áp thấp nhiệt đới', 'storm'],
    ['Giông, lốc, sét', 'storm'],
    ['Cảnh báo nắng nóng', 'other'],
    ['Canh bao nang nong', 'other'],
    ['Cháy rừng', 'fire'],
    ['Dịch bệnh truyền nhiễm', 'epidemic'],
    ['Dịch vụ công', 'other'],
    ['Flash Flood Warning', 'flood'],
    ['SEVERE THUNDERSTORM', 'storm'],
    ['Landslide', 'landslide'],
    ['Wildfire', 'fire'],
    ['Dam break', 'discharge'],
    ['Earthquake', 'other'],
    ['Child Abduction', 'other'],
  ])('«%s» is %s', (event, wanted) => {
    expect(eventOf({ event, headline: '', eventCode: [], category: ['Other'] })).toBe(wanted);
  });

  it('is told by a code before its words, and by its category when nothing else tells', () => {
    const words = { headline: '', category: ['Fire'] };
    expect(eventOf({ ...words, event: 'Bão', eventCode: [{ valueName: 'SAME', value: 'FFW' }] })).toBe('flood');
    expect(eventOf({ ...words, event: 'Sự cố', eventCode: [] })).toBe('fire');
  });
});

describe('the language', () => {
  it('that is absent is en-US, unless the words are plainly Vietnamese', () => {
    const vietnamese = { language: '', headline: 'Lũ đang lên' };
    expect(languageOf(info(vietnamese))).toBe('vi');
    const english = { language: '', headline: 'Flood', event: 'Flood', description: 'é', instruction: '' };
    expect(languageOf(info(english))).toBe('en-US');
  });

  it('wanted first is taken, all infos of it', () => {
    const infos = ['en-US', 'vi-VN', 'vi', 'VI-vn', 'vie'].map((language) => info({ language }));
    expect(infosIn(['vi'], infos).map(({ language }) => language)).toEqual(['vi-VN', 'vi', 'VI-vn']);
    expect(infosIn(['fr', 'en'], infos).map(({ language }) => language)).toEqual(['en-US']);
    expect(infosIn(['fr'], infos)).toEqual([]);
  });
});

describe('how much an alert weighs', () => {
  const settings = capSettings.parse({});
  it.each([
    ['Extreme', 'Immediate', 'Observed', 'at-once'],
    ['Severe', 'Expected', 'Likely', 'at-once'],
    ['Severe', 'Expected', 'Possible', 'held'],
    ['Severe', 'Future', 'Likely', 'held'],
    ['Moderate', 'Immediate', 'Observed', 'held'],
    ['Unknown', 'Unknown', 'Unknown', 'held'],
    ['Minor', 'Immediate', 'Observed', 'shown'],
    ['Extreme', 'Past', 'Observed', 'shown'],
    ['Extreme', 'Immediate', 'Unlikely', 'shown'],
  ])('%s, %s, %s: %s', (severity, urgency, certainty, wanted) => {
    expect(weightOf(info({ severity, urgency, certainty }), settings)).toBe(wanted);
  });

  it('never makes an emergency of an all-clear, and follows a table of the province', () => {
    expect(weightOf(info({ responseType: 'AllClear' }), settings)).toBe('held');
    const own = capSettings.parse({ weights: [{ severity: ['Moderate'], weight: 'at-once' }], otherwise: 'shown' });
    expect(weightOf(info({ severity: 'Moderate' }), own)).toBe('at-once');
    expect(weightOf(info({}), own)).toBe('shown');
  });

  it('as shipped is what docs/cap.md shows', () => {
    const [, shown = ''] = /```json\n([\s\S]*?)```/.exec(readFileSync('docs/cap.md', 'utf8')) ?? [];
    expect(capSettings.parse(JSON.parse(shown))).toEqual(settings);
    expect(Object.keys(JSON.parse(shown)).sort()).toEqual(Object.keys(settings).sort());
  });

  it('settings that cannot be read say which file and why', () => {
    expect(() => readCapSettings('/nowhere/cap.json')).toThrow('/nowhere/cap.json');
    expect(readCapSettings(undefined)).toEqual(settings);
    expect(capSettings.safeParse({ weight: [] }).success).toBe(false);
  });
});
