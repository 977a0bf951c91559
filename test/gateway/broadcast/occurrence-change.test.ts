import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeOccurrence, type Timing } from '../../../gateway/broadcast/occurrence-change.ts';
import { eventsOf, originalsOf } from '../../../gateway/broadcast/occurrences.ts';
import type { Recurrence } from '../../../protocol/api/broadcast.ts';
import { DAY_MS, HOUR_MS } from '../../../protocol/units.ts';
import { instantAt, startOfDay } from '../../../protocol/vietnam-time.ts';
import { someRecurrence } from './recurrences.ts';

const MONDAY = '2026-11-23';
const base: Recurrence = { from: MONDAY, times: ['05:30', '17:00'], weekdays: [], except: [] };
const programme: Timing = { recurrence: base, bulletins: ['B1'] };
const at = (day: string, time = '17:00') => instantAt(day, time);
const change = (order: Parameters<typeof changeOccurrence>[1], of: Timing = programme) => changeOccurrence(of, order);
const exceptionsAfter = (order: Parameters<typeof changeOccurrence>[1], of?: Timing) => {
  const outcome = change(order, of);
  return outcome.kind === 'changed' ? outcome.timing.recurrence.exceptions : outcome;
};
const one = at('2026-11-24');

describe('one run', () => {
  it('is skipped with its reason, and restored to what it was', () => {
    const skip = { do: 'skip', reason: 'tang lễ' } as const;
    const skipped = change({ at: one, scope: 'this', change: skip });
    expect(skipped).toEqual({
      kind: 'changed',
      timing: { bulletins: ['B1'], recurrence: { ...base, exceptions: [{ at: one, ...skip }] } },
    });
    const timing = skipped.kind === 'changed' ? skipped.timing : programme;
    expect(change({ at: one, scope: 'this', change: { do: 'restore' } }, timing)).toEqual({
      kind: 'changed',
      timing: programme,
    });
  });
  it('is moved, then says something else, and is both', () => {
    const moved = change({ at: one, scope: 'this', change: { do: 'move', to: one + HOUR_MS } });
    const timing = moved.kind === 'changed' ? moved.timing : programme;
    expect(exceptionsAfter({ at: one, scope: 'this', change: { do: 'replace', bulletins: ['B2'] } }, timing)).toEqual([
      { at: one, do: 'move', to: one + HOUR_MS },
      { at: one, do: 'replace', bulletins: ['B2'] },
    ]);
  });
  it('that is moved back to its instant is moved no more', () => {
    expect(exceptionsAfter({ at: one, scope: 'this', change: { do: 'move', to: one } })).toBeUndefined();
  });
  it('of which nothing was changed cannot be restored', () => {
    expect(() => change({ at: one, scope: 'this', change: { do: 'restore' } })).toThrow(/nothing to take back/);
  });
});

describe('all runs', () => {
  it('at one time of day move to another, and what was changed singly moves with them', () => {
    const skipped = { ...base, exceptions: [{ at: one, do: 'skip' as const }] };
    const outcome = change(
      { at: at(MONDAY), scope: 'all', change: { do: 'move', to: at(MONDAY, '18:00') } },
      { ...programme, recurrence: skipped },
    );
    expect(outcome).toMatchObject({
      timing: { recurrence: { times: ['05:30', '18:00'], exceptions: [{ at: one + HOUR_MS, do: 'skip' }] } },
    });
  });
  it('on a weekday move to another weekday', () => {
    const weekly = { ...programme, recurrence: { ...base, times: ['17:00'], weekdays: [1, 4] } };
    expect(
      change({ at: at(MONDAY), scope: 'all', change: { do: 'move', to: at('2026-11-24', '17:30') } }, weekly),
    ).toMatchObject({ timing: { recurrence: { weekdays: [2, 4], times: ['17:30'] } } });
  });
  it.each([
    [
      'to another day where a rule gives the days',
      { rule: 'FREQ=MONTHLY' },
      at('2026-11-24'),
      /another time of the same day/,
    ],
    ['to a time that is taken', {}, at(MONDAY, '05:30'), /sounds at 05:30 already/],
    ['to a part of a minute', {}, at(MONDAY) + 1_000, /whole minutes/],
  ])('do not move %s', (_, more, to, why) => {
    const of = { ...programme, recurrence: { ...base, ...more } };
    expect(() => change({ at: at(MONDAY), scope: 'all', change: { do: 'move', to } }, of)).toThrow(why);
  });
  it('that are skipped are the programme cancelled', () => {
    expect(change({ at: one, scope: 'all', change: { do: 'skip', reason: 'x' } })).toEqual({ kind: 'cancelled' });
  });
});

it('a timetable split at any of its runs gives, in its two parts, exactly the runs it gave', () => {
  const window = [startOfDay(MONDAY) - 80 * DAY_MS, startOfDay(MONDAY) + 150 * DAY_MS] as const;
  let splits = 0;
  fc.assert(
    fc.property(someRecurrence(MONDAY, ['B2']), fc.nat(200), (recurrence, nth) => {
      const originals = originalsOf(recurrence, ...window);
      const at = originals[nth % Math.max(1, originals.length)];
      if (at === undefined) return;
      const change = { do: 'replace' as const, bulletins: ['B9'] };
      const order = { at, scope: 'from-on' as const, change };
      const outcome = changeOccurrence({ recurrence, bulletins: ['B1'] }, order);
      if (outcome.kind !== 'ended' || !outcome.successor) {
        expect(at).toBe(originals[0]);
        return;
      }
      splits += 1;
      const [first, second] = [outcome.recurrence, outcome.successor.recurrence];
      expect(eventsOf(first, ...window).every((event) => event.at < at)).toBe(true);
      expect(eventsOf(second, ...window).every((event) => event.at >= at)).toBe(true);
      const both = [...eventsOf(first, ...window), ...eventsOf(second, ...window)];
      expect(both.sort((a, b) => a.startAt - b.startAt || a.at - b.at)).toEqual(eventsOf(recurrence, ...window));
      expect(outcome.successor.bulletins).toEqual(['B9']);
    }),
    { numRuns: 400 },
  );
  expect(splits).toBeGreaterThan(100);
});
