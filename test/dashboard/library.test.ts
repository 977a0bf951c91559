import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { leftOf } from '../../dashboard/approval/heard-enough.ts';
import { soundsAt } from '../../dashboard/approval/sounds-at.ts';
import {
  isWhole,
  joined,
  lengthOf,
  missing,
  playedStretches,
  type Stretch,
} from '../../dashboard/components/heard-ranges.ts';
import { shortCode } from '../../dashboard/components/short-code.ts';
import { decibels, meterValue, voiceLevel } from '../../dashboard/components/voice-level.ts';
import { barsOf } from '../../dashboard/components/wave-bars.ts';
import { createFormat } from '../../dashboard/format/format.ts';
import { createSay } from '../../dashboard/i18n/say.ts';
import { vi } from '../../dashboard/i18n/vi.ts';
import { viApproval } from '../../dashboard/i18n/vi-approval.ts';
import { viLibrary } from '../../dashboard/i18n/vi-library.ts';
import { EMPTY_BULLETIN, readBulletin } from '../../dashboard/library/bulletin-form.ts';
import { byUrgency } from '../../dashboard/library/inbox-order.ts';
import { languageWord } from '../../dashboard/library/languages.ts';
import { tabOf, wayOf } from '../../dashboard/library/ways.ts';
import type { InboxItem } from '../../protocol/api/campaigns.ts';
import type { Listened } from '../../protocol/api/library.ts';
import { instantAt } from '../../protocol/vietnam-time.ts';

const LENGTH = 60;
const stretches = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: LENGTH }), fc.integer({ min: 0, max: LENGTH }))
    .map(([a, b]) => ({ from: a, to: b })),
  { maxLength: 12 },
);
const covers = (all: readonly Stretch[], at: number) => all.some(({ from, to }) => from <= at && at < to);
const everyMs = Array.from({ length: LENGTH }, (_, at) => at);
const ranges = (...pairs: [number, number][]) => ({
  length: pairs.length,
  start: (index: number) => pairs[index]?.[0] ?? 0,
  end: (index: number) => pairs[index]?.[1] ?? 0,
});

describe('what was heard', () => {
  test('joining loses nothing, adds nothing, and leaves gaps between its pieces', () => {
    fc.assert(
      fc.property(stretches, (given) => {
        const result = joined(given);
        for (const at of everyMs) expect(covers(result, at)).toBe(covers(given, at));
        for (const [index, stretch] of result.slice(1).entries())
          expect(stretch.from).toBeGreaterThan(result[index]?.to ?? 0);
      }),
    );
  });

  test('what is missing is exactly what is required and not heard', () => {
    fc.assert(
      fc.property(stretches, stretches, (required, heard) => {
        const left = missing(required, heard);
        for (const at of everyMs) expect(covers(left, at)).toBe(covers(required, at) && !covers(heard, at));
        expect(lengthOf(left)).toBe(everyMs.filter((at) => covers(required, at) && !covers(heard, at)).length);
      }),
    );
  });

  test('a jump to the end leaves no stretch there, and the last piece reaches the end in spite of padding', () => {
    expect(playedStretches(ranges([0, 1.5], [4, 4]), 4_000)).toEqual([{ from: 0, to: 1_500 }]);
    expect(playedStretches(ranges([0, 3.93]), 4_000)).toEqual([{ from: 0, to: 4_000 }]);
    expect(playedStretches(ranges([0, 4.2]), 4_000)).toEqual([{ from: 0, to: 4_000 }]);
    expect(playedStretches(ranges([1, 1.02]), 4_000)).toEqual([]);
  });

  test('the whole is the whole, parts are parts', () => {
    expect(isWhole([{ from: 0, to: 130_000 }], 130_000)).toBe(true);
    expect(isWhole([{ from: 0, to: 60_000 }], 130_000)).toBe(false);
    expect(
      isWhole(
        [
          { from: 0, to: 60_000 },
          { from: 100_000, to: 130_000 },
        ],
        130_000,
      ),
    ).toBe(false);
  });

  test('only what the gateway says is enough counts as enough', () => {
    const listened = (recording: string, leftMs: number, enough: boolean): Listened => ({
      recording,
      ranges: [],
      required: [],
      leftMs,
      enough,
    });
    const recording = (sha256: string, before: Listened) => ({
      sha256,
      title: '',
      durationMs: 1,
      opus: '',
      mp3: '',
      listened: before,
    });
    const item = {
      recordings: [recording('a', listened('a', 5_000, false)), recording('b', listened('b', 3_000, false))],
    };
    expect(leftOf(item, new Map())).toEqual({ leftMs: 8_000, first: 'a' });
    expect(leftOf(item, new Map([['a', listened('a', 0, true)]]))).toEqual({ leftMs: 3_000, first: 'b' });
    // A rounding to nothing is still not enough while the gateway has not said so.
    expect(
      leftOf(
        item,
        new Map([
          ['a', listened('a', 0, false)],
          ['b', listened('b', 0, true)],
        ]),
      ),
    ).toEqual({ leftMs: 1_000, first: 'a' });
  });
});

