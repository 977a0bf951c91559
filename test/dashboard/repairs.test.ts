import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asNote, inWords } from '../../dashboard/cases/as-note.ts';
import { faultsOf, newCaseDraft, stepFrom, wholeNumber } from '../../dashboard/cases/case-draft.ts';
import { stateWith } from '../../dashboard/cases/case-state.ts';
import { isWork } from '../../dashboard/cases/other-faults.ts';
import { inOrder, ownWork, unseen } from '../../dashboard/cases/repair-order.ts';
import { photosIn, withPhotos } from '../../dashboard/field/named-photos.ts';
import { sendable } from '../../dashboard/field/next-to-send.ts';
import { createSay } from '../../dashboard/i18n/say.ts';
import { viCases } from '../../dashboard/i18n/vi-cases.ts';
import {
  inputOf,
  newSlip,
  periodOf,
  faultsOf as slipFaultsOf,
  touched,
} from '../../dashboard/maintenance/slip-form.ts';
import { caseStep, type Repair } from '../../protocol/api/cases.ts';
import { instantAt } from '../../protocol/vietnam-time.ts';

const KEY = '01JDAAAAAAAAAAAAAAAAAAAAAA';

describe('what waits to be sent', () => {
  const queue = fc.array(
    fc.record({
      id: fc.uuid(),
      about: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }),
      refused: fc.option(fc.constant({ code: 'case-state' }), { nil: undefined }),
    }),
  );

  test('goes in the order in which it was written, nothing refused and nothing past a refused step of the same case', () => {
    fc.assert(
      fc.property(queue, (all) => {
        const sent = sendable(all);
        expect(sent).toEqual(all.filter((one) => sent.includes(one)));
        for (const [at, one] of all.entries()) {
          const held = all.slice(0, at).some((before) => before.refused && before.about === one.about);
          expect(sent.includes(one)).toBe(!one.refused && !(one.about !== undefined && held));
        }
      }),
    );
  });

  test('names every photo by its content, wherever in it, and leaves out what is gone', () => {
    const body = { note: 'x', photos: ['1', '2'], lines: [{ photos: ['3'], place: 'cột' }, { photos: [] }] };
    expect(photosIn(body)).toEqual(['1', '2', '3']);
    const names = new Map([
      ['1', 'A'],
      ['2', ''],
      ['3', 'C'],
    ]);
    expect(withPhotos(body, names)).toEqual({
      note: 'x',
      photos: ['A'],
      lines: [{ photos: ['C'], place: 'cột' }, { photos: [] }],
    });
  });

  test('shows a case as it will be, and a step that will be refused changes nothing', () => {
    expect(stateWith({ state: 'new' }, ['acknowledged', 'note', 'resolved'])).toBe('resolved');
    expect(stateWith({ state: 'closed' }, ['resolved'])).toBe('closed');
    expect(stateWith({ state: 'resolved' }, ['reopened'])).toBe('new');
  });
});

describe('the form of a result', () => {
  test.each([
    ['350.000', 350_000],
    ['350000 đ', 350_000],
    ['1.200.000đ', 1_200_000],
    ['', undefined],
    ['ba trăm', Number.NaN],
    ['-5', Number.NaN],
  ])('%s đồng is %s', (text, number) => expect(wholeNumber(text)).toBe(number));

  test('names what is missing, and makes a step that the contract takes', () => {
    const draft = { ...newCaseDraft(KEY), form: 'result' as const };
    expect(faultsOf(draft)).toEqual(['cause', 'heard']);
    expect(faultsOf({ ...draft, cause: 'line', heard: 'no', cost: 'x', minutes: '99999' })).toEqual([
      'cost',
      'minutes',
    ]);
    const step = stepFrom({ ...draft, cause: 'line', heard: 'no', cost: '350.000', minutes: '45', parts: ' dây ' });
    expect(caseStep.parse({ ...step, key: KEY, happenedAt: 1 })).toMatchObject({
      ...{ kind: 'resolved', cause: 'line', soundHeard: false, costVnd: 350_000, workMinutes: 45, parts: 'dây' },
    });
    expect(faultsOf({ ...newCaseDraft(KEY), form: 'note' })).toEqual(['note']);
    expect(faultsOf({ ...newCaseDraft(KEY), form: 'note', photos: ['1'] })).toEqual([]);
  });

  test('a result that came too late is a note with every word of it, its key, hour and photos', () => {
    const say = createSay(viCases);
    const step = caseStep.parse({
      ...{ kind: 'resolved', key: KEY, happenedAt: 7, note: 'xong', photos: [], cause: 'horn', measure: 'Thay củ' },
      ...{ parts: '1 củ', costVnd: 90, workMinutes: 30, soundHeard: true },
    });
    const note = asNote(step, say);
    expect(note).toEqual({ kind: 'note', key: KEY, happenedAt: 7, photos: [], note: inWords(step, say) });
    for (const word of ['Củ loa', 'Thay củ', '1 củ', '90', '30', 'Nghe có tiếng', 'xong'])
      expect(note.note).toContain(word);
  });
});

