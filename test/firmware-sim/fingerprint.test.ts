import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { speech, tune } from '../../bench/broadcast-sound.ts';
import { heardIn, QUIET_ROOM, ROADSIDE, type Room } from '../../firmware-sim/listening/room.ts';
import { Fourier } from '../../protocol/fingerprint/fourier.ts';
import { matchSeconds } from '../../protocol/fingerprint/match.ts';
import { type HeardPrint, HOP_MS, PRINT_RATE, Printer, printOf } from '../../protocol/fingerprint/print.ts';
import { decodePrint, encodePrint } from '../../protocol/fingerprint/print-file.ts';

const BEFORE_MS = 3_210;
const secondsOf = (sound: Float64Array) => Math.floor(sound.length / PRINT_RATE);
const matched = (seconds: Int32Array) => seconds.reduce((sum, at) => sum + (at === -1 ? 0 : 1), 0);
const heard = (room: Room, sound: Float64Array) =>
  printOf(heardIn(room, sound, { beforeMs: BEFORE_MS, afterMs: 3_000 }));

describe('the transform', () => {
  it('gives the power of every frequency, as the definition does', () => {
    const size = 32;
    const samples = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: size, maxLength: size });
    fc.assert(
      fc.property(samples, (given) => {
        const power = new Float64Array(size / 2);
        new Fourier(size).power(Float64Array.from(given), power);
        power.forEach((found, k) => {
          const [re, im] = [Math.cos, Math.sin].map((wave) =>
            given.reduce((sum, sample, n) => sum + sample * wave((2 * Math.PI * k * n) / size), 0),
          ) as [number, number];
          expect(found).toBeCloseTo(re * re + im * im, 8);
        });
      }),
      { numRuns: 50 },
    );
  });
});

describe('a print', () => {
  let bulletin: Float64Array;
  let print: HeardPrint;
  let other: HeardPrint;
  beforeAll(() => {
    bulletin = speech(0, 4);
    print = printOf(bulletin);
    other = printOf(speech(5, 9));
  });

  it('is the same whatever pieces the sound came in', () => {
    const printer = new Printer();
    const short = bulletin.subarray(0, 3 * PRINT_RATE);
    for (let at = 0; at < short.length; at += 1_111) printer.take(short.subarray(at, at + 1_111));
    expect(printer.finish()).toEqual(printOf(short));
  });

  it('comes out of its file as it went in, five minutes in 47 kB', () => {
    const bytes = encodePrint(print);
    expect(decodePrint(bytes)).toEqual({ words: print.words, levels: print.levels });
    expect((bytes.length / print.words.length) * (300_000 / HOP_MS)).toBeLessThan(47_500);
  });

  it('is refused when the file is cut, of another version, or no print at all', () => {
    const bytes = encodePrint(print);
    const newer = Uint8Array.from(bytes);
    newer[4] = 2;
    for (const wrong of [bytes.subarray(0, -1), newer, new Uint8Array(0), new TextEncoder().encode('{"error":1}')])
      expect(decodePrint(wrong)).toBeUndefined();
  });

  it.each<[string, Room]>([
    ['a quiet place, 20 dB', QUIET_ROOM],
    ['a roadside with three horns, 10 dB', ROADSIDE],
    ['the same at 5 dB, from a player that is 0.3 % fast', { ...ROADSIDE, snrDb: 5, speed: 1.003, seed: 3 }],
  ])('is known again in %s, second by second, and other words of the same voice are not it', (_, room) => {
    const ear = heard(room, bulletin);
    const found = matchSeconds(ear, print);
    expect(matched(found)).toBeGreaterThanOrEqual(secondsOf(bulletin) - 1);
    // Where it lies: a second of the ear is that second of the bulletin, less the noise before.
    found.forEach((at, second) => {
      if (at !== -1) expect(Math.abs(second - BEFORE_MS / 1_000 - at)).toBeLessThanOrEqual(1);
    });
    // Before it began and after it ended nothing matches.
    expect([...found.slice(0, 2), ...found.slice(-1)]).toEqual([-1, -1, -1]);
    expect(matched(matchSeconds(ear, other))).toBe(0);
  });

  it('of a tune is known again at the roadside, and another tune of the same notes is not it', () => {
    const ear = heard(ROADSIDE, tune(25, 7));
    expect(matched(matchSeconds(ear, printOf(tune(25, 7))))).toBeGreaterThanOrEqual(24);
    expect(matched(matchSeconds(ear, printOf(tune(25, 99))))).toBe(0);
  });

  it('is found where the broadcast began in the middle, and only what sounded counts', () => {
    const half = bulletin.subarray(bulletin.length / 2);
    const found = matchSeconds(heard(ROADSIDE, half), print);
    expect(Math.abs(matched(found) - secondsOf(half))).toBeLessThanOrEqual(1);
  });

  it('is not found in noise, nor in digital silence', () => {
    const nothing = heardIn(QUIET_ROOM, undefined, { beforeMs: 30_000, afterMs: 0 });
    expect(matched(matchSeconds(printOf(nothing), print))).toBe(0);
    expect(matched(matchSeconds(printOf(new Float64Array(20 * PRINT_RATE)), print))).toBe(0);
  });
});
