import { describe, expect, test } from 'vitest';
import { moved, withContact, without } from '../../dashboard/settings/contact-list.ts';
import { isWholeDay, readWindows, typedWindows, withOneMore } from '../../dashboard/settings/hours-form.ts';
import { readLoudest, typedLoudest, withOneMoreLimit } from '../../dashboard/settings/loudest-form.ts';
import {
  LONGEST_RUN_MINUTES,
  readLimits,
  readVoice,
  typedLimits,
  typedVoice,
} from '../../dashboard/settings/voice-form.ts';
import { type BroadcastSettings, LONGEST_RUN_MINUTES as GATEWAYS } from '../../protocol/api/broadcast-settings.ts';

const SETTINGS: BroadcastSettings = {
  volume: { emergency: 100, priority: 90, normal: 80 },
  chime: { normal: 'a'.repeat(64) },
  overrun: 'refuse',
  maxRunMinutes: 60,
  stagger: { seconds: 2, metres: 500 },
};

describe('the hours as they are typed', () => {
  test('are read back as they were, and a row that is no time of day is named', () => {
    const typed = typedWindows([{ from: '05:00', to: '07:00', name: 'Sáng' }]);
    expect(readWindows(typed)).toEqual({ windows: [{ from: '05:00', to: '07:00', name: 'Sáng' }], bad: [] });
    const more = withOneMore(typed).map((one) => (one.key === 1 ? { ...one, from: '17h', to: '25:00' } : one));
    expect(readWindows(more).bad).toEqual([{ place: 1, end: 'to' }]);
  });

  test('equal ends are the whole day, an empty row is not', () => {
    expect(isWholeDay({ from: '0500', to: '05:00' })).toBe(true);
    expect(isWholeDay({ from: '', to: '' })).toBe(false);
  });
});

describe('the voice as it is typed', () => {
  test('each half read back unchanged is what there was', () => {
    expect(readVoice(typedVoice(SETTINGS), SETTINGS)).toEqual({ settings: SETTINGS, bad: [] });
    expect(readLimits(typedLimits(SETTINGS), SETTINGS)).toEqual({ settings: SETTINGS, bad: [] });
  });

  test.each([
    ['maxRunMinutes', '0'],
    ['maxRunMinutes', String(LONGEST_RUN_MINUTES + 1)],
    ['seconds', '16'],
    ['seconds', '-1'],
    ['metres', '9'],
    ['metres', '1,5'],
  ] as const)('%s of «%s» is refused', (field, value) => {
    expect(readLimits({ ...typedLimits(SETTINGS), [field]: value }, SETTINGS).bad).toEqual([field]);
  });

  test('no distance means the nodes of a hamlet; the longest run is the gateway’s', () => {
    expect(readLimits({ ...typedLimits(SETTINGS), metres: ' ' }, SETTINGS).settings.stagger).toEqual({ seconds: 2 });
    expect(LONGEST_RUN_MINUTES).toBe(GATEWAYS);
  });
});

describe('the limits on loudness as they are typed', () => {
  const limited: BroadcastSettings = { ...SETTINGS, loudest: [{ from: '18:00', to: '05:30', percent: 45 }] };

  test('read back unchanged they are what there was; none leaves no word of them', () => {
    expect(readLoudest(typedLoudest(limited), limited)).toEqual({ settings: limited, bad: [] });
    expect(readLoudest([], limited)).toEqual({ settings: SETTINGS, bad: [] });
  });

  test.each([
    ['from', '25:00'],
    ['to', ''],
    ['percent', '0'],
    ['percent', '101'],
    ['percent', '4,5'],
  ] as const)('%s of «%s» is named and nothing is changed', (field, value) => {
    const [first, second] = withOneMoreLimit(typedLoudest(limited));
    if (!first || !second) throw new Error('two windows were typed');
    const typed = [first, { ...second, from: '1200', to: '13h', percent: '60', [field]: value }];
    expect(readLoudest(typed, limited)).toEqual({ settings: limited, bad: [{ place: 1, field }] });
  });
});

test('the list of an area is changed as a whole and never takes those of another along', () => {
  const [a, b, above] = ['a', 'b', 'c'].map((name) => ({
    ...{ name, role: '', telephone: '113' },
    area: name === 'c' ? 'province' : 'commune',
  }));
  if (!a || !b || !above) throw new Error('three contacts were made');
  const all = [a, b, above];
  expect(moved(all, b).map(({ name }) => name)).toEqual(['b', 'a']);
  expect(without(all, a)).toEqual([{ name: 'b', role: '', telephone: '113' }]);
  const next = { name: 'd', role: '', telephone: '114' };
  expect(withContact(all, 'commune', undefined, next).map(({ name }) => name)).toEqual(['a', 'b', 'd']);
  expect(withContact(all, 'province', above, next)).toEqual([next]);
});
