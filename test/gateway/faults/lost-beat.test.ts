import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HornWatch } from '../../../firmware-sim/core/horn-watch.ts';
import { Detector } from '../../../gateway/faults/detector.ts';
import { OBSERVED_KINDS, type ObservedKind } from '../../../gateway/faults/limits.ts';
import type { Beat } from '../../../protocol/messages/uplink.ts';

const BEAT_MS = 30_000;
const BEGAN = 1_800_000_000_000;
const RUN = { run: '01JDB5K3X8Q4S0000000000002' };
const WELL: Partial<Beat> = {
  ...{ rssiDbm: -70, power: 'mains', celsius: 40, freeBytes: 9e9, line: 'ok', amplifier: 'ok', playing: RUN },
};
const BAD: Readonly<Record<Exclude<ObservedKind, 'mains-lost'>, Partial<Beat>>> = {
  'on-battery': { power: 'battery' },
  'weak-signal': { rssiDbm: -109 },
  'clock-wrong': {},
  'too-hot': { celsius: 81 },
  'storage-full': { freeBytes: 1e6 },
  'line-open': { line: 'open' },
  'line-short': { line: 'short' },
  amplifier: { amplifier: 'fault' },
  'not-heard': {},
};

/** A node that plays and beats; from `failsAt` on `kind` is wrong with it. Which of its beats are lost, and when the fault is shown. */
function shownAfter(kind: keyof typeof BAD, failsAt: number, shares: readonly number[], lost: number): number {
  let [shownAt, latest, heardAt]: [number | undefined, Beat | undefined, number] = [undefined, undefined, BEGAN];
  let gapMs: number | undefined;
  let at = BEGAN;
  const detector = new Detector({
    ...{ now: () => at, isOpen: () => shownAt !== undefined, hasOpen: () => shownAt !== undefined },
    raise: (raised) => {
      if (raised === kind) shownAt ??= at;
      else throw new Error(`${raised} is not wrong`);
    },
    ...{ clear: () => undefined, sinceOf: () => undefined, isKnown: () => false },
    presence: { latest: () => latest, gapOf: () => gapMs, bootOf: () => undefined, clockStateOf: () => 'trusted' },
  });
  const soundedAt = (now: number) => {
    const playedMs = now - BEGAN;
    return { key: 'run', playedMs, heardMs: kind === 'not-heard' ? Math.min(playedMs, failsAt - BEGAN) : playedMs };
  };
  const horns = new HornWatch();
  const beats = [BEGAN];
  for (const share of shares) beats.push((beats.at(-1) ?? 0) + Math.round(BEAT_MS * share));
  for (; at <= (beats.at(-1) ?? 0) && shownAt === undefined; at += 100) {
    // The node's own watch, at every fifteen seconds; its word is said until it is heard.
    if ((at - BEGAN) % 15_000 === 0 && horns.look(soundedAt(at)) === 'silent') shownAt ??= at;
    if (at % 1_000 === 0) detector.overdue(at, BEGAN);
    const index = beats.findIndex((one) => Math.ceil(one / 100) * 100 === at);
    if (index < 0 || index === lost) continue;
    const isBad = at >= failsAt;
    latest = {
      ...{ v: 1, node: 'n', session: '01JDB5K3X8Q4S0000000000001', seq: index, uptimeMs: 1, beatMs: BEAT_MS },
      ...{ at: isBad && kind === 'clock-wrong' ? at - 9_000 : at - 300 },
      ...{ ...WELL, ...(isBad ? BAD[kind] : {}), heardMs: soundedAt(at).heardMs },
    };
    gapMs = at - heardAt;
    heardAt = at;
    detector.beat('n', latest, at);
  }
  return (shownAt ?? Number.POSITIVE_INFINITY) - failsAt;
}

describe('whatever beat is lost', () => {
  const kinds = OBSERVED_KINDS.filter((kind) => kind !== 'mains-lost');
  it.each(kinds)('%s is shown within 105 s of the event, within 100 s when none is lost', (kind) => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 32 }),
        fc.array(fc.constantFrom(0.9, 1, 1.1), { minLength: 8, maxLength: 8 }),
        fc.integer({ min: 2, max: 8 }),
        (seconds, shares, lost) => {
          const failsAt = BEGAN + 2 * BEAT_MS + seconds * 1_000;
          expect(shownAfter(kind, failsAt, shares, lost)).toBeLessThanOrEqual(105_000);
          expect(shownAfter(kind, failsAt, shares, -1)).toBeLessThanOrEqual(100_000);
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('beats that waited on a line', () => {
  const errors = (...given: number[]) => {
    const raised: string[] = [];
    const at = BEGAN;
    const detector = new Detector({
      ...{
        now: () => at,
        isOpen: () => false,
        hasOpen: () => false,
        clear: () => undefined,
        sinceOf: () => undefined,
        isKnown: () => false,
      },
      raise: (kind) => raised.push(kind),
      presence: {
        latest: () => undefined,
        gapOf: () => BEAT_MS,
        bootOf: () => undefined,
        clockStateOf: () => 'trusted',
      },
    });
    for (const [index, error] of given.entries()) {
      const now = at + index * BEAT_MS;
      const beat = {
        v: 1,
        node: 'n',
        session: 's',
        seq: index,
        uptimeMs: 1,
        beatMs: BEAT_MS,
        at: now + error,
      } as const;
      detector.beat('n', beat, now);
    }
    return raised;
  };
  it.each([
    ['each later than the next, are no wrong clock', [-75_000, -45_000, -15_000], false],
    ['all late by the same, are', [-9_000, -9_800], true],
    ['are not ahead of us, whatever their spread', [9_000, 40_000], true],
    ['do not wait for an hour', [-3_600_000, -3_650_000], true],
  ])('%s', (_fact, given, isWrong) => {
    expect(errors(...given).includes('clock-wrong')).toBe(isWrong);
  });
});
