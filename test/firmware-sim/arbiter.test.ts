import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitrate, type Bid, type Contender, type Decision } from '../../protocol/arbiter.ts';
import { mustAsk, rankOf } from '../../protocol/preemption.ts';
import { type QuietWindow, quietRemainingMs } from '../../protocol/quiet-hours.ts';
import { instantAt } from '../../protocol/vietnam-time.ts';

const NOON = instantAt('2026-11-23', '12:00');
const NIGHT: QuietWindow[] = [{ from: '21:00', to: '05:00' }];
const MINUTE = 60_000;

function bid(key: string, changes: Partial<Bid> = {}): Bid {
  return {
    key,
    class: 'normal',
    level: 'commune',
    startAt: NOON,
    latenessMs: MINUTE,
    lengthMs: 5 * MINUTE,
    maxMs: 10 * MINUTE,
    resume: 'resume',
    ...changes,
  };
}

const waiting = (key: string, changes: Partial<Bid> = {}): Contender => ({
  ...bid(key, changes),
  standing: { state: 'waiting' },
});
const sounding = (key: string, positionMs: number, changes: Partial<Bid> = {}): Contender => ({
  ...bid(key, changes),
  standing: { state: 'sounding', since: NOON - positionMs, positionMs, soundedMs: positionMs },
});
const held = (key: string, positionMs: number, changes: Partial<Bid> = {}): Contender => ({
  ...bid(key, changes),
  standing: {
    state: 'held',
    since: NOON - 2 * positionMs,
    heldAt: NOON - positionMs,
    positionMs,
    soundedMs: positionMs,
  },
});

describe('the arbiter', () => {
  const cases: [string, Contender[], number, Decision['actions']][] = [
    ['what is due begins', [waiting('a')], NOON, [{ do: 'start', key: 'a', limitMs: 5 * MINUTE }]],
    ['what is not due waits', [waiting('a', { startAt: NOON + 1 })], NOON, []],
    [
      'it may begin as late as it says',
      [waiting('a')],
      NOON + MINUTE,
      [{ do: 'start', key: 'a', limitMs: 5 * MINUTE }],
    ],
    ['and not later', [waiting('a')], NOON + MINUTE + 1, [{ do: 'refuse', key: 'a', why: 'too-late' }]],
    [
      'an emergency interrupts, the interrupted waits',
      [sounding('a', 1_000), waiting('e', { class: 'emergency' })],
      NOON,
      [
        { do: 'interrupt', key: 'a', by: 'e' },
        { do: 'start', key: 'e', limitMs: 5 * MINUTE },
      ],
    ],
    [
      'a programme that is not to resume is dropped when interrupted',
      [sounding('a', 1_000, { resume: 'drop' }), waiting('p', { level: 'province' })],
      NOON,
      [
        { do: 'drop', key: 'a', why: 'outranked' },
        { do: 'start', key: 'p', limitMs: 5 * MINUTE },
      ],
    ],
    [
      'an equal rank does not interrupt; priority raises no rank',
      [sounding('a', 1_000), waiting('b', { class: 'priority' })],
      NOON,
      [{ do: 'continue', key: 'a', limitMs: 5 * MINUTE - 1_000 }],
    ],
    [
      'what waited for an equal until its lateness is over was kept out by a busy node',
      [sounding('a', 70_000), waiting('b', { startAt: NOON - MINUTE - 1 })],
      NOON,
      [
        { do: 'refuse', key: 'b', why: 'busy' },
        { do: 'continue', key: 'a', limitMs: 5 * MINUTE - 70_000 },
      ],
    ],
    [
      'what waited for a higher rank was outranked',
      [sounding('p', 70_000, { level: 'province' }), waiting('b', { startAt: NOON - MINUTE - 1 })],
      NOON,
      [
        { do: 'refuse', key: 'b', why: 'outranked' },
        { do: 'continue', key: 'p', limitMs: 5 * MINUTE - 70_000 },
      ],
    ],
    [
      'an interrupted one resumes where it was',
      [held('a', 2 * MINUTE)],
      NOON,
      [{ do: 'resume', key: 'a', fromMs: 2 * MINUTE, limitMs: 3 * MINUTE }],
    ],
    [
      'or restarts, within its maximum',
      [held('a', 8 * MINUTE, { resume: 'restart' })],
      NOON,
      [{ do: 'restart', key: 'a', limitMs: 2 * MINUTE }],
    ],
    [
      'held longer than its maximum it is dropped',
      [
        {
          ...held('a', MINUTE),
          standing: { state: 'held', since: NOON, heldAt: NOON, positionMs: MINUTE, soundedMs: MINUTE },
        },
      ],
      NOON + 10 * MINUTE + 1,
      [{ do: 'drop', key: 'a', why: 'outranked' }],
    ],
    [
      'a maximum ends it',
      [sounding('a', 3 * MINUTE, { maxMs: 3 * MINUTE })],
      NOON,
      [{ do: 'stop', key: 'a', why: 'max-length' }],
    ],
    [
      'what runs and begins late joins where the clock is',
      [waiting('r', { running: true, startAt: NOON - 30_000 })],
      NOON,
      [{ do: 'resume', key: 'r', fromMs: 30_000, limitMs: 5 * MINUTE - 30_000 }],
    ],
    [
      'and within a second begins at its beginning',
      [waiting('r', { running: true, startAt: NOON - 900 })],
      NOON,
      [{ do: 'start', key: 'r', limitMs: 5 * MINUTE }],
    ],
    [
      'what runs and is over before it may begin is too late',
      [waiting('r', { running: true, startAt: NOON - 50_000, lengthMs: 50_000 })],
      NOON,
      [{ do: 'refuse', key: 'r', why: 'too-late' }],
    ],
    [
      'what runs went on while it was held, and never restarts',
      [held('r', 2 * MINUTE, { running: true, resume: 'restart' })],
      NOON,
      [{ do: 'resume', key: 'r', fromMs: 4 * MINUTE, limitMs: MINUTE }],
    ],
    [
      'what runs and was held to its end does not come back',
      [held('r', 3 * MINUTE, { running: true })],
      NOON,
      [{ do: 'drop', key: 'r', why: 'outranked' }],
    ],
    ['its end ends it', [sounding('a', 5 * MINUTE)], NOON, [{ do: 'stop', key: 'a', why: 'complete' }]],
  ];
  it.each(cases)('%s', (_, contenders, now, actions) => {
    expect(arbitrate(contenders, NIGHT, now).actions).toEqual(actions);
  });

  it('in quiet hours everything but an emergency is refused, stopped or dropped', () => {
    const night = instantAt('2026-11-23', '21:00');
    const contenders = [
      waiting('w', { startAt: night }),
      held('h', MINUTE),
      sounding('s', MINUTE),
      waiting('e', { class: 'emergency', startAt: night }),
    ];
    expect(arbitrate(contenders, NIGHT, night).actions).toEqual([
      { do: 'refuse', key: 'w', why: 'quiet-hours' },
      { do: 'drop', key: 'h', why: 'quiet-hours' },
      { do: 'stop', key: 's', why: 'quiet-hours' },
      { do: 'start', key: 'e', limitMs: 5 * MINUTE },
    ]);
  });

  it('what would run over into quiet hours is trimmed to their beginning', () => {
    const evening = instantAt('2026-11-23', '20:58');
    const { actions, wakeAt } = arbitrate([waiting('a', { startAt: evening })], NIGHT, evening);
    expect(actions).toEqual([{ do: 'start', key: 'a', limitMs: 2 * MINUTE }]);
    expect(wakeAt).toBe(evening + 2 * MINUTE);
  });
});

