import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { marksOf } from '../../../gateway/coverage/day-marks.ts';
import { dayRecordOf } from '../../../gateway/coverage/day-record.ts';
import { masked } from '../../../gateway/coverage/exclusion-mask.ts';
import { type HamletRecord, windowOf } from '../../../gateway/coverage/hamlet-record.ts';
import type { HamletNode } from '../../../gateway/coverage/hamlet-sound.ts';
import type { Exclusion, Visit } from '../../../gateway/coverage/sources.ts';
import { type Chain, tallyOf } from '../../../gateway/coverage/tally.ts';
import { judge } from '../../../gateway/coverage/verdict.ts';
import { judgeVisits } from '../../../gateway/coverage/visits.ts';
import { MINUTE_MS } from '../../../protocol/units.ts';
import { addDays, startOfDay } from '../../../protocol/vietnam-time.ts';
import { DUE, delivery, HALF_HOUR, NUMBERS, silent } from './given.ts';

const TO = '2026-11-22';
const DAYS = 40;
const FROM = addDays(TO, 1 - DAYS);
const WINDOW = windowOf(FROM, TO);
const ORDER = { 'not-met': 0, insufficient: 1, met: 2 };

const signs = (alphabet: string) =>
  fc.array(fc.constantFrom(...alphabet), { minLength: DAYS * 3, maxLength: DAYS * 3 }).map((list) => list.join(''));
const letters = fc.oneof(signs('hhhhhhhpnuxc-'), signs('hhhhhhhhhhhn---'), signs('hhhhhhhhu'));
const marks = fc.oneof(
  fc.constant(''),
  fc
    .array(fc.integer({ min: 0, max: 15 }), { minLength: DAYS * 3, maxLength: DAYS * 3 })
    .map((lives) => marksOf(lives.map((live) => ({ live: live | ((live & 3) << 2) })))),
);
const day = fc.integer({ min: 0, max: DAYS - 1 }).map((days) => addDays(FROM, days));
const visit: fc.Arbitrary<Visit> = fc.record({
  hamlet: fc.constant('a'),
  at: day.map((one) => startOfDay(one) + 5 * 3_600_000),
  hornsThere: fc.constant(10),
  hornsSounding: fc.integer({ min: 6, max: 10 }),
  unannounced: fc.boolean(),
  fromOutside: fc.boolean(),
  duringSession: fc.constant(true),
  technology: fc.constant('fm'),
});
const exclusion: fc.Arbitrary<Exclusion> = fc
  .record({ from: day, length: fc.nat(6), parts: fc.constantFrom(undefined, ['morning' as const]) })
  .map(({ from, length, parts }) => ({ id: 'x', areas: ['a'], from, to: addDays(from, length), parts }));
/** Made of two or three others, weighted by households. */
const made = fc
  .array(fc.tuple(letters, fc.integer({ min: 1, max: 400 })), { minLength: 2, maxLength: 3 })
  .map((others) => {
    const all = others.reduce((sum, [, households]) => sum + households, 0);
    return others.map(([letters, households]) => ({ letters, marks: '', weight: households / all }));
  });
const given = fc.record({
  chains: fc.oneof(
    fc.tuple(letters, marks).map(([text, signs]) => [{ letters: text, marks: signs, weight: 1 }]),
    made,
  ),
  exclusions: fc.array(exclusion, { maxLength: 3 }),
  visits: fc.array(visit, { maxLength: 5 }),
  logged: fc.nat(40),
  parts: fc.constantFrom('receipts', 'visits', 'both'),
});
type Given = typeof given extends fc.Arbitrary<infer T> ? T : never;

function recordOf({ chains, exclusions, visits, logged, parts }: Given): HamletRecord {
  const excluded = chains.map((chain) => ({ ...chain, letters: masked(chain.letters, FROM, exclusions) }));
  const isMasked = excluded.some((chain, index) => chain.letters !== chains[index]?.letters);
  return {
    chains: excluded,
    ...(isMasked && { unmasked: chains }),
    ...{ floorPerWeek: 5, hasNodes: true, visits, logged: () => logged },
    receipts: parts === 'visits' ? undefined : { from: FROM, to: TO },
    byVisits: parts === 'receipts' ? undefined : { from: FROM, to: TO, horns: 10 },
  };
}
const verdictOf = (one: Given) => judge(recordOf(one), NUMBERS, WINDOW);

