import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeArea } from '../../../gateway/coverage/area-verdict.ts';
import { windowOf } from '../../../gateway/coverage/hamlet-record.ts';
import { judge } from '../../../gateway/coverage/verdict.ts';
import { addDays } from '../../../protocol/vietnam-time.ts';
import { NUMBERS } from './given.ts';

const TO = '2026-11-22';
const WINDOW = windowOf(addDays(TO, -89), TO);
const EMPTY = '---'.repeat(90);

/** The letters of sessions, two a day, at the end of a window of 90 days. */
function twice(sessions: string): string {
  const days = sessions.match(/.{1,2}/g) ?? [];
  return days
    .map((day) => day.padEnd(3, '-'))
    .join('')
    .padStart(270, '-');
}
/** IP nodes hang there since a day, on which the receipts begin. */
function verdictOf(letters: string, other: { floorPerWeek?: number; since?: string | undefined } = {}) {
  const { floorPerWeek = 5, since } = { since: '2025-01-01', ...other };
  const from = [since ?? TO, WINDOW.from].sort().at(-1) ?? TO;
  const receipts = since === undefined ? undefined : { from, to: TO };
  const chains = [{ letters, marks: '', weight: 1 }];
  const record = { chains, floorPerWeek, hasNodes: since !== undefined, receipts, visits: [], logged: () => 0 };
  return judge(record, NUMBERS, WINDOW);
}
const times = (letter: string, count: number) => letter.repeat(count);
/** `misses` of `all` sessions, spread so that no two follow each other when they are few. */
function spread(all: number, misses: number, letter: string): string {
  return Array.from({ length: all }, (_, index) =>
    Math.floor(((index + 1) * misses) / all) > Math.floor((index * misses) / all) ? letter : 'h',
  ).join('');
}

describe('the verdict of a hamlet', () => {
  const table: [string, string, string][] = [
    ['all 180 sessions heard: met', twice(times('h', 180)), 'met'],
    ['exactly 80 % heard: met', twice(spread(180, 36, 'n')), 'met'],
    ['one session less than 80 %: not met', twice(spread(180, 37, 'n')), 'not-met'],
    ['80 % heard at worst: met', twice(spread(180, 36, 'u')), 'met'],
    ['below 80 % at worst, above at best: insufficient', twice(spread(180, 37, 'u')), 'insufficient'],
    ['a week’s sessions missed in a row are borne', twice(times('h', 166) + times('n', 14)), 'met'],
    ['one more than a week’s sessions in a row are not', twice(times('h', 165) + times('n', 15)), 'not-met'],
    ['a long silence that is only unknown decides nothing', twice(times('h', 165) + times('u', 15)), 'insufficient'],
    ['23 sessions are too few', twice(times('h', 23)), 'insufficient'],
    ['an empty window is insufficient', EMPTY, 'insufficient'],
    ['scheduling little is measured against the floor', twice(times('h', 30)), 'not-met'],
    ['partly heard counts as not heard', twice(spread(180, 37, 'p')), 'not-met'],
    ['excluded sessions are neither due nor missed', twice(times('h', 100) + times('x', 20) + times('h', 60)), 'met'],
    ['a tenth cancelled ahead is left out', twice(`${spread(162, 32, 'n')}${times('c', 18)}`), 'met'],
    ['more than a tenth cancelled counts as not heard', twice(`${spread(142, 28, 'n')}${times('c', 38)}`), 'not-met'],
    ['cancelling everything does not score 100 %', twice(`${times('h', 30)}${times('c', 150)}`), 'not-met'],
  ];
  it.each(table)('%s', (_, letters, verdict) => {
    expect(verdictOf(letters).verdict).toBe(verdict);
  });

  it('without loudspeakers is not met, and says so', () => {
    expect(verdictOf(EMPTY, { since: undefined })).toMatchObject({
      verdict: 'not-met',
      lower: 0,
      upper: 0,
      reasons: [{ code: 'no-nodes' }],
    });
  });

  it('counts the floor only from the day the first node came', () => {
    const letters = twice(times('h', 26));
    expect(verdictOf(letters, { since: addDays(TO, -12) }).verdict).toBe('met');
    expect(verdictOf(letters, { since: addDays(TO, -60) }).verdict).toBe('not-met');
  });

  it('asks less of a commune of khu vực III', () => {
    const letters = twice(times('h', 25));
    expect(verdictOf(letters).verdict).toBe('not-met');
    expect(verdictOf(letters, { floorPerWeek: 2 }).verdict).toBe('met');
  });

  it('names its reasons with figures', () => {
    const { reasons } = verdictOf(twice(`${spread(150, 20, 'n')}${times('u', 30)}`));
    expect(reasons.map((reason) => reason.code)).toEqual([
      'heard-share',
      'consecutive-misses',
      'bounds-disagree',
      'unknown-sessions',
    ]);
    expect(reasons[0]?.figures).toMatchObject({ heard: 130, due: 180, required: 0.8 });
  });

  it('shows the worst of each of the last 14 days, and gaps as gaps', () => {
    const { strip } = verdictOf(`${EMPTY.slice(0, -12)}hn----hu-hhh`);
    expect(strip).toHaveLength(14);
    expect(strip.slice(-4)).toEqual([
      { day: '2026-11-19', state: 'not-heard' },
      { day: '2026-11-20' },
      { day: '2026-11-21', state: 'unknown' },
      { day: '2026-11-22', state: 'heard' },
    ]);
  });
});