const anyBid = fc.record({
  class: fc.constantFrom('emergency' as const, 'priority' as const, 'normal' as const),
  level: fc.constantFrom('central' as const, 'province' as const, 'commune' as const, 'hamlet' as const),
  startAt: fc.integer({ min: -60, max: 600 }).map((minutes) => NOON + minutes * MINUTE),
  latenessMs: fc.integer({ min: 0, max: 20 }).map((minutes) => minutes * MINUTE),
  lengthMs: fc.integer({ min: 1, max: 30 }).map((minutes) => minutes * MINUTE),
  maxMs: fc.integer({ min: 1, max: 30 }).map((minutes) => minutes * MINUTE),
  resume: fc.constantFrom('resume' as const, 'restart' as const, 'drop' as const),
  running: fc.boolean(),
});

/** Obeys the arbiter from wake to wake and keeps a diary. */
function live(bids: readonly Bid[], windows: readonly QuietWindow[]) {
  const diary: { key: string; from: number; to: number }[] = [];
  const ends = new Map<string, number>();
  let contenders: Contender[] = bids.map((each) => ({ ...each, standing: { state: 'waiting' as const } }));
  let now = NOON - 61 * MINUTE;
  let soundingSince: number | undefined;
  for (let steps = 0; contenders.length > 0; steps++) {
    if (steps > 10_000) throw new Error('the arbiter goes round in circles');
    const { actions, wakeAt } = arbitrate(contenders, windows, now);
    for (const action of actions) {
      const index = contenders.findIndex((each) => each.key === action.key);
      const contender = contenders[index] as Contender;
      const { standing } = contender;
      const close = () => {
        if (standing.state === 'sounding' && soundingSince !== undefined)
          diary.push({ key: action.key, from: soundingSince, to: now });
      };
      if (action.do === 'continue') continue;
      if (action.do === 'start' || action.do === 'resume' || action.do === 'restart') {
        soundingSince = now;
        const before = standing.state === 'waiting' ? { since: now, soundedMs: 0 } : standing;
        const positionMs = action.do === 'resume' ? action.fromMs : 0;
        contenders[index] = {
          ...contender,
          standing: { state: 'sounding', since: before.since, positionMs, soundedMs: before.soundedMs },
        };
      } else if (action.do === 'interrupt' && standing.state === 'sounding') {
        close();
        contenders[index] = { ...contender, standing: { ...standing, state: 'held', heldAt: now } };
      } else {
        close();
        ends.set(action.key, (ends.get(action.key) ?? 0) + 1);
        contenders.splice(index, 1);
      }
    }
    if (contenders.length === 0) break;
    const next = Math.max(now + 1, Math.min(wakeAt, now + 24 * 60 * MINUTE));
    const passed = next - now;
    contenders = contenders.map((each) =>
      each.standing.state === 'sounding'
        ? {
            ...each,
            standing: {
              ...each.standing,
              positionMs: each.standing.positionMs + passed,
              soundedMs: each.standing.soundedMs + passed,
            },
          }
        : each,
    );
    now = next;
  }
  return { diary, ends };
}

