import { describe, expect, it } from 'vitest';
import { faultOf, type Ground, refusalOf, type Standing } from '../../../gateway/people/account-rules.ts';

const NOW = 1_000;
/** Province P with communes A (hamlets A1, A2) and B (hamlet B1). */
const PARENTS: Record<string, string | undefined> = { P: undefined, A: 'P', B: 'P', A1: 'A', A2: 'A', B1: 'B' };
const ground: Ground = {
  isWithin: (area, scope) => {
    for (let at: string | undefined = area; at !== undefined && at in PARENTS; at = PARENTS[at])
      if (scope.includes(at)) return true;
    return false;
  },
  kindOf: (area) =>
    area in PARENTS ? (area.length === 2 ? 'hamlet' : area === 'P' ? 'province' : 'commune') : undefined,
  tops: () => ['P'],
};
const standing = (change: Partial<Standing>): Standing => ({
  ...{ id: 'target', role: 'operator', areas: ['A'], disabled: false },
  ...change,
});

describe('an account as it would be', () => {
  it.each<[string, Partial<Standing>, string | undefined]>([
    ['an operator of a commune', {}, undefined],
    ['a hamlet head of one hamlet', { role: 'hamlet-head', areas: ['A1'] }, undefined],
    ['a hamlet head of a commune', { role: 'hamlet-head', areas: ['A'] }, 'one-hamlet'],
    ['a hamlet head of two hamlets', { role: 'hamlet-head', areas: ['A1', 'A2'] }, 'one-hamlet'],
    ['anybody without an area', { areas: [] }, 'no-area'],
    ['anybody of an area that is none', { areas: ['X'] }, 'no-area'],
    ['an appraiser without an end', { role: 'appraiser' }, 'no-end'],
    ['an appraiser until tomorrow', { role: 'appraiser', validUntil: NOW + 1 }, undefined],
    ['an appraiser until yesterday', { role: 'appraiser', validUntil: NOW }, 'ended'],
  ])('%s', (_, change, code) => {
    expect(faultOf(standing(change), ground, NOW)?.code).toBe(code);
  });
});

describe('an administrator who changes an account', () => {
  const root = standing({ id: 'root', role: 'administrator', areas: ['P'] });
  const ofA = standing({ id: 'ofA', role: 'administrator', areas: ['A'] });
  const admin = standing({ role: 'administrator' });

  it.each<[string, Standing, Standing, Partial<Standing>, Standing[], string | undefined]>([
    ['may disable an operator of the own area', ofA, standing({}), { disabled: true }, [ofA], undefined],
    ['may not touch one of another area', ofA, standing({ areas: ['B'] }), { disabled: true }, [ofA], 'not-your-area'],
    ['nor one that reaches beyond', ofA, standing({ areas: ['A', 'B'] }), {}, [ofA], 'not-your-area'],
    ['nor the one above', ofA, root, { disabled: true }, [ofA, root], 'not-your-area'],
    [
      'may give an area within the own reach',
      ofA,
      standing({ areas: ['A1'] }),
      { areas: ['A1', 'A2'] },
      [ofA],
      undefined,
    ],
    ['may not give one outside', ofA, standing({}), { areas: ['A', 'B'] }, [ofA], 'not-your-area'],
    ['may not raise to the province', ofA, standing({}), { areas: ['P'] }, [ofA], 'not-your-area'],
    ['may not change the own role', root, root, { role: 'operator' }, [root, ofA], 'own-account'],
    ['nor the own areas', root, root, { areas: ['A'] }, [root, ofA], 'own-account'],
    ['nor disable itself', root, root, { disabled: true }, [root, ofA], 'own-account'],
    ['nor put off the own end', root, { ...root, validUntil: 5_000 }, { validUntil: 9_000 }, [root], 'own-account'],
    ['may disable one of two administrators', ofA, admin, { disabled: true }, [ofA, admin], undefined],
    [
      'may not disable the last one of an area',
      { ...root, role: 'operator' },
      admin,
      { disabled: true },
      [admin],
      'last-administrator',
    ],
    ['nor demote it', { ...root, role: 'operator' }, admin, { role: 'operator' }, [admin], 'last-administrator'],
    ['nor take the area', { ...root, role: 'operator' }, admin, { areas: ['A1'] }, [admin], 'last-administrator'],
    [
      'a disabled other is nobody',
      root,
      admin,
      { disabled: true },
      [admin, { ...ofA, disabled: true }],
      'last-administrator',
    ],
    [
      'an ended other is nobody',
      root,
      admin,
      { disabled: true },
      [admin, { ...ofA, validUntil: 1 }],
      'last-administrator',
    ],
    [
      'one below does not stand in for one above',
      root,
      { ...root, id: 'two' },
      { disabled: true },
      [ofA, { ...root, id: 'two' }],
      'last-administrator',
    ],
  ])('%s', (_, by, before, change, everybody, code) => {
    expect(refusalOf(by, before, { ...before, ...change }, everybody, ground, NOW)?.code).toBe(code);
  });
});
