import { describe, expect, test } from 'vitest';
import { afterWord, clockText, endsInSilence, type Speech, secondsToGo } from '../../../dashboard/live/speech-state.ts';
import type { LiveSession } from '../../../protocol/api/live.ts';

const session: LiveSession = {
  id: '01JDM0000000000000000LIVE0',
  run: '01JDM0000000000000000LIVE0',
  title: 'Nói trực tiếp',
  class: 'normal',
  area: 'a',
  areaNames: ['Đông'],
  state: 'waiting',
  byName: 'Bình',
  own: true,
  createdAt: 0,
  soundsAt: 3_000,
  startsAt: 3_000,
  endsAt: 603_000,
  nodes: 3,
  playing: 0,
};
const opening: Speech = { phase: 'opening', session, startsAt: 3_000, endsAt: 603_000, line: 'good' };

describe('what the speaker is shown', () => {
  test('the countdown begins with the word of the gateway, at its own instants', () => {
    const ready = afterWord(opening, { type: 'ready', startsAt: 4_000, endsAt: 604_000 });
    expect([ready.phase, ready.startsAt, ready.endsAt]).toEqual(['countdown', 4_000, 604_000]);
    // A line that came back is told it again, and nobody is counted down twice.
    const again = afterWord({ ...ready, phase: 'speaking' }, { type: 'ready', startsAt: 4_000, endsAt: 604_000 });
    expect(again.phase).toBe('speaking');
  });

  test('what is over stays over', () => {
    const over = afterWord(opening, { type: 'ended', end: 'silence' });
    expect([over.phase, over.end]).toEqual(['over', 'silence']);
    expect(afterWord(over, { type: 'ended', end: 'limit' })).toBe(over);
    expect(afterWord(over, { type: 'ready', startsAt: 1, endsAt: 2 })).toBe(over);
  });

  test.each([
    [0, undefined],
    [3_999, undefined],
    [4_000, 6],
    [8_100, 2],
    [12_000, 1],
  ])('after %i ms without a sound, «còn %s giây»', (silentMs, left) => {
    expect(endsInSilence(silentMs)).toBe(left);
  });

  test('three, two, one, and never below nothing', () => {
    expect([0, 900, 1_000, 2_999, 3_000, 9_000].map((now) => secondsToGo(3_000, now))).toEqual([3, 3, 2, 1, 0, 0]);
  });

  test.each([
    [-5, '00:00'],
    [42_900, '00:42'],
    [605_000, '10:05'],
    [3_723_000, '1:02:03'],
  ])('%i ms are %s', (ms, text) => {
    expect(clockText(ms)).toBe(text);
  });
});
