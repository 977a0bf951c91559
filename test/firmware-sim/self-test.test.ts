import { describe, expect, it } from 'vitest';
import { NodeTime } from '../../firmware-sim/core/node-time.ts';
import { SelfTests } from '../../firmware-sim/core/self-tests.ts';
import type { News } from '../../firmware-sim/core/signed-log.ts';
import { judgeTest, nextTestAt, type Reference } from '../../firmware-sim/core/test-rule.ts';
import type { HornState } from '../../firmware-sim/player/horn-model.ts';
import { hardwareOf, heardOf, TimedBench } from '../../firmware-sim/player/timed-bench.ts';
import { MemoryStore } from '../../firmware-sim/storage/memory-store.ts';
import { VirtualClock } from '../../firmware-sim/virtual-clock.ts';
import type { SelfTestBody } from '../../protocol/messages/device.ts';
import { command } from '../../protocol/messages/downlink.ts';
import type { TestResult } from '../../protocol/remote.ts';
import { dayOf, instantAt, timeOf } from '../../protocol/vietnam-time.ts';

type Sensor = 'microphone' | 'current' | 'none';
const MINUTE = 60_000;
const MORNING = instantAt('2026-11-23', '07:00');

function judged(horn: HornState, sensor: Sensor, mode: SelfTestBody['mode'], volume = 20): TestResult {
  const reference: Reference = { ...heardOf({ sensor, horns: 3, horn: () => 'healthy' }, 20), volume: 20 };
  const heard = heardOf({ sensor, horns: 3, horn: () => horn }, volume);
  return judgeTest({ mode, by: sensor, volume, hardware: hardwareOf(horn), ...heard }, reference);
}

describe('what a self-test finds', () => {
  it.each<[HornState, Record<Sensor, TestResult>, TestResult]>([
    ['healthy', { microphone: 'heard', current: 'heard', none: 'no-sensor' }, 'line-ok'],
    ['weak', { microphone: 'weak', current: 'weak', none: 'no-sensor' }, 'line-ok'],
    ['mute', { microphone: 'not-heard', current: 'not-heard', none: 'no-sensor' }, 'line-ok'],
    // The microphone says heard; the amplifier's own meter contradicts it.
    ['lying', { microphone: 'not-heard', current: 'not-heard', none: 'no-sensor' }, 'line-ok'],
    ['moved', { microphone: 'moved', current: 'heard', none: 'no-sensor' }, 'line-ok'],
    ['line-open', { microphone: 'line-open', current: 'line-open', none: 'line-open' }, 'line-open'],
    ['line-short', { microphone: 'line-short', current: 'line-short', none: 'line-short' }, 'line-short'],
    ['amplifier', { microphone: 'amplifier', current: 'amplifier', none: 'amplifier' }, 'amplifier'],
  ])('of horns that are %s', (horn, tone, silent) => {
    for (const sensor of ['microphone', 'current', 'none'] as const) {
      expect([sensor, judged(horn, sensor, 'tone')]).toEqual([sensor, tone[sensor]]);
      // Another volume than the reference was taken at is no other answer.
      expect([sensor, judged(horn, sensor, 'tone', 40)]).toEqual([sensor, tone[sensor]]);
      expect([sensor, judged(horn, sensor, 'silent')]).toEqual([sensor, silent]);
    }
  });

  const microphone = { mode: 'tone', by: 'microphone', volume: 20, hardware: { line: 'ok', amplifier: 'ok' } } as const;
  const reference = { volume: 20, levelDb: -23, noiseDb: -62 };
  it.each<[string, Partial<Reference>, Reference | undefined, TestResult]>([
    ['a microphone alone cannot find a horn that is mute while it says heard', { levelDb: -23 }, reference, 'heard'],
    ['rain on the leaves is not a fault', { levelDb: -28.5, noiseDb: -40 }, reference, 'heard'],
    ['what does not stand above the noise is not heard', { levelDb: -38, noiseDb: -40 }, reference, 'not-heard'],
    ['faint sound in perfect silence is not heard', { levelDb: -55, noiseDb: -90 }, reference, 'not-heard'],
    ['quieter, and nothing measures the current: weak', { levelDb: -37 }, reference, 'weak'],
    ['louder than when somebody stood there: moved', { levelDb: -12 }, reference, 'moved'],
    ['heard, and nothing to compare with', { levelDb: -23 }, undefined, 'no-reference'],
    ['silent, and nothing to compare with', { levelDb: -62, noiseDb: -62 }, undefined, 'not-heard'],
    [
      'quieter, with the current it always drew: the microphone hangs elsewhere',
      { levelDb: -37, milliamps: 180 },
      { ...reference, milliamps: 180 },
      'moved',
    ],
    [
      'heard, while the horns draw nothing: something else was heard',
      { levelDb: -23, milliamps: 20 },
      { ...reference, milliamps: 180 },
      'not-heard',
    ],
  ])('%s', (_, heard, known, result) => {
    expect(judgeTest({ ...microphone, ...heard }, known)).toBe(result);
  });

  it('is nothing where nobody measures line and amplifier', () => {
    expect(judgeTest({ mode: 'silent', by: 'none', volume: 20, hardware: undefined }, undefined)).toBe('no-sensor');
  });
});