const letters = fc
  .array(fc.constantFrom('h', 'h', 'h', 'h', 'p', 'n', 'u', 'x', '-'), { minLength: 270, maxLength: 270 })
  .map((list) => list.join(''));
const ORDER = { 'not-met': 0, insufficient: 1, met: 2 };

describe('the law of verdicts', () => {
  const replaced = (text: string, at: number, from: string, to: string) => {
    const places = [...text].flatMap((letter, index) => (from.includes(letter) ? [index] : []));
    const place = places[at % Math.max(1, places.length)];
    return place === undefined ? text : text.slice(0, place) + to + text.slice(place + 1);
  };

  it('more heard never worsens it', () => {
    fc.assert(
      fc.property(letters, fc.nat(), (text, at) => {
        const before = verdictOf(text);
        const after = verdictOf(replaced(text, at, 'pnu', 'h'));
        expect(after.lower).toBeGreaterThanOrEqual(before.lower);
        expect(after.upper).toBeGreaterThanOrEqual(before.upper);
        expect(after.longestMiss).toBeLessThanOrEqual(before.longestMiss);
        expect(ORDER[after.verdict]).toBeGreaterThanOrEqual(ORDER[before.verdict]);
      }),
    );
  });

  it('unknown only widens the bounds: a verdict may become insufficient, never the opposite one', () => {
    fc.assert(
      fc.property(letters, fc.nat(), (text, at) => {
        const before = verdictOf(text);
        const after = verdictOf(replaced(text, at, 'hpn', 'u'));
        expect(after.lower).toBeLessThanOrEqual(before.lower);
        expect(after.upper).toBeGreaterThanOrEqual(before.upper);
        expect([before.verdict, 'insufficient']).toContain(after.verdict);
      }),
    );
  });

  it('the same record gives the same bytes', () => {
    const bytesOf = (text: string) => JSON.stringify(verdictOf(text));
    fc.assert(fc.property(letters, (text) => bytesOf(text) === bytesOf([...text].join(''))));
  });
});

describe('the result of a commune', () => {
  const hamlets = (met: number, notMet: number, insufficient: number, without = 0) => [
    ...Array.from({ length: met }, () => ({ verdict: 'met' as const, nodes: 1 })),
    ...Array.from({ length: notMet }, () => ({ verdict: 'not-met' as const, nodes: 1 })),
    ...Array.from({ length: insufficient }, () => ({ verdict: 'insufficient' as const, nodes: 1 })),
    ...Array.from({ length: without }, () => ({ verdict: 'not-met' as const, nodes: 0 })),
  ];
  it.each([
    ['all met', hamlets(12, 0, 0), 1, 'met'],
    ['one not met of all', hamlets(11, 1, 0), 1, 'not-met'],
    ['one without loudspeakers', hamlets(11, 0, 0, 1), 1, 'not-met'],
    ['one insufficient of all', hamlets(11, 0, 1), 1, 'insufficient'],
    ['eight of twelve for two thirds', hamlets(8, 4, 0), 2 / 3, 'met'],
    ['seven of twelve for two thirds', hamlets(7, 5, 0), 2 / 3, 'not-met'],
    ['seven of twelve and one that may still pass', hamlets(7, 4, 1), 2 / 3, 'insufficient'],
    ['no hamlets at all', [], 1, 'insufficient'],
  ] as const)('%s', (_, members, share, verdict) => {
    expect(judgeArea({ id: 'a', name: 'A' }, members, share).verdict).toBe(verdict);
  });
});
