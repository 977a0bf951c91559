import { describe, expect, test } from 'vitest';
import { inputOf, type Message, missingOf } from '../../dashboard/components/emergency-choice.ts';
import { notConfirmed, tellHamlet } from '../../dashboard/components/emergency-words.ts';
import { receiptState, tellDelivery } from '../../dashboard/components/meaning.ts';
import { hamletsOf, sessionOf } from '../../dashboard/components/session-today.ts';
import { toReview } from '../../dashboard/data/emergency-review.ts';
import { newUlid } from '../../dashboard/data/ulid.ts';
import { DELIVERY_STATES, type Delivery } from '../../protocol/api/broadcast.ts';
import { type Emergency, emergencyInput } from '../../protocol/api/emergency.ts';
import { ulid } from '../../protocol/messages/fields.ts';
import { instantAt } from '../../protocol/vietnam-time.ts';

const KEY = '01JDABCDEFGHJKMNPQRSTVWXYZ';
const delivery = (node: string, change: Partial<Delivery> = {}): Delivery => ({
  node,
  code: node,
  place: '',
  hamlet: 'h1',
  hamletName: 'Đông',
  horns: 4,
  state: 'full',
  heard: true,
  ...change,
});
const hamletState = (...deliveries: Delivery[]) => hamletsOf([{ deliveries, durationMs: 60_000 }])[0]?.state;

describe('a hamlet after a run', () => {
  test.each([
    ['every node heard to the end', [delivery('a'), delivery('b')], 'full'],
    ['one of two heard', [delivery('a'), delivery('b', { state: 'unknown', heard: undefined })], 'partial'],
    ['heard for a part', [delivery('a', { state: 'partial', playedMs: 20_000 })], 'partial'],
    ['played and not heard', [delivery('a', { heard: false, heardMs: 0 })], 'mute'],
    ['did not play', [delivery('a', { state: 'missed', heard: undefined })], 'missed'],
    ['no word from it', [delivery('a', { state: 'unknown', heard: undefined })], 'unknown'],
    ['played without an ear', [delivery('a', { heard: undefined, playedMs: 60_000 })], 'unknown'],
    [
      'one missed, the other unknown',
      [delivery('a', { state: 'missed', heard: undefined }), delivery('b', { state: 'unknown', heard: undefined })],
      'unknown',
    ],
  ] as const)('%s', (_, deliveries, state) => {
    expect(hamletState(...(deliveries as readonly Delivery[]))).toBe(state);
  });

  test('over two runs it is full only when both were, and its minutes are summed', () => {
    const cut = delivery('a', { state: 'partial', playedMs: 20_000 });
    const [both] = hamletsOf([
      { deliveries: [delivery('a', { playedMs: 60_000 })], durationMs: 60_000 },
      { deliveries: [cut], durationMs: 60_000 },
    ]);
    expect(both).toMatchObject({ state: 'partial', heardMs: 80_000, expectedMs: 120_000, nodesFull: 0, nodes: 1 });
  });

  test('a session is made of programmes only: an emergency and what was played at once are no part of it', () => {
    const run = (id: string, time: string, ended = true) => ({
      id,
      title: '',
      dueAt: instantAt('2026-11-23', time),
      nodes: 1,
      heard: 1,
      ended,
    });
    expect(
      sessionOf([run('p@1', '05:30'), run('p@2', '06:00'), run('e', '06:05'), run('p@3', '17:00', false)]),
    ).toEqual({
      part: 'morning',
      runs: ['p@1', 'p@2'],
    });
    expect(sessionOf([run('e', '06:05')])).toBeUndefined();
  });
});

describe('a node on the page of its run', () => {
  test('only one state is full: played to the end and heard', () => {
    const full = DELIVERY_STATES.flatMap((state) =>
      [true, false, undefined]
        .filter((heard) => receiptState({ state, heard }) === 'full')
        .map((heard) => [state, heard]),
    );
    expect(full).toEqual([['full', true]]);
    expect(tellDelivery({ state: 'unknown', heard: undefined }).meaning).toBe('unknown');
  });
});