describe('the day of the next test', () => {
  it.each([
    ['today when its hour is still to come', undefined, '06:00', '2026-11-23 09:00'],
    ['today within the half hour it may take', undefined, '09:20', '2026-11-23 09:00'],
    ['tomorrow when the half hour has passed', undefined, '09:40', '2026-11-24 09:00'],
    ['three days after the last', '2026-11-22', '06:00', '2026-11-25 09:00'],
    ['today when the last is long ago', '2026-10-01', '06:00', '2026-11-23 09:00'],
  ])('is %s', (_, last, time, expected) => {
    const at = nextTestAt({ at: '09:00', everyDays: 3 }, last, 0, instantAt('2026-11-23', time));
    expect(`${dayOf(at)} ${timeOf(at)}`).toBe(expected);
  });

  it('comes one after the other for neighbours, and leaves time for three tries', () => {
    const at = (place: number) => nextTestAt({ at: '09:00', everyDays: 1 }, undefined, place, MORNING);
    expect(at(0.5) - at(0)).toBe(150_000);
    expect(at(0.999_999) + 20 * MINUTE).toBeLessThan(instantAt('2026-11-23', '09:30'));
  });
});

function world(sensor: Sensor, from = MORNING) {
  const clock = new VirtualClock(from);
  const store = new MemoryStore('01KAAAAAAAAAAAAAAAAAAAAAAA');
  const state = { horn: 'healthy' as HornState, playing: false };
  const found: (Pick<SelfTestBody, 'mode' | 'attempt' | 'result'> & { time: string })[] = [];
  const bodies: SelfTestBody[] = [];
  const tests = new SelfTests({
    bench: new TimedBench(clock, { sensor, horns: 3, horn: () => state.horn }),
    time: new NodeTime(clock, 0, () => true),
    ...{ store, by: sensor, place: 0 },
    quiet: () => [{ from: '21:00', to: '05:00' }],
    playing: () => state.playing,
    note: (news: News) => {
      if (news.kind !== 'self-test') return;
      const { mode, attempt, result } = news.body;
      bodies.push(news.body);
      found.push({ mode, attempt, result, time: timeOf(clock.now()) });
    },
  });
  let asked = 0;
  const ask = (mode: SelfTestBody['mode'], volume = 20) => {
    const ended: TestResult[] = [];
    const args = { mode, volume, toneMs: 3_000 };
    const id = `01KBBBBBBBBBBBBBBBBBBBBBB${asked++}`;
    const aud = { group: 'a'.padEnd(17, '0') };
    const given = command.parse({
      v: 1,
      id,
      aud,
      iat: 0,
      nbf: 0,
      exp: 1,
      class: 'normal',
      by: 'x',
      type: 'self-test',
      args,
    });
    if (given.type !== 'self-test') throw new Error('not a test');
    const refusal = tests.ask(given, (result) => ended.push(result));
    return { refusal, ended };
  };
  return { clock, store, state, tests, found, bodies, ask };
}