describe('the level of a voice', () => {
  test('full scale is 0 dB and 100, silence the floor and 0', () => {
    expect(decibels(new Float32Array(100).fill(1))).toBe(0);
    expect(decibels(new Float32Array(100))).toBe(-60);
    expect([meterValue(0), meterValue(-30), meterValue(-60)]).toEqual([100, 50, 0]);
  });

  test.each([
    ['nothing at all', [-60, -58], 'silent'],
    ['far from the microphone', [-50, -40], 'soft'],
    ['a pause between two words', [-60, -20, -60], 'right'],
    ['shouting', [-20, -3], 'loud'],
  ] as const)('%s is told in its own word', (_what, last, word) => {
    expect(voiceLevel(last)).toBe(word);
  });
});

describe('a bulletin’s form', () => {
  test.each([
    [{ title: '  ' }, ['bulletin-title']],
    [{ title: 'Tin', expiresOn: '31/02/2026' }, ['bulletin-expires']],
    [{ title: '', expiresOn: '22/11/2026' }, ['bulletin-title', 'bulletin-expires']],
  ])('%j is refused at its fields', (typed, fields) => {
    const read = readBulletin({ ...EMPTY_BULLETIN, ...typed }, '2026-11-23');
    expect('faults' in read && read.faults.map((fault) => fault.field)).toEqual(fields);
  });

  test('what was typed is trimmed and composed; what was left out stays out', () => {
    const read = readBulletin(
      { ...EMPTY_BULLETIN, title: ' Tiêm pho\u0300ng ', expiresOn: '23.11.2026' },
      '2026-11-23',
    );
    expect(read).toEqual({
      said: { title: 'Tiêm phòng', field: 'general', class: 'normal', language: 'vi', expiresOn: '2026-11-23' },
    });
    const notice = readBulletin({ ...EMPTY_BULLETIN, title: 'Tiêm phòng', genre: 'notice' }, '2026-11-23');
    expect(notice).toMatchObject({ said: { genre: 'notice' } });
  });
});

describe('words and orders', () => {
  const say = createSay({ ...vi, ...viApproval, ...viLibrary });
  const format = createFormat('vi', say);
  const now = instantAt('2026-11-23', '06:12');

  test.each([
    ['2026-11-23', '17:15', 'Phát 17:15 hôm nay (còn 11 giờ 3 phút)'],
    ['2026-11-24', '05:30', 'Phát 05:30 ngày mai (còn 23 giờ 18 phút)'],
    ['2026-11-30', '17:00', 'Phát 17:00 thứ Hai 30/11/2026'],
    ['2026-11-23', '05:30', 'Phát 05:30 hôm nay (đã qua giờ)'],
  ])('%s %s is told as «%s»', (day, time, words) => {
    expect(soundsAt(instantAt(day, time), now, say, format)).toBe(words);
  });

  test('the inbox puts the higher class first, then the nearest deadline, then the oldest', () => {
    const item = (bulletin: string, urgency: InboxItem['class'], receivedAt: number, deadline?: string): InboxItem => ({
      bulletin,
      title: '',
      class: urgency,
      fromName: '',
      receivedAt,
      ...(deadline ? { campaign: { id: '', title: '', deadline, airings: 1, aired: 0 } } : {}),
    });
    const given = [
      item('plain-new', 'normal', 9),
      item('plain-old', 'normal', 1),
      item('due-late', 'normal', 2, '2026-12-09'),
      item('due-soon', 'normal', 3, '2026-11-25'),
      item('priority', 'priority', 8),
    ];
    expect(byUrgency(given).map((one) => one.bulletin)).toEqual([
      'priority',
      'due-soon',
      'due-late',
      'plain-old',
      'plain-new',
    ]);
  });

  test('a code is short, an unknown language keeps its tag, and an unknown word in the address means the first choice', () => {
    expect(shortCode('7f3a91c2'.padEnd(64, '0'))).toBe('7F3A-91');
    expect([languageWord('hmn'), languageWord('fr')]).toEqual(['language.hmn', undefined]);
    expect([tabOf('tinh-gui'), tabOf('khac'), tabOf(null)]).toEqual(['inbox', 'all', 'all']);
    expect([wayOf('ghi-am'), wayOf('khac'), wayOf(null)]).toEqual(['record', undefined, undefined]);
  });

  test('a wave is drawn inside its box, and a flat line while there is none', () => {
    expect(barsOf([], 400, 40)).toBe('M0 19.5h400v1h-400z');
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 400 }), (peaks) => {
        const bars = [...barsOf(peaks, 400, 40).matchAll(/M([\d.]+) ([\d.]+)h([\d.]+)v([\d.]+)/g)].map((bar) =>
          bar.slice(1).map(Number),
        );
        expect(bars).toHaveLength(peaks.length);
        for (const [x = 0, y = 0, width = 0, height = 0] of bars) {
          expect(x + width).toBeLessThanOrEqual(400.1);
          expect(y).toBeGreaterThanOrEqual(0);
          expect(y + height).toBeLessThanOrEqual(40.1);
        }
      }),
    );
  });
});
