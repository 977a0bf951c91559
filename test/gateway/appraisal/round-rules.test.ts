import { describe, expect, it } from 'vitest';
import { maySeeRound, type RoundTerms, type Writer, writeRefusal } from '../../../gateway/appraisal/round-rules.ts';
import { ROLES } from '../../../protocol/roles.ts';

const round: RoundTerms = { communes: ['linh'], members: ['minh'], from: 1_000, until: 2_000 };
const minh: Writer = { id: 'minh', role: 'appraiser', areas: ['province'] };
const hamlet = ['dong', 'linh', 'province'];
const elsewhere = ['an', 'xa', 'province'];

describe('who may write in an appraisal round', () => {
  it.each<[string, RoundTerms, Writer, string[], number, ReturnType<typeof writeRefusal>]>([
    ['a member writes about a hamlet of a registered commune', round, minh, hamlet, 1_500, undefined],
    ['and about the commune itself', round, minh, hamlet.slice(1), 1_500, undefined],
    ['from the first instant', round, minh, hamlet, 1_000, undefined],
    ['not before it', round, minh, hamlet, 999, 'round-not-begun'],
    ['up to the last instant', round, minh, hamlet, 1_999, undefined],
    ['not at the end', round, minh, hamlet, 2_000, 'round-over'],
    ['not in a closed round, whatever its dates', { ...round, closedAt: 1_200 }, minh, hamlet, 1_500, 'round-closed'],
    ['not about another commune', round, minh, elsewhere, 1_500, 'not-registered'],
    ['not about the province of a registered commune', round, minh, ['province'], 1_500, 'not-registered'],
    ['not about an unknown place', round, minh, [], 1_500, 'not-registered'],
    ['not outside the own areas', round, { ...minh, areas: ['xa'] }, hamlet, 1_500, 'out-of-scope'],
    ['nor without any area', round, { ...minh, areas: [] }, hamlet, 1_500, 'out-of-scope'],
    ['an appraiser who is no member does not', round, { ...minh, id: 'lan' }, hamlet, 1_500, 'not-member'],
  ])('%s', (_title, terms, account, path, now, refusal) => {
    expect(writeRefusal(terms, account, path, now)).toBe(refusal);
  });

  it('no other role writes, even when it was a member before its role changed', () => {
    for (const role of ROLES.filter((one) => one !== 'appraiser'))
      expect(writeRefusal(round, { ...minh, role }, hamlet, 1_500)).toBe('role');
  });

  it('an appraiser sees the own rounds, others those that touch their areas', () => {
    const touches = (commune: string) => commune === 'linh';
    expect(maySeeRound(round, minh, () => false)).toBe(true);
    expect(maySeeRound(round, { ...minh, id: 'lan' }, touches)).toBe(false);
    expect(maySeeRound(round, { ...minh, role: 'operator' }, touches)).toBe(true);
    expect(maySeeRound(round, { ...minh, role: 'operator' }, () => false)).toBe(false);
  });
});
