import { describe, expect, it } from 'vitest';
import { isFull, MOST_BY_HAND, NONE, toggled, wholePlace } from '../../dashboard/fleet/selection.ts';

const ids = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`);

describe('rows chosen one by one', () => {
  it('are at most as many as an address holds, and the page can say that it is full', () => {
    expect(isFull(toggled(NONE, ids(MOST_BY_HAND - 1), true))).toBe(false);
    const full = toggled(NONE, ids(MOST_BY_HAND + 50), true);
    expect(full.kind === 'some' && full.ids.size).toBe(MOST_BY_HAND);
    expect(isFull(full)).toBe(true);
    expect(isFull({ kind: 'all' })).toBe(false);
    expect(isFull(toggled(full, ['n0'], false))).toBe(false);
  });
});

describe('all rows of a list', () => {
  const [commune, hamlet] = [
    { id: 'c', kind: 'commune', parent: 'p' },
    { id: 'h', kind: 'hamlet', parent: 'c' },
  ];
  it.each([
    ['of a commune are the commune', { area: 'c', sort: 'code' }, commune, { commune: 'c', hamlet: '' }],
    ['of a hamlet are the hamlet', { area: 'h' }, hamlet, { commune: 'c', hamlet: 'h' }],
    ['that another filter narrows are no place', { area: 'c', fault: 'mute' }, commune, undefined],
    ['that a search narrows are no place', { area: 'c', search: 'ân' }, commune, undefined],
    ['of a province are no place for one slip', { area: 'p' }, { id: 'p', kind: 'province' }, undefined],
    ['whose area is not known yet are no place yet', { area: 'c' }, undefined, undefined],
  ])('%s', (_fact, list, area, place) => expect(wholePlace(list, area)).toEqual(place));
});
