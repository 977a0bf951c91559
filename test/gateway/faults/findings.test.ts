import { describe, expect, it } from 'vitest';
import { causeOfSilence, findingsOf, listeningOf } from '../../../gateway/faults/findings.ts';
import { Restarts } from '../../../gateway/faults/restarts.ts';
import { Streaks } from '../../../gateway/faults/streaks.ts';
import type { Beat } from '../../../protocol/messages/uplink.ts';

const AT = 1_800_000_000_000;
const RUN = { run: '01JDB5K3X8Q4S0000000000002' };
const beat = (change: Partial<Beat>): Beat => ({
  ...{ v: 1, node: 'n', session: '01JDB5K3X8Q4S0000000000001', seq: 1, at: AT, uptimeMs: 1, beatMs: 30_000 },
  ...change,
});
const found = (change: Partial<Beat>, clockUnproved = false) => {
  const listening = { run: RUN.run, at: AT - 30_000, heardMs: 60_000 };
  return findingsOf(beat(change), { receivedAt: AT, clockUnproved, listening });
};

describe('one beat', () => {
  it.each<[string, Partial<Beat>, string[]]>([
    ['nothing measured', {}, []],
    ['the last gasp, and nothing else of it', { lastGasp: true, mainsVolts: 0, power: 'battery' }, ['mains-lost']],
    ['on battery', { power: 'battery' }, ['on-battery']],
    ['no volts', { mainsVolts: 3 }, ['on-battery']],
    ['no volts at a solar place', { mainsVolts: 0, power: 'solar' }, []],
    ['mains that sag', { mainsVolts: 172, power: 'mains' }, []],
    ['−104 dBm', { rssiDbm: -104 }, ['weak-signal']],
    ['−100 dBm, between the limits', { rssiDbm: -100 }, []],
    ['76 °C', { celsius: 76 }, ['too-hot']],
    ['150 MB left', { freeBytes: 150e6 }, ['storage-full']],
    ['an open line', { line: 'open', amplifier: 'ok' }, ['line-open']],
    ['a short line', { line: 'short' }, ['line-short']],
    ['a dead amplifier', { line: 'ok', amplifier: 'fault' }, ['amplifier']],
    ['a clock 6 s behind', { at: AT - 6_000 }, ['clock-wrong']],
    ['a clock 4 s ahead', { at: AT + 4_000 }, []],
    ['30 s of playing, 1 s heard', { playing: RUN, heardMs: 61_000 }, ['not-heard']],
    ['30 s of playing, 20 s heard', { playing: RUN, heardMs: 80_000 }, []],
    ['another run than before', { playing: { run: '01JDB5K3X8Q4S0000000000003' }, heardMs: 0 }, []],
    ['playing without a sensor', { playing: RUN }, []],
  ])('%s: %j is bad in %j', (_what, change, bad) => {
    expect(found(change).bad).toEqual(bad);
  });

  it('of a node that did not know the time must be right by its signed answer', () => {
    expect(found({ at: AT - 4_000 }, true).bad).toEqual(['clock-wrong']);
    expect(found({ at: AT - 1_500 }, true).bad).toEqual([]);
  });

  it('says what is well as well, so that faults end', () => {
    const { well } = found({ celsius: 40, line: 'ok', amplifier: 'ok', power: 'mains', rssiDbm: -70 });
    expect([...well].sort()).toEqual(
      ['amplifier', 'clock-wrong', 'line-open', 'line-short', 'on-battery', 'too-hot', 'weak-signal'].sort(),
    );
    expect(listeningOf(beat({ playing: RUN, heardMs: 5 }), AT)).toEqual({ run: RUN.run, at: AT, heardMs: 5 });
  });
});

describe('silence', () => {
  it.each([
    [{ lastGasp: true }, 'mains-lost'],
    [{ mainsVolts: 0 }, 'mains-lost'],
    [{ power: 'battery' as const }, 'mains-lost'],
    [{ mainsVolts: 0, power: 'solar' as const }, 'network-lost'],
    [{ mainsVolts: 226 }, 'network-lost'],
    [undefined, 'network-lost'],
  ])('after the last word %j is %s', (last, cause) => {
    expect(causeOfSilence(last)).toBe(cause);
  });
});

describe('in a row', () => {
  it('three weak readings are a fault since the first; one good reading between them begins anew', () => {
    const streaks = new Streaks();
    expect(streaks.bad('weak-signal', { at: 1, intervalMs: 30_000 })).toBeUndefined();
    expect(streaks.isSuspect('weak-signal')).toBe(true);
    expect(streaks.bad('weak-signal', { at: 2, intervalMs: 30_000 })).toBeUndefined();
    expect(streaks.well('weak-signal', 3, false)).toBeUndefined();
    expect(streaks.isEmpty).toBe(true);
    for (const at of [4, 5]) expect(streaks.bad('weak-signal', { at: at, intervalMs: 30_000 })).toBeUndefined();
    expect(streaks.bad('weak-signal', { at: 6, intervalMs: 30_000 })).toEqual({
      kind: 'weak-signal',
      to: 'down',
      at: 4,
    });
    for (const at of [7, 8]) expect(streaks.well('weak-signal', at, true)).toBeUndefined();
    expect(streaks.well('weak-signal', 9, true)).toEqual({ kind: 'weak-signal', to: 'up', at: 7 });
  });

  it('restarts count once by their boot, within half an hour, and not when they were meant', () => {
    const restarts = new Restarts();
    const minute = 60_000;
    expect(restarts.add('n', 'a', 0, 0).count).toBe(1);
    expect(restarts.add('n', 'a', minute, minute).count).toBe(1);
    expect(restarts.add('n', 'b', 2 * minute, 2 * minute)).toEqual({ count: 2, since: 0 });
    expect(restarts.add('n', 'c', 31 * minute, 31 * minute).count).toBe(2);
    restarts.excuse('n', 'c');
    expect(restarts.of('n')).toBe(1);
    restarts.forget(90 * minute);
    expect(restarts.of('n')).toBe(0);
  });
});
