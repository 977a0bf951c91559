import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BULLETIN_CLASSES, SOURCE_LEVELS } from '../../protocol/classes.ts';
import { type Claim, firstToSound, outranks, rankOf } from '../../protocol/preemption.ts';

const claim: fc.Arbitrary<Claim> = fc.record({
  class: fc.constantFrom(...BULLETIN_CLASSES),
  level: fc.constantFrom(...SOURCE_LEVELS),
  since: fc.nat(1000),
});

describe('who takes the horns', () => {
  it.each([
    ['emergency', 'hamlet', 'normal', 'central', true],
    ['normal', 'province', 'normal', 'commune', true],
    ['normal', 'commune', 'normal', 'hamlet', true],
    ['normal', 'commune', 'normal', 'province', false],
    ['priority', 'commune', 'normal', 'commune', false],
    ['emergency', 'province', 'emergency', 'commune', false],
    ['normal', 'commune', 'emergency', 'hamlet', false],
  ] as const)('%s of the %s against %s of the %s: %s', (classA, levelA, classB, levelB, wins) => {
    expect(outranks({ class: classA, level: levelA, since: 5 }, { class: classB, level: levelB, since: 1 })).toBe(wins);
  });

  it('is a strict order: nobody outranks itself, and never both ways', () => {
    fc.assert(fc.property(claim, claim, (a, b) => !(outranks(a, b) && outranks(b, a)) && !outranks(a, a)));
  });

  it('within one rank the one that started first continues', () => {
    fc.assert(
      fc.property(claim, claim, (a, b) => {
        fc.pre(rankOf(a) === rankOf(b) && a.since < b.since);
        expect(firstToSound(a, b)).toBe(a);
        expect(firstToSound(b, a)).toBe(a);
      }),
    );
  });
});
