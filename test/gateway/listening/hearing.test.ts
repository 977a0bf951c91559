import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sessionsOfRuns } from '../../../gateway/broadcast/run-sessions.ts';
import { countsOf, stateOf, type Word, wordsOn } from '../../../gateway/listening/hearing.ts';
import { toHear } from '../../../gateway/listening/to-hear.ts';
import { HEARING_STATES, LISTENING_RESULTS, type ListeningResult } from '../../../protocol/listening.ts';
import { HOUR_MS, MINUTE_MS } from '../../../protocol/units.ts';

const session = (n: number) => ({ from: n * HOUR_MS, to: n * HOUR_MS + 30 * MINUTE_MS });
const word = (n: number, result: ListeningResult, change: Partial<Word> = {}): Word => ({
  ...{ node: 'a', result, matchedMs: 0, trusted: true },
  ...session(n),
  ...change,
});

describe('what is said of a session', () => {
  it.each<[string, Word[], ListeningResult | undefined]>([
    ['nobody spoke', [], undefined],
    ['one spoke', [word(1, 'silent')], 'silent'],
    ['one heard what another did not', [word(1, 'silent'), word(1, 'heard', { node: 'b' })], 'heard'],
    ['a deaf ear stands beside one that hears', [word(1, 'deaf'), word(1, 'silent', { node: 'b' })], 'silent'],
    ['the clock was not to be trusted', [word(1, 'heard', { trusted: false })], undefined],
    ['it is about another session', [word(2, 'heard')], undefined],
    ['less than half of it was listened to', [word(1, 'heard', { from: HOUR_MS + 20 * MINUTE_MS })], undefined],
    ['the end of it was listened to', [word(1, 'partial', { from: HOUR_MS + 10 * MINUTE_MS })], 'partial'],
  ])('is right where %s', (_, words, result) => {
    expect(wordsOn([session(1)], words)[0]?.result).toBe(result);
  });

  it('adds up to the sessions due', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...HEARING_STATES)), (states) => {
        const { due, ...rest } = countsOf(states);
        expect(due).toBe(states.length);
        expect(Object.values(rest).reduce((sum, count) => sum + count, 0)).toBe(due);
      }),
    );
  });

  it('does not depend on the order in which words came', () => {
    const words = fc.array(
      fc.record({ result: fc.constantFrom(...LISTENING_RESULTS), matchedMs: fc.integer({ min: 0, max: 9 }) }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(words, (given) => {
        const said = given.map(({ result, matchedMs }, n) => word(1, result, { matchedMs, node: String(n) }));
        const [one] = wordsOn([session(1)], said);
        const [other] = wordsOn([session(1)], [...said].reverse());
        expect([one?.result, one?.matchedMs]).toEqual([other?.result, other?.matchedMs]);
      }),
    );
  });
});

describe('a hamlet', () => {
  it.each<[string, Word[], ReturnType<typeof stateOf>]>([
    ['nothing is said', [], undefined],
    ['it was silent once', [word(1, 'silent')], undefined],
    ['it was silent twice in a row', [word(2, 'silent'), word(1, 'silent')], 'silent'],
    [
      'it was silent twice, and sounded since',
      [word(1, 'silent'), word(2, 'silent'), word(3, 'other-sound')],
      'sounds',
    ],
    ['it sounded, then was silent once', [word(1, 'heard'), word(2, 'silent')], undefined],
    ['only a deaf ear listened', [word(1, 'deaf'), word(2, 'deaf')], undefined],
    ['a second ear heard it', [word(1, 'silent'), word(2, 'silent'), word(2, 'partial', { node: 'b' })], 'sounds'],
  ])('where %s', (_, words, state) => {
    expect(stateOf(words)).toBe(state);
  });
});

describe('a day without a registered session', () => {
  it('has its registered runs for sessions, each with a minute for who begins late, and those that touch as one', () => {
    const run = (minute: number, minutes: number) => ({ dueAt: minute * 60_000, durationMs: minutes * 60_000 });
    const minutes = sessionsOfRuns([run(30, 5), run(0, 4), run(5, 2)]).map(({ from, to }) => [from / 6e4, to / 6e4]);
    expect(minutes).toEqual([
      [0, 8],
      [30, 36],
    ]);
    expect(sessionsOfRuns([])).toEqual([]);
  });
});

describe('what a listening node is to hear', () => {
  const part = (name: string) => ({ sha256: name.repeat(64), durationMs: 1_000 });
  const sound = (at: number, ...parts: string[]) => ({
    ...{ ref: { run: '01KAAAAAAAAAAAAAAAAAAAAAAA' }, dueAt: at },
    parts: parts.map(part),
  });

  it('is every session, with the recordings due in it, each once', () => {
    const sounds = [
      sound(HOUR_MS, 'a', 'b'),
      sound(HOUR_MS + 9, 'b'),
      sound(2 * HOUR_MS, 'c'),
      sound(HOUR_MS - 1, 'd'),
    ];
    const [first, second, third] = toHear('place', [session(1), session(2), session(3)], sounds);
    expect(first).toMatchObject({ ...session(1), hamlet: 'place', against: 'recording' });
    expect(first?.parts).toEqual([part('a'), part('b')]);
    expect(first).not.toHaveProperty('run');
    expect(second).toMatchObject({ run: { run: '01KAAAAAAAAAAAAAAAAAAAAAAA' }, parts: [part('c')] });
    expect(third).toMatchObject({ against: 'nothing', parts: [] });
  });
});