describe('whatever is asked of a node', () => {
  const life = fc
    .array(anyBid, { minLength: 1, maxLength: 8 })
    .map((bids) => bids.map((each, index) => ({ ...each, key: `k${index}` })));

  it('every bid ends exactly once, two never sound together, nothing exceeds its maximum, nothing but emergencies sounds in quiet hours', () => {
    fc.assert(
      fc.property(life, fc.constantFrom(NIGHT, [], [{ from: '13:00', to: '13:30' }, ...NIGHT]), (bids, windows) => {
        const { diary, ends } = live(bids, windows);
        expect([...ends.values()].every((times) => times === 1) && ends.size === bids.length).toBe(true);
        const inOrder = [...diary].sort((a, b) => a.from - b.from || a.to - b.to);
        for (const [index, each] of inOrder.entries()) {
          const next = inOrder[index + 1];
          if (next) expect(next.from).toBeGreaterThanOrEqual(each.to);
          const asked = bids.find(({ key }) => key === each.key) as Bid;
          if (asked.class === 'emergency') continue;
          expect(quietRemainingMs(windows, each.from)).toBe(0);
          expect(each.to === each.from || quietRemainingMs(windows, each.to - 1) === 0).toBe(true);
        }
        for (const asked of bids) {
          const total = diary.filter(({ key }) => key === asked.key).reduce((sum, { from, to }) => sum + to - from, 0);
          expect(total).toBeLessThanOrEqual(asked.maxMs);
          const first = diary.find(({ key }) => key === asked.key);
          if (first) expect(first.from).toBeLessThanOrEqual(asked.startAt + asked.latenessMs);
          if (first) expect(first.from).toBeGreaterThanOrEqual(asked.startAt);
          // What runs is never later than its own clock, but for the second in which a beginning is still one.
          const last = diary.filter(({ key }) => key === asked.key).at(-1);
          if (asked.running && last) expect(last.to).toBeLessThanOrEqual(asked.startAt + asked.lengthMs + 1_000);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('the highest rank of those due sounds, but for what stands aside until a user gives the order, in whatever order they are named', () => {
    fc.assert(
      fc.property(life, fc.integer({ min: 0, max: 600 }), (bids, minute) => {
        const now = NOON + minute * MINUTE;
        const contenders: Contender[] = bids.map((each) => ({ ...each, standing: { state: 'waiting' } }));
        const decided = arbitrate(contenders, [], now);
        expect(new Set(arbitrate([...contenders].reverse(), [], now).actions)).toEqual(new Set(decided.actions));
        const isOver = (each: Bid) => each.running === true && now >= each.startAt + each.lengthMs;
        const due = bids.filter(
          (each) => each.startAt <= now && now <= each.startAt + each.latenessMs && !isOver(each),
        );
        const started = decided.actions.find((action) => action.do === 'start' || action.do === 'resume');
        expect(started === undefined).toBe(due.length === 0);
        const winner = bids.find((each) => each.key === started?.key);
        const decidable = due.filter((each) => rankOf(each) < 3 || !due.some((other) => mustAsk(each, other)));
        if (winner) expect(rankOf(winner)).toBe(Math.max(...decidable.map(rankOf)));
      }),
    );
  });
});