describe('an emergency', () => {
  const template = {
    id: KEY,
    status: 'actual',
    event: 'flood',
    title: '',
    text: '',
    recording: 'a'.repeat(64),
    durationMs: 1,
    area: 'a',
    shipped: true,
  } as const;
  const base = { key: KEY, status: 'actual', areas: ['a2345678abcdefgh'], forMinutes: 10, orderedBy: ' ' } as const;

  test.each<[string, Message, object]>([
    ['a prepared message', { kind: 'template', template }, { template: KEY }],
    ['typed words', { kind: 'text', event: 'fire', text: ' Cháy chợ ' }, { event: 'fire', text: 'Cháy chợ' }],
    [
      'a recording',
      { kind: 'recording', event: 'other', recording: 'b'.repeat(64), title: '' },
      { event: 'other', recording: 'b'.repeat(64) },
    ],
  ])('says exactly one of the three: %s', (_, message, said) => {
    const input = inputOf({ ...base, message });
    expect(input).toEqual({
      key: KEY,
      status: 'actual',
      targets: [{ area: 'a2345678abcdefgh' }],
      forMinutes: 10,
      ...said,
    });
    expect(Object.keys(emergencyInput.shape)).toEqual(expect.arrayContaining(Object.keys(input)));
  });

  test('names what is missing, one thing at a time', () => {
    expect(missingOf(undefined, ['a'])).toBe('message');
    expect(missingOf({ kind: 'text', event: 'fire', text: ' ' }, ['a'])).toBe('text');
    expect(missingOf({ kind: 'recording', event: 'fire', recording: '', title: '' }, ['a'])).toBe('recording');
    expect(missingOf({ kind: 'template', template }, [])).toBe('areas');
    expect(missingOf({ kind: 'template', template }, ['a'])).toBeUndefined();
  });

  test('lists those that have not confirmed: who is there and silent first, then by hamlet and code', () => {
    const open = (code: string, hamletName: string, online: boolean, confirmed = false) => ({
      ...delivery(code),
      hamletName,
      online,
      confirmed,
    });
    const rows = notConfirmed([
      open('TL-010', 'Ấp 10', true),
      open('TL-009', 'Ấp 2', false),
      open('TL-003', 'Ấp 2', true),
      open('TL-001', 'An', true, true),
      open('TL-002', 'Ấp 2', true),
    ]);
    expect(rows.map(({ code }) => code)).toEqual(['TL-002', 'TL-003', 'TL-010', 'TL-009']);
  });

  test('a hamlet without nodes was not heard', () => {
    expect(tellHamlet({ hamlet: 'h', name: '', nodes: 0, confirmed: 0, heard: 0 }).meaning).toBe('unknown');
  });

  test('is to be reviewed when it is over and nobody has read it; a drill never', () => {
    const one = (id: string, change: Partial<Emergency>): Emergency => ({
      id,
      run: id,
      status: 'actual',
      event: 'flood',
      title: '',
      state: 'cleared',
      area: 'a',
      areaNames: [],
      hamlets: 1,
      startedAt: 0,
      speaksAt: 0,
      expiresAt: 0,
      byName: '',
      nodes: 1,
      heard: 0,
      confirmed: 0,
      silent: 0,
      offline: 0,
      ...change,
    });
    const list = [
      one('late', { review: { dueAt: 20 } }),
      one('soon', { review: { dueAt: 10 } }),
      one('read', { review: { dueAt: 5, at: 4 } }),
      one('sounding', { state: 'speaking', review: { dueAt: 1 } }),
      one('drill', { status: 'exercise' }),
    ];
    expect(toReview(list).map(({ id }) => id)).toEqual(['soon', 'late']);
  });

  test('has a key that the gateway takes, another at each visit', () => {
    const keys = Array.from({ length: 50 }, (_, index) => newUlid(1_795_000_000_000 + index));
    for (const key of keys) expect(ulid.safeParse(key).success, key).toBe(true);
    expect(new Set(keys).size).toBe(50);
    expect([...keys].sort()).toEqual(keys);
  });
});
