import { describe, expect, it } from 'vitest';
import type { Person } from '../../../gateway/http/app.ts';
import {
  CONFIRM_WITHIN_MS,
  type Confirmer,
  dependenceOf,
  INDEPENDENT_AFTER_MS,
  type Pending,
  refusalOf,
  stateAt,
} from '../../../gateway/people/second-person.ts';

const scope = { isWithin: (area: string, areas: readonly string[]) => areas.includes(area) || areas.includes('P') };
const pending: Pending = {
  ...{ id: 'c', action: 'emergency', title: 'Lũ quét', areas: ['A', 'B'], communes: ['A', 'B'], nodes: 9 },
  ...{ by: 'asker', session: 's1', device: 'd1', requestedAt: 0, expiresAt: CONFIRM_WITHIN_MS, state: 'waiting' },
};
const person = (change: Partial<Person> = {}): Person => ({
  ...{ id: 'second', username: 'second', name: 'Second', role: 'approver', areas: ['A', 'B'] },
  ...change,
});

const HOUR_MS = 3_600_000;

describe('a second person', () => {
  it.each<[string, Partial<Confirmer>, Partial<Pending>, number, boolean, string | undefined]>([
    ['on a device of the own, in time', {}, {}, 59_999, true, undefined],
    ['without any trusted device, in time', { device: undefined }, {}, 0, true, undefined],
    ['of the province', { person: person({ areas: ['P'] }) }, {}, 0, true, undefined],
    ['who is the first', { person: person({ id: 'asker' }) }, {}, 0, true, 'own-request'],
    ['who reaches one of two areas', { person: person({ areas: ['A'] }) }, {}, 0, true, 'out-of-scope'],
    ['who is a technician', { person: person({ role: 'technician' }) }, {}, 0, true, 'out-of-scope'],
    ['a minute later', {}, {}, CONFIRM_WITHIN_MS, true, 'decided'],
    ['after somebody said no', {}, { state: 'refused' }, 0, true, 'decided'],
    ['after somebody said yes', {}, { state: 'confirmed' }, 0, true, 'decided'],
    ['in the same session', { session: 's1' }, {}, 0, true, 'same-device'],
    ['on the same device', { device: 'd1' }, {}, 0, true, 'same-device'],
    ['where the asker was signed out', {}, {}, 0, false, 'same-device'],
  ])('%s', (_, confirmer, change, now, stillOpen, code) => {
    const who = { person: person(), session: 's2', device: 'd2', ...confirmer };
    expect(refusalOf({ ...pending, ...change }, who, scope, stillOpen, now)?.code).toBe(code);
  });

  it.each([
    ['who made the other account a day before', { by: 'asker', at: 0 }, {}, INDEPENDENT_AFTER_MS, undefined],
    ['whose account the asker made an hour ago', { by: 'asker', at: 0 }, {}, HOUR_MS, 'not-independent'],
    ['who gave the asker a link an hour ago', {}, { by: 'second', at: 0 }, HOUR_MS, 'not-independent'],
    ['let in by the one who let in the asker', { by: 'x', at: 0 }, { by: 'x', at: 9 }, HOUR_MS, 'not-independent'],
    ['let in by somebody else', { by: 'x', at: 0 }, { by: 'y', at: 0 }, HOUR_MS, undefined],
    ['let in by the first start', { by: 'system', at: 0 }, { by: 'system', at: 0 }, 0, undefined],
  ])('%s', (_, second, asker, now, code) => {
    expect(dependenceOf({ id: 'asker', ...asker }, { id: 'second', ...second }, now)?.code).toBe(code);
  });

  it('is waited for a minute, and what was decided stays decided', () => {
    expect([0, 59_999, 60_000].map((now) => stateAt(pending, now))).toEqual(['waiting', 'waiting', 'expired']);
    for (const state of ['confirmed', 'refused', 'expired'] as const)
      expect(stateAt({ ...pending, state }, 9e9)).toBe(state);
  });
});
