import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextGain, type Try } from '../../../gateway/audio/gain.ts';

const TARGET = -16;

/** A limiter that lets through all of the gain below a knee, and `share` of what is above. */
const limiter = (knee: number, share: number) => (gainDb: number) =>
  gainDb <= knee ? -40 + gainDb : -40 + knee + (gainDb - knee) * share;

describe('the gain of the next try', () => {
  it('is what is missing and a little more after the first', () => {
    expect(nextGain(TARGET, [{ gainDb: 10, lufs: -20 }])).toBeCloseTo(15.2);
  });

  it('follows what the limiter lets through', () => {
    const tries = [
      { gainDb: 10, lufs: -20 },
      { gainDb: 15, lufs: -18 },
    ];
    expect(nextGain(TARGET, tries)).toBeCloseTo(20);
  });

  it('never jumps by more than 12 dB', () => {
    expect(nextGain(TARGET, [{ gainDb: 0, lufs: -60 }])).toBe(12);
  });

  it('is right within six tries for a limiter that lets a quarter through or more', () => {
    const knees = fc.double({ min: 16, max: 30, noNaN: true });
    fc.assert(
      fc.property(knees, fc.double({ min: 0.25, max: 1, noNaN: true }), (knee, share) => {
        const sounds = limiter(knee, share);
        const tries: Try[] = [];
        let gainDb = 24;
        while (tries.length < 6) {
          tries.push({ gainDb, lufs: sounds(gainDb) });
          if (Math.abs(TARGET - sounds(gainDb)) <= 0.6) return;
          gainDb = nextGain(TARGET, tries);
        }
        throw new Error(`missed: ${JSON.stringify(tries)}`);
      }),
    );
  });
});