describe('the list', () => {
  const row = (id: string, more: object): Repair =>
    ({ rank: 1, gains: [], case: { id, state: 'new', ...more } }) as never;
  const rows = [
    row('far', { since: 3, latitude: 18.9, longitude: 105.7 }),
    row('nowhere', { since: 9 }),
    row('near', { since: 1, latitude: 18.67, longitude: 105.63 }),
  ];
  const ids = (items: readonly Repair[]) => items.map((item) => item.case.id);

  test('is put into another order on the phone: from here, without losing what has no position, and by age', () => {
    expect(ids(inOrder(rows, 'near', { latitude: 18.66, longitude: 105.62 }))).toEqual(['near', 'far', 'nowhere']);
    expect(ids(inOrder(rows, 'newest', undefined))).toEqual(['nowhere', 'far', 'near']);
    expect(inOrder(rows, 'near', undefined)).toBe(rows);
  });

  test('rings for what was never seen, not for the first answer and not for what somebody took', () => {
    expect(unseen(rows, undefined)).toEqual([]);
    expect(ids(unseen(rows, new Set(['far'])))).toEqual(['nowhere', 'near']);
    expect(unseen([row('taken', { state: 'acknowledged' })], new Set())).toEqual([]);
  });

  test('«Việc của tôi» is what the gateway says; without it what both kept lists know, and what was taken on this phone', () => {
    const list = (...items: Repair[]) => ({ items, left: 0 }) as never;
    const mine = { assignee: 'me' };
    const all = list(row('a', mine), row('b', { assignee: 'other' }), row('c', {}));
    const given = (own: Parameters<typeof ownWork>[0], taken: string[], fresh: boolean) =>
      ids(ownWork(own, all, { account: 'me', taken: new Set(taken), fresh })?.items ?? []);
    expect(given(undefined, [], false)).toEqual(['a']);
    expect(given(undefined, ['c'], false)).toEqual(['a', 'c']);
    expect(given(list(row('z', mine), row('b', mine)), [], false)).toEqual(['a', 'z']);
    expect(given(list(row('z', mine), row('b', mine)), ['c'], true)).toEqual(['c', 'z', 'b']);
    expect(ownWork(undefined, undefined, { account: 'me', taken: new Set(), fresh: true })).toBeUndefined();
  });

  test('other faults are small ones, those of a place and those a maintenance slip holds', () => {
    expect(isWork({ severity: 'critical', node: 'n' })).toBe(true);
    expect(isWork({ severity: 'minor', node: 'n', case: 'c' })).toBe(true);
    expect(isWork({ severity: 'minor', node: 'n' })).toBe(false);
    expect(isWork({ severity: 'major' })).toBe(false);
    expect(isWork({ severity: 'critical', node: 'n', maintenance: 'm' })).toBe(false);
  });
});

describe('a maintenance slip', () => {
  const typed = {
    ...newSlip(KEY),
    ...{ commune: 'c', hamlet: 'h', fromDay: '24/11/2026', fromTime: '16h', toTime: '18:00', reason: 'line' },
  };

  test('an empty last day is the first one', () => {
    const to = instantAt('2026-11-24', '18:00');
    expect(periodOf(typed)).toEqual({ from: instantAt('2026-11-24', '16:00'), to });
    expect(slipFaultsOf(typed)).toEqual([]);
    expect(inputOf(typed)).toMatchObject({ areas: ['h'], nodes: [], reason: 'line' });
    expect(inputOf({ ...typed, nodes: ['n'] })).toMatchObject({ areas: [], nodes: ['n'] });
    expect(slipFaultsOf({ ...typed, toTime: '15:00' })).toEqual(['order']);
    expect(slipFaultsOf(newSlip(KEY))).toEqual(['where', 'from-day', 'from-time', 'to-time', 'reason']);
  });

  test('touches the sessions that sound within it, on their weekdays, while they are registered', () => {
    const session = (more: object) => ({
      ...{
        id: KEY,
        area: 'a',
        weekdays: [2],
        from: '17:00',
        to: '17:30',
        validFrom: '2026-01-01',
        byName: '',
        registeredAt: 0,
      },
      ...more,
    });
    const period = { from: instantAt('2026-11-24', '17:15'), to: instantAt('2026-11-25', '17:00') };
    expect(touched([session({})], period, 9)).toEqual([{ day: '2026-11-24', from: '17:00', to: '17:30' }]);
    expect(touched([session({ weekdays: [3] })], period, 9)).toEqual([]);
    expect(touched([session({ validTo: '2026-11-23' })], period, 9)).toEqual([]);
    expect(touched([session({}), session({ area: 'b' })], period, 9)).toHaveLength(1);
    expect(touched([session({ weekdays: [2, 3], from: '05:00', to: '05:30' })], period, 9)).toHaveLength(1);
  });
});
