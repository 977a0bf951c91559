import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Notice } from '../../../gateway/notices.ts';
import { draftsOf, followUps, type Told } from '../../../gateway/notify/deciding.ts';
import { DIGEST_FROM, gather, MOST_IN_WINDOW, WINDOW_MS } from '../../../gateway/notify/gathering.ts';
import { endOfNight, heldUntil } from '../../../gateway/notify/night.ts';
import { afterFailure, CLOSED, isFailing, mayTry, waitAfter } from '../../../gateway/notify/trying.ts';
import type { Wish } from '../../../gateway/notify/wishes.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../protocol/units.ts';
import { instantAt, timeOf } from '../../../protocol/vietnam-time.ts';
import { COMMUNE, ELSEWHERE, HAMLET, isWithin, notice, wish } from './notices.ts';

const at = (time: string, day = '2026-11-23') => instantAt(day, time);
const NIGHT = { from: '21:00', to: '05:00', criticalPasses: true };
const nobody = () => undefined;
const told =
  (state: string, when = 0) =>
  (): Told => ({ state, at: when });
const steps = (all: readonly { step: string; state: string }[]) => all.map(({ step, state }) => `${step} ${state}`);

describe('a night', () => {
  it.each([
    ['20:59', undefined],
    ['21:00', '05:00'],
    ['23:59', '05:00'],
    ['00:00', '05:00'],
    ['04:59', '05:00'],
    ['05:00', undefined],
    ['12:00', undefined],
  ])('from 21:00 to 05:00 covers %s until %s', (time, end) => {
    const until = endOfNight(NIGHT, at(time));
    expect(until === undefined ? undefined : timeOf(until)).toBe(end);
  });

  it('of any length ends within a day, at its own end, and never covers it', () => {
    const minute = fc.integer({ min: 0, max: 1_439 });
    const text = (value: number) =>
      `${String(Math.floor(value / 60)).padStart(2, '0')}:${String(value % 60).padStart(2, '0')}`;
    fc.assert(
      fc.property(minute, minute, fc.integer({ min: 0, max: 2 * DAY_MS }), (from, to, later) => {
        const now = at('00:00') + later;
        const until = endOfNight({ from: text(from), to: text(to) }, now);
        if (until === undefined) return;
        expect(until).toBeGreaterThan(now);
        expect(until - now).toBeLessThanOrEqual(DAY_MS);
        expect(timeOf(until)).toBe(text(to));
        expect(endOfNight({ from: text(from), to: text(to) }, until)).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['opened', 'critical', true, false],
    ['opened', 'critical', false, true],
    ['opened', 'major', true, true],
    ['reminder', 'critical', true, false],
    ['over', 'critical', true, true],
  ] as const)('holds «%s» of a %s fault, the worst passing %s: %s', (step, severity, criticalPasses, held) => {
    expect(heldUntil({ ...NIGHT, criticalPasses }, step, severity, at('02:00')) !== undefined).toBe(held);
    expect(heldUntil({ ...NIGHT, criticalPasses }, step, severity, at('12:00'))).toBeUndefined();
    expect(heldUntil(undefined, step, severity, at('02:00'))).toBeUndefined();
  });
});

describe('who is told of a beginning', () => {
  it.each<[string, Partial<Notice>, Partial<Wish>, boolean]>([
    ['the commune of the hamlet', {}, {}, true],
    ['somebody elsewhere', {}, { area: ELSEWHERE }, false],
    ['the hamlet, of a fault of its commune that reaches it', { area: COMMUNE }, { area: HAMLET }, true],
    ['the hamlet, of one that does not', { area: COMMUNE, hamlets: [] }, { area: HAMLET }, false],
    ['not who wants worse', { severity: 'minor' }, {}, false],
    ['who wants as little', { severity: 'minor' }, { minSeverity: 'minor' }, true],
    ['who asked for the kind', {}, { kinds: ['mains-lost'] }, true],
    ['not who asked for another', {}, { kinds: ['mute'] }, false],
    ['not who paused', {}, { paused: true }, false],
    ['not yet the next person', {}, { afterMinutes: 30 }, false],
    ['of the installation only who asked for it', { area: undefined, kind: 'system' }, {}, false],
    ['of the installation who asked for it', { area: undefined, kind: 'system' }, { system: true }, true],
  ])('%s', (_who, about, asked, isTold) => {
    const drafts = draftsOf(notice(about), [wish(asked)], nobody, at('12:00'), isWithin);
    expect(steps(drafts)).toEqual(isTold ? ['opened waiting'] : []);
  });

  it('is told once, whatever comes again', () => {
    for (const state of ['sent', 'waiting', 'held', 'merged', 'failed'])
      expect(draftsOf(notice(), [wish()], told(state), at('12:00'), isWithin)).toEqual([]);
  });

  it('of what grew into its reach is told of it as a beginning', () => {
    const grown = notice({ what: 'grew', severity: 'critical' });
    expect(steps(draftsOf(grown, [wish()], nobody, at('12:00'), isWithin))).toEqual(['opened waiting']);
  });
});

describe('who is told of an end', () => {
  it.each([
    ['sent', ['over waiting']],
    ['merged', ['over waiting']],
    ['waiting', ['over waiting']],
    ['held', []],
    ['failed', []],
    [undefined, []],
  ])('when the beginning is %s: %s', (state, expected) => {
    const drafts = draftsOf(
      notice({ what: 'over' }),
      [wish()],
      state === undefined ? nobody : told(state),
      at('12:00'),
      isWithin,
    );
    expect(steps(drafts)).toEqual(expected);
  });
});

describe('while nobody takes it', () => {
  const open = (openedAt: number) => ({ notice: notice(), openedAt });
  const next = wish({ afterMinutes: 30 });

  it('the next person is told after the minutes, once, and not of what is older than the subscription', () => {
    const opened = at('12:00');
    const drafts = (now: number, wished: Wish, known = nobody as () => Told | undefined) =>
      steps(followUps(open(opened), [wished], known, now, isWithin));
    expect(drafts(opened + 30 * MINUTE_MS - 1, next)).toEqual([]);
    expect(drafts(opened + 30 * MINUTE_MS, next)).toEqual(['opened waiting']);
    expect(drafts(opened + 40 * MINUTE_MS, next, told('waiting'))).toEqual([]);
    expect(drafts(opened + 30 * MINUTE_MS, { ...next, changedAt: opened + 1 })).toEqual([]);
    expect(drafts(opened + 30 * MINUTE_MS, wish())).toEqual([]);
  });

  it('who was told is reminded every so many hours: the newest reminder alone after a long stop', () => {
    const asked = wish({ remindHours: 4 });
    const keys = (hours: number, state = 'sent') =>
      followUps(open(0), [asked], told(state, 0), hours * HOUR_MS, isWithin).map(({ key }) => key);
    expect(keys(3.9)).toEqual([]);
    expect(keys(4)).toEqual(['reminder-1']);
    expect(keys(7.9)).toEqual(['reminder-1']);
    expect(keys(21)).toEqual(['reminder-5']);
    expect(keys(21, 'held')).toEqual([]);
    expect(keys(21, 'failed')).toEqual([]);
    expect(keys(4 * 41)).toEqual([]);
  });
});

describe('what goes to one recipient at once', () => {
  const due = (count: number, more: object = {}) =>
    Array.from({ length: count }, (_, n) => ({
      ...{ id: `m${n}`, step: 'opened', state: 'waiting' as const, tries: 0, isOver: false },
      ...more,
    }));
  const shape = (count: number, more: object = {}, sent: readonly number[] = []) => {
    const { single, digest } = gather(due(count, more), sent, DAY_MS);
    return [single.length, digest.length];
  };

  it.each([
    ['one by itself', 1, {}, [1, 0]],
    ['few, each by itself', DIGEST_FROM - 1, {}, [3, 0]],
    ['many, as one', DIGEST_FROM, {}, [0, 4]],
    ['two of a night, as one', 2, { state: 'held' }, [0, 2]],
    ['one of a night, by itself', 1, { state: 'held' }, [1, 0]],
    ['one of a night that is over, said as over', 1, { state: 'held', isOver: true }, [0, 1]],
    ['what was tried already, as it was', 4, { tries: 1 }, [4, 0]],
    ['a digest, never in another', 4, { step: 'digest' }, [4, 0]],
  ])('%s', (_what, count, more, expected) => {
    expect(shape(count, more)).toEqual(expected);
  });

  it('a full window lets nothing through, and what left it long ago does not fill it', () => {
    expect(shape(50, {}, Array(MOST_IN_WINDOW).fill(DAY_MS - 1))).toEqual([0, 0]);
    expect(shape(50, {}, Array(MOST_IN_WINDOW).fill(DAY_MS - WINDOW_MS))).toEqual([0, 50]);
    expect(shape(2, {}, Array(MOST_IN_WINDOW - 1).fill(DAY_MS - 1))).toEqual([0, 2]);
  });

  it('never sends more than the window holds, never the same twice, and loses nothing for good', () => {
    const one = fc.record({
      step: fc.constantFrom('opened', 'over', 'digest'),
      state: fc.constantFrom('held' as const, 'waiting' as const),
      tries: fc.integer({ min: 0, max: 2 }),
      isOver: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 40 }), fc.integer({ min: 0, max: 8 }), (all, sentBefore) => {
        const named = all.map((each, n) => ({ ...each, id: `m${n}` }));
        const { single, digest } = gather(named, Array(sentBefore).fill(DAY_MS - 1), DAY_MS);
        const room = Math.max(0, MOST_IN_WINDOW - sentBefore);
        expect(single.length + (digest.length > 0 ? 1 : 0)).toBeLessThanOrEqual(room);
        const ids = [...single, ...digest].map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        if (room > 0 && named.length > 0) expect(ids.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});

describe('trying again', () => {
  it.each([
    [1, 30_000],
    [2, 60_000],
    [3, 120_000],
    [20, 30 * MINUTE_MS],
  ])('waits after failure %i about %i ms, a fifth more or less', (tries, wait) => {
    expect([waitAfter(tries, 0), waitAfter(tries, 0.5), waitAfter(tries, 1)]).toEqual([wait * 0.8, wait, wait * 1.2]);
  });

  it('rests after five failures in a row, longer each time, and then finds out with one message', () => {
    let circuit = CLOSED;
    for (let n = 0; n < 4; n++) circuit = afterFailure(circuit, 'timeout', 100);
    expect([isFailing(circuit), mayTry(circuit, 100, 50)]).toEqual([false, 50]);
    circuit = afterFailure(circuit, 'HTTP 500', 200);
    expect(circuit).toEqual({ failures: 5, failingSince: 100, word: 'HTTP 500', openUntil: 200 + MINUTE_MS });
    expect([isFailing(circuit), mayTry(circuit, 200, 50), mayTry(circuit, 200 + MINUTE_MS, 50)]).toEqual([true, 0, 1]);
    for (let n = 0; n < 30; n++) circuit = afterFailure(circuit, 'HTTP 500', 1_000);
    expect(circuit.openUntil).toBe(1_000 + 15 * MINUTE_MS);
  });

  it('keeps quiet for as long as the other side asks, if that is sensible', () => {
    expect(afterFailure(CLOSED, 'HTTP 429', 0, 7_000).openUntil).toBe(7_000);
    expect(afterFailure(CLOSED, 'HTTP 429', 0, DAY_MS).openUntil).toBe(15 * MINUTE_MS);
  });
});