describe('a node tests itself', () => {
  it('by command: the tone is a second long at most, and its entry names the command and the figures', () => {
    const { clock, ask, bodies } = world('microphone');
    const calibrated = ask('calibrate');
    clock.advance(1_000);
    expect(calibrated.ended).toEqual(['heard']);
    const tone = ask('tone');
    clock.advance(999);
    expect(tone.ended).toEqual([]);
    clock.advance(1);
    expect(tone.ended).toEqual(['heard']);
    expect(bodies.at(-1)).toEqual({
      command: '01KBBBBBBBBBBBBBBBBBBBBBB1',
      ...{ mode: 'tone', attempt: 1, result: 'heard', by: 'microphone' },
      ...{ levelDb: -23, noiseDb: -62, referenceDb: -23, milliamps: 180, referenceMilliamps: 180 },
    });
  });

  it('refuses a tone in its quiet hours, and measures in silence at any hour', () => {
    const { ask, found } = world('microphone', instantAt('2026-11-23', '03:15'));
    expect(ask('tone').refusal).toBe('quiet-hours');
    expect(ask('calibrate').refusal).toBe('quiet-hours');
    expect(ask('silent')).toEqual({ refusal: undefined, ended: ['line-ok'] });
    expect(found.map(({ result }) => result)).toEqual(['line-ok']);
  });

  it('refuses a tone that would run into its quiet hours', () => {
    const { ask, clock } = world('microphone', instantAt('2026-11-23', '20:59'));
    clock.advance(59_500);
    expect(ask('tone').refusal).toBe('quiet-hours');
  });

  it('refuses a tone while something plays or another tone sounds, and gives way to what is about to play', () => {
    const { ask, state, tests, clock, found } = world('microphone');
    state.playing = true;
    expect(ask('tone').refusal).toBe('busy');
    state.playing = false;
    const first = ask('tone');
    expect(ask('tone').refusal).toBe('busy');
    tests.giveWay();
    clock.advance(5_000);
    expect(first.ended).toEqual(['busy']);
    expect(found.map(({ result }) => result)).toEqual(['busy']);
  });

  it('keeps a reference only when it was heard', () => {
    const { ask, state, clock, store } = world('microphone');
    state.horn = 'mute';
    const calibrated = ask('calibrate');
    clock.advance(1_000);
    expect(calibrated.ended).toEqual(['not-heard']);
    expect(store.read('selfTest')?.reference).toBeUndefined();
  });

  it('by its timetable: three tries ten minutes apart when it is not heard, one when it is, and again the next day', () => {
    const { clock, state, tests, found, ask } = world('microphone');
    ask('calibrate');
    clock.advance(1_000);
    found.length = 0;
    tests.configure({ at: '09:00', everyDays: 1, volume: 20 });
    clock.moveTo(instantAt('2026-11-23', '12:00'));
    state.horn = 'lying';
    clock.moveTo(instantAt('2026-11-24', '12:00'));
    expect(found).toEqual([
      { mode: 'tone', attempt: 1, result: 'heard', time: '09:00' },
      { mode: 'tone', attempt: 1, result: 'not-heard', time: '09:00' },
      { mode: 'tone', attempt: 2, result: 'not-heard', time: '09:10' },
      { mode: 'tone', attempt: 3, result: 'not-heard', time: '09:20' },
    ]);
  });

  it('waits for the end of what plays, and is over when that is not before its quiet hours', () => {
    const { clock, state, tests, found } = world('microphone');
    tests.configure({ at: '20:30', everyDays: 1, volume: 20 });
    state.playing = true;
    clock.moveTo(instantAt('2026-11-23', '20:40'));
    expect(found).toEqual([]);
    state.playing = false;
    clock.advance(2 * MINUTE);
    expect(found).toEqual([{ mode: 'tone', attempt: 1, result: 'no-reference', time: '20:40' }]);
    state.playing = true;
    clock.moveTo(instantAt('2026-11-24', '21:05'));
    expect(found.at(-1)).toEqual({ mode: 'tone', attempt: 1, result: 'quiet-hours', time: '21:00' });
  });

  it('without a sensor asks line and amplifier only, and sounds nothing', () => {
    const { clock, state, tests, found } = world('none');
    state.horn = 'line-open';
    tests.configure({ at: '09:00', everyDays: 1, volume: 20 });
    clock.moveTo(instantAt('2026-11-23', '10:00'));
    expect(found).toEqual([{ mode: 'silent', attempt: 1, result: 'line-open', time: '09:00' }]);
  });

  it('not any more when the timetable is taken away', () => {
    const { clock, tests, found } = world('microphone');
    tests.configure({ at: '09:00', everyDays: 1, volume: 20 });
    tests.configure(undefined);
    clock.moveTo(instantAt('2026-11-25', '12:00'));
    expect(found).toEqual([]);
  });
});
