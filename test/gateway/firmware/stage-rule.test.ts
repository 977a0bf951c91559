import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AT_ONCE,
  AT_ONCE_IN_COMMUNE,
  decideStage,
  isSilenced,
  nextToTell,
  rolloutOrder,
  type StageCounts,
  stageSizes,
  stateAfter,
} from '../../../gateway/firmware/stage-rule.ts';
import { sha256Of } from '../../../gateway/keys/secrets.ts';
import { ROLLOUT_NODE_STATES } from '../../../protocol/firmware.ts';

const NONE: StageCounts = { confirmed: 0, failed: 0, flying: 0, away: 0, waiting: 0 };
const counts = fc.record({
  ...{ confirmed: fc.nat(300), failed: fc.nat(20), flying: fc.nat(100), away: fc.nat(100), waiting: fc.nat(300) },
});

describe('a stage', () => {
  it.each<[string, Partial<StageCounts>, ReturnType<typeof decideStage>]>([
    ['is over when everybody has proved itself', { confirmed: 2 }, 'complete'],
    ['waits for one that is at it', { confirmed: 19, flying: 1 }, 'wait'],
    ['waits for one that a broadcast holds up', { confirmed: 19, waiting: 1 }, 'wait'],
    ['of few nodes halts at the first failure', { confirmed: 48, failed: 1 }, 'halt'],
    ['halts at the first failure while others are at it', { failed: 1, flying: 1 }, 'halt'],
    ['of many bears less than 2 %', { confirmed: 59, failed: 1 }, 'complete'],
    ['of many halts at 2 %', { confirmed: 98, failed: 2 }, 'halt'],
    ['goes on without 5 % that cannot be reached', { confirmed: 95, away: 5 }, 'complete'],
    ['does not go on without more than 5 %', { confirmed: 94, away: 6 }, 'wait'],
    ['of one node that cannot be reached waits for it', { away: 1 }, 'wait'],
    ['is over when everybody was set aside', {}, 'complete'],
  ])('%s', (_, changes, decision) => expect(decideStage({ ...NONE, ...changes })).toBe(decision));

  it('is never over with somebody at it, and never with 2 % failed', () => {
    fc.assert(
      fc.property(counts, (stage) => {
        const all = Object.values(stage).reduce((sum, count) => sum + count, 0);
        const decision = decideStage(stage);
        if (stage.failed * 50 >= all && stage.failed > 0) expect(decision).toBe('halt');
        if (decision === 'complete') expect(stage.flying + stage.waiting).toBe(0);
        if (decision === 'complete') expect(stage.away === 0 || stage.confirmed * 100 >= all * 95).toBe(true);
      }),
    );
  });

  it('grows by one at least, and the last one holds all', () => {
    expect(stageSizes(200, [1, 10, 100])).toEqual([2, 20, 200]);
    expect(stageSizes(3, [1, 10, 100])).toEqual([1, 2, 3]);
    expect(stageSizes(1, [1, 10, 100])).toEqual([1, 1, 1]);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30_000 }),
        fc.double({ min: 0.1, max: 50, noNaN: true }),
        (nodes, first) => {
          const [a = 0, b] = stageSizes(nodes, [first, 100]);
          expect(a).toBeGreaterThanOrEqual(1);
          expect(a).toBeGreaterThanOrEqual((nodes * first) / 100 - 1e-6);
          expect(b).toBe(nodes);
        },
      ),
    );
  });
});

describe('the order of a roll-out', () => {
  const nodes = Array.from({ length: 60 }, (_, at) => ({ node: `n${at}`, commune: `c${at % 6}` }));
  const hashOf = (node: string) => sha256Of(`firmware/${node}`);

  it('follows from firmware and node alone, whatever order they are named in', () => {
    const order = rolloutOrder(nodes, hashOf);
    expect(rolloutOrder([...nodes].reverse(), hashOf)).toEqual(order);
    expect(new Set(order).size).toBe(60);
    expect(rolloutOrder(nodes, (node) => sha256Of(`other/${node}`))).not.toEqual(order);
  });

  it('takes one of each commune before the second of any', () => {
    const communeOf = new Map(nodes.map(({ node, commune }) => [node, commune]));
    const order = rolloutOrder(nodes, hashOf);
    for (let turn = 0; turn < 10; turn++)
      expect(new Set(order.slice(turn * 6, turn * 6 + 6).map((node) => communeOf.get(node))).size).toBe(6);
  });

  it('tells never more at once than a commune, and the line, can spare', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 60 }),
        fc.nat(6),
        (size, communes, busy) => {
          const ready = Array.from({ length: size }, (_, at) => ({ node: `n${at}`, commune: `c${at % communes}` }));
          const flying = new Map([['c0', busy]]);
          const told = nextToTell(ready, flying);
          expect(told.length).toBeLessThanOrEqual(AT_ONCE - busy);
          for (let commune = 0; commune < communes; commune++) {
            const here = told.filter((node) => Number(node.slice(1)) % communes === commune).length;
            expect(here + (commune === 0 ? busy : 0)).toBeLessThanOrEqual(
              Math.max(AT_ONCE_IN_COMMUNE, commune === 0 ? busy : 0),
            );
          }
        },
      ),
    );
  });
});

describe('a node in a roll-out', () => {
  it('only moves on by its word, whatever comes late or twice', () => {
    const said = ['downloaded', 'installed', 'confirmed', 'rolled-back', 'refused'] as const;
    fc.assert(
      fc.property(fc.constantFrom(...ROLLOUT_NODE_STATES), fc.constantFrom(...said), (state, word) => {
        const next = stateAfter(state, word);
        expect(stateAfter(next, word)).toBe(next);
        if (state === 'confirmed' || state === 'rolled-back' || state === 'refused') expect(next).toBe(state);
        expect(next === state || next === word).toBe(true);
      }),
    );
    expect(stateAfter('silent', 'confirmed')).toBe('confirmed');
    expect(stateAfter('silent', 'installed')).toBe('silent');
  });

  const minute = 60_000;
  it.each([
    ['not within ten minutes', 'installed', { now: 10 * minute, watchedSince: 0 }, false],
    ['after ten minutes without a beat', 'installed', { now: 10 * minute + 1, watchedSince: 0 }, true],
    ['not while it beats', 'installed', { now: 30 * minute, watchedSince: 0, heardAt: 29 * minute }, false],
    [
      'not for what the gateway itself did not watch',
      'installed',
      { now: 30 * minute, watchedSince: 25 * minute },
      false,
    ],
    ['not while the gateway does not watch', 'installed', { now: 30 * minute, watchedSince: undefined }, false],
    ['not before it began to change', 'sent', { now: 30 * minute, watchedSince: 0 }, false],
  ] as const)('has fallen silent: %s', (_, state, seen, silenced) =>
    expect(isSilenced({ state, since: 0 }, seen)).toBe(silenced),
  );
});