/** One letter out of `from`, somewhere in one of the chains, becomes another. */
function changed(one: Given, at: number, from: string, to: string): Given {
  const chains = one.chains.map((chain): Chain => chain);
  const index = at % chains.length;
  const chain = chains[index] as Chain;
  const places = [...chain.letters].flatMap((letter, place) => (from.includes(letter) ? [place] : []));
  const place = places[at % Math.max(1, places.length)];
  if (place === undefined) return one;
  chains[index] = { ...chain, letters: chain.letters.slice(0, place) + to + chain.letters.slice(place + 1) };
  return { ...one, chains };
}

describe('the laws of the whole verdict', () => {
  it('more heard never worsens it', () => {
    fc.assert(
      fc.property(given, fc.nat(), (one, at) => {
        const before = verdictOf(one);
        const after = verdictOf(changed(one, at, 'pnu', 'h'));
        expect(after.lower).toBeGreaterThanOrEqual(before.lower - 1e-9);
        expect(after.upper).toBeGreaterThanOrEqual(before.upper - 1e-9);
        expect(after.longestMiss).toBeLessThanOrEqual(before.longestMiss);
        expect(ORDER[after.verdict]).toBeGreaterThanOrEqual(ORDER[before.verdict]);
      }),
      { numRuns: 400 },
    );
  });

  it('unknown only widens the bounds: a verdict may become open, never the opposite one', () => {
    fc.assert(
      fc.property(given, fc.nat(), (one, at) => {
        const before = verdictOf(one);
        const after = verdictOf(changed(one, at, 'hpn', 'u'));
        expect(after.lower).toBeLessThanOrEqual(before.lower + 1e-9);
        expect(after.upper).toBeGreaterThanOrEqual(before.upper - 1e-9);
        expect([before.verdict, 'insufficient']).toContain(after.verdict);
      }),
      { numRuns: 400 },
    );
  });

  it('bounds stay within 0 and 1 and in their order, whatever was inherited, excluded or cancelled', () => {
    fc.assert(
      fc.property(given, (one) => {
        const { lower, upper, without, sessions, owed } = verdictOf(one);
        for (const bound of [lower, upper, without.lower, without.upper]) {
          expect(bound).toBeGreaterThanOrEqual(0);
          expect(bound).toBeLessThanOrEqual(1);
        }
        expect(lower).toBeLessThanOrEqual(upper);
        expect(sessions.due).toBeLessThanOrEqual(owed);
        expect(sessions.heard + sessions.partial + sessions.notHeard + sessions.unknown).toBeCloseTo(sessions.due, 6);
      }),
      { numRuns: 400 },
    );
  });

  it('never counts more heard or unknown of a mean than is due', () => {
    // 0.4 × 64 + 0.6 × 113 = 93.4 heard, 0.6 × 7 = 4.2 unknown, 97.6 due; as floating numbers 93.4 + 4.2 is a little more than 97.6.
    const chain = (heard: number, unknown: number) =>
      'h'
        .repeat(heard)
        .padEnd(heard + unknown, 'u')
        .padEnd(120, '-');
    const chains = [
      { letters: chain(64, 0), marks: '', weight: 0.4 },
      { letters: chain(113, 7), marks: '', weight: 0.6 },
    ];
    const one: Given = { chains, exclusions: [], visits: [], logged: 0, parts: 'receipts' };
    expect(verdictOf(one)).toMatchObject({ upper: 1, sessions: { due: 97.6, heard: 93.4, unknown: 4.2 } });
  });

  it('counts a mean as many sessions as its parts have together, however they are cut', () => {
    // Three thirds of 72 sessions are 24, also when one was heard and one in part: a third each is 0.33, and 70 thirds are 23.33.
    const third = (letters: string) => ({ letters: letters.padEnd(24, 'n'), marks: '', weight: 1 / 3 });
    expect(tallyOf([third('h'), third('p'), third('')], 0.1)).toMatchObject({
      ...{ due: 24, heard: 0.33, partial: 0.34, notHeard: 23.33 },
    });
  });

  it('what the province excludes never changes the figure without', () => {
    fc.assert(
      fc.property(given, fc.array(exclusion, { maxLength: 3 }), (one, others) => {
        const plain = verdictOf({ ...one, exclusions: [] });
        const { without } = verdictOf({ ...one, exclusions: [...one.exclusions, ...others] });
        expect(without).toEqual(plain.without);
        expect(without).toEqual({
          ...{ verdict: plain.verdict, due: plain.sessions.due, heard: plain.sessions.heard },
          ...{ lower: plain.lower, upper: plain.upper },
        });
      }),
    );
  });

  it('neither the order of visits and exclusions nor one given twice changes a byte', () => {
    fc.assert(
      fc.property(given, fc.integer(), (one, seed) => {
        const turned = <T>(list: readonly T[]) => (seed % 2 === 0 ? [...list].reverse() : [...list]);
        const mixed = {
          ...one,
          ...{ visits: turned(one.visits), exclusions: [...turned(one.exclusions), ...one.exclusions] },
        };
        expect(JSON.stringify(verdictOf(mixed))).toBe(JSON.stringify(verdictOf(one)));
      }),
    );
  });

  it('one more horn sounding at a visit, or one more good visit, never costs a visit that counts', () => {
    const good = { hornsSounding: 10, unannounced: true, fromOutside: true };
    fc.assert(
      fc.property(fc.array(visit, { minLength: 1, maxLength: 6 }), visit, fc.nat(), (visits, other, at) => {
        const before = judgeVisits(visits, 10, NUMBERS);
        const index = at % visits.length;
        const better = visits.map((one, place) => (place === index ? { ...one, hornsSounding: 10 } : one));
        const alone = visits.every((one) => one.at !== other.at);
        for (const after of [
          judgeVisits(better, 10, NUMBERS),
          ...(alone ? [judgeVisits([...visits, { ...other, ...good }], 10, NUMBERS)] : []),
        ]) {
          expect(after.counted).toBeGreaterThanOrEqual(before.counted);
          if (!before.lastFailed) expect(after.lastFailed).toBe(false);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('neither the order of receipts nor a receipt given twice changes what is kept of a day', () => {
    const nodes: HamletNode[] = ['one', 'two'].map((id) => ({
      ...{ id, horns: id === 'one' ? 4 : 2, technology: 'ip', createdAt: 0, reportsSince: 0 },
    }));
    const row = fc
      .record({
        run: fc.constantFrom('a', 'b'),
        node: fc.constantFrom('one', 'two'),
        heardMs: fc.constantFrom(0, MINUTE_MS - 1, MINUTE_MS, HALF_HOUR),
        heardBy: fc.constantFrom('microphone' as const, 'none' as const),
        says: fc.boolean(),
      })
      .map(({ run, node, heardMs, heardBy, says }) => {
        const dueAt = DUE + (run === 'a' ? 0 : HALF_HOUR);
        const horns = node === 'one' ? 4 : 2;
        const row = { run, node, horns, dueAt, startedAt: dueAt };
        return says ? delivery({ ...row, heardMs, heardBy }) : silent({ run, node, horns, dueAt });
      });
    const rows = fc
      .array(row, { maxLength: 4 })
      .map((list) => [...new Map(list.map((one) => [`${one.run}/${one.node}`, one])).values()]);
    const keep = (registered: ReturnType<typeof delivery>[], announced: ReturnType<typeof delivery>[]) =>
      dayRecordOf({ registered, announced }, nodes, NUMBERS, () => false, undefined, {
        ...{ unwatched: [], onlineMs: () => 0 },
      });
    fc.assert(
      fc.property(rows, rows, (registered, announced) => {
        const mixed = keep([...registered, ...registered].reverse(), [...announced].reverse().concat(announced));
        expect(mixed).toEqual(keep(registered, announced));
      }),
    );
  });
});
