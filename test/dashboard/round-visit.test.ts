import { expect, test } from 'vitest';
import { may } from '../../dashboard/frame/permissions.ts';
import { correctionOf, faultsOfVisit, inputOf, newDraft } from '../../dashboard/inspection/draft.ts';

const ROUND = '01M835H6W09K97KQ5YCNBCSRXJ';
const draft = { ...newDraft('01M835H6W09K97KQ5YCNBCSRXK', 1), commune: 'C1', unannounced: 'yes' as const };

test('an appraiser may begin a record, and names the round first', () => {
  expect(may('appraiser', 'inspect')).toBe(true);
  expect(faultsOfVisit(draft, true)).toEqual(['round']);
  expect(faultsOfVisit({ ...draft, round: '' }, true)).toEqual(['round']);
  expect(faultsOfVisit({ ...draft, round: ROUND }, true)).toEqual([]);
});

test('an inspector names no round, and none is sent', () => {
  expect(faultsOfVisit(draft, false)).toEqual([]);
  expect(inputOf(draft)).not.toHaveProperty('round');
  expect(inputOf({ ...draft, round: '' })).not.toHaveProperty('round');
});

test('the round is sent, and a correction stays in it', () => {
  const sent = inputOf({ ...draft, round: ROUND });
  expect(sent.round).toBe(ROUND);
  const again = correctionOf({ ...sent, communeName: 'An Hòa', lines: [] }, '01M835H6W09K97KQ5YCNBCSRXM');
  expect(again).toMatchObject({ round: ROUND, corrects: draft.id });
});
