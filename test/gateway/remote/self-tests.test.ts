import { ulid } from 'ulid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NodeTime } from '../../../firmware-sim/core/node-time.ts';
import { SelfTests as NodeTests } from '../../../firmware-sim/core/self-tests.ts';
import { SignedLog } from '../../../firmware-sim/core/signed-log.ts';
import { EntrySigner, newPrivateKey } from '../../../firmware-sim/core/signer.ts';
import type { HornState } from '../../../firmware-sim/player/horn-model.ts';
import { TimedBench } from '../../../firmware-sim/player/timed-bench.ts';
import { MemoryStore } from '../../../firmware-sim/storage/memory-store.ts';
import { VirtualClock } from '../../../firmware-sim/virtual-clock.ts';
import { soundOf } from '../../../gateway/coverage/sound.ts';
import { EvidenceLog } from '../../../gateway/evidence/evidence-log.ts';
import { Intake } from '../../../gateway/intake/intake.ts';
import { silentLog } from '../../../gateway/log.ts';
import { judgeTests } from '../../../gateway/remote/self-test-judge.ts';
import { DEFAULT_QUIET_WINDOWS } from '../../../protocol/quiet-hours.ts';
import type { TestResult } from '../../../protocol/remote.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../protocol/units.ts';
import { dayOf, instantAt, timeOf } from '../../../protocol/vietnam-time.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import { COMMUNE, DAYTIME, PROVINCE, RemoteWorld } from './remote-world.ts';

const HARDWARE = ['line-open', 'line-short', 'amplifier'];

describe('what self-tests mean', () => {
  const every = (minutes: number, ...results: TestResult[]) =>
    results.map((result, index) => ({ result, at: -index * minutes * MINUTE_MS }));
  it.each<[string, { result: TestResult; at: number }[], string | undefined, string[]]>([
    ['nothing was tested', [], undefined, []],
    ['once not heard is not mute yet', every(10, 'not-heard', 'heard'), undefined, HARDWARE],
    ['twice not heard is not mute yet', every(10, 'not-heard', 'not-heard', 'weak'), undefined, HARDWARE],
    ['three tries not heard are mute', every(10, 'not-heard', 'not-heard', 'not-heard'), 'mute', HARDWARE],
    [
      'three in one minute are one gust of wind',
      every(0.3, 'not-heard', 'not-heard', 'not-heard'),
      undefined,
      HARDWARE,
    ],
    [
      'silent and given-way tests between them change nothing',
      every(10, 'not-heard', 'busy', 'not-heard', 'line-ok', 'quiet-hours', 'not-heard'),
      'mute',
      HARDWARE,
    ],
    [
      'heard is the end of everything',
      every(10, 'heard', 'not-heard'),
      undefined,
      [...HARDWARE, 'mute', 'recalibrate'],
    ],
    ['weak is heard, and the reference stays in doubt', every(10, 'weak'), undefined, [...HARDWARE, 'mute']],
    ['a moved microphone asks to be calibrated', every(10, 'moved'), 'recalibrate', [...HARDWARE, 'mute']],
    ['an open line', every(10, 'line-open'), 'line-open', ['line-short', 'amplifier']],
    ['a shorted line', every(10, 'line-short'), 'line-short', ['line-open', 'amplifier']],
    ['a dead amplifier says nothing of the line', every(10, 'amplifier'), 'amplifier', []],
    ['a silent test says nothing of the horns', every(10, 'line-ok'), undefined, HARDWARE],
    ['nor does one without a sensor', every(10, 'no-sensor'), undefined, HARDWARE],
    ['one that gave way says nothing', every(10, 'busy', 'line-open'), undefined, []],
  ])('%s', (_, tests, raise, settle) => {
    expect(judgeTests(tests)).toEqual({ raise, settle });
  });
});

describe.each(ENGINES)('self-tests on $engine', ({ open }) => {
  let test: TestDatabase;
  let world: RemoteWorld;
  beforeAll(async () => {
    test = await open();
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    await test.database.write((transaction) => transaction('self_test_settings').delete());
    world = new RemoteWorld(test);
  });

  const timetable = { enabled: true, at: '09:00', volume: 20, everyDays: 1 };
  const set = (change: object = {}, version = 0) =>
    world.settings.set(world.person('operator'), COMMUNE, { ...timetable, version, ...change });

  /** A node whose firmware tests and signs, its log carried to the gateway's own intake hour by hour. */
  function device(sensor: 'microphone' | 'current' | 'none') {
    const from = world.clock.now();
    const clock = new VirtualClock(from);
    const time = new NodeTime(clock, 0, () => true);
    const store = new MemoryStore(ulid());
    const signer = new EntrySigner(newPrivateKey());
    const log = new SignedLog(world.node, store, signer, time);
    const state: { horn: HornState } = { horn: 'healthy' };
    const tests = new NodeTests({
      ...{ time, store, by: sensor, place: 0 },
      bench: new TimedBench(clock, { sensor, horns: 2, horn: () => state.horn }),
      quiet: () => DEFAULT_QUIET_WINDOWS,
      playing: () => false,
      note: (news) => void log.append(news),
    });
    const intake = new Intake({
      ...{ ...test, clock: world.clock, log: silentLog, evidence: new EvidenceLog(test) },
      keyOf: () => signer.publicKey,
      acknowledge: async (_node, ack) => void log.acknowledge(ack),
      handlers: { 'self-test': world.remote.selfTests.entries },
      alarm: ({ detail }) => expect.unreachable(detail),
    });
    tests.configure(world.settings.configAt(COMMUNE));
    const live = async (ms: number) => {
      for (const to = clock.now() + ms; clock.now() < to; ) {
        clock.advance(Math.min(HOUR_MS, to - clock.now()));
        world.clock.set(clock.now());
        const entries = log.unacknowledged(64).map(({ jws }) => jws);
        if (entries.length > 0) await intake.take(world.node, entries);
      }
    };
    return { state, tests, live, store };
  }

  it.each<[HornState, 'microphone' | 'current' | 'none', string[]]>([
    ['healthy', 'microphone', []],
    ['weak', 'microphone', []],
    ['line-open', 'microphone', ['line-open']],
    ['line-open', 'none', ['line-open']],
    ['line-short', 'current', ['line-short']],
    ['amplifier', 'none', ['amplifier']],
    ['mute', 'microphone', ['mute']],
    ['lying', 'current', ['mute']],
    ['moved', 'microphone', ['recalibrate']],
    // Nothing measures the sound here: only a person or a sensor can tell, and it is not guessed.
    ['mute', 'none', []],
  ])('horns that are %s, sensor %s: the same day, whatever the beats say: %j', async (horn, sensor, faults) => {
    await set();
    const node = device(sensor);
    node.store.write('selfTest', { reference: { volume: 20, levelDb: -23, noiseDb: -62, milliamps: 120 } });
    node.state.horn = horn;
    await node.live(DAY_MS);
    expect(world.openFaults).toEqual(faults);
    node.state.horn = 'healthy';
    await node.live(DAY_MS);
    expect(world.openFaults).toEqual([]);
  });

  it('a mute node is not heard in the verdict however perfect its beats: only its receipts count', () => {
    const dueAt = DAYTIME;
    const receipt = {
      playedMs: 600_000,
      heardMs: 0,
      heardBy: 'microphone',
      clock: 'trusted',
      startedAt: dueAt,
    } as const;
    const delivery = { run: 'r', node: world.node, horns: 2, dueAt, durationMs: 600_000, latenessMs: 60_000 };
    const sound = soundOf({ ...delivery, ...receipt, ended: true, final: true, state: 'full' }, 2_000, false);
    expect(sound).toEqual({ lowMs: 0, highMs: 0 });
  });

  it('are listed as they were signed, with their place in the evidence log', async () => {
    await set();
    const node = device('microphone');
    await node.live(DAY_MS);
    const { items, last, overdue } = await world.remote.selfTests.list(world.node, 0, world.clock.now());
    expect(items.map(({ mode, result }) => [mode, result])).toEqual([['tone', 'no-reference']]);
    expect(items[0]).toMatchObject({ attempt: 1, levelDb: -23, position: expect.any(Number) });
    expect(last).toEqual(items[0]);
    expect(overdue).toBe(false);
  });

  it('never made are due and then overdue, not guessed; without a timetable they are neither', async () => {
    const list = () => world.remote.selfTests.list(world.node, 0, world.clock.now());
    expect(await list()).toEqual({ items: [], overdue: false });
    await set({ at: '10:00' });
    const at = (time: string, day = dayOf(DAYTIME)) => world.clock.set(instantAt(day, time));
    expect(await list()).toEqual({ items: [], due: instantAt(dayOf(DAYTIME), '10:00'), overdue: false });
    at('10:30');
    expect((await list()).overdue).toBe(false);
    at('10:31');
    expect(await list()).toMatchObject({ items: [], overdue: true });
  });

  describe('their timetable', () => {
    it('is off until somebody sets it, and reaches the configs of the commune', async () => {
      expect(world.settings.shownAt(COMMUNE)).toMatchObject({ enabled: false, version: 0 });
      expect(world.settings.configAt(COMMUNE)).toBeUndefined();
      expect(await set()).toEqual({ area: COMMUNE, ...timetable, version: 1 });
      expect(world.settings.configAt(COMMUNE)).toEqual({ at: '09:00', everyDays: 1, volume: 20 });
      expect(world.configured).toEqual([[COMMUNE]]);
      expect(world.audited.at(-1)).toMatchObject({ action: 'set-self-test', before: { version: 0 }, after: timetable });
      const again = new RemoteWorld(test);
      await again.settings.start();
      expect(again.settings.shownAt(COMMUNE)).toEqual(world.settings.shownAt(COMMUNE));
    });

    it('of an older version is refused, also when two change it at once', async () => {
      const both = await Promise.allSettled([set(), set({ at: '10:00' })]);
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      await expect(set({}, 0)).rejects.toMatchObject({ code: 'settings-changed' });
      await set({ enabled: false }, 1);
      expect(world.settings.configAt(COMMUNE)).toBeUndefined();
    });

    it.each(['20:45', '21:00', '03:15', '04:59'])('at %s leaves no half hour outside quiet hours', async (at) => {
      const refusal = await set({ at }).catch((error) => error);
      expect(refusal).toMatchObject({ status: 422, code: 'quiet-hours' });
      expect(timeOf(refusal.extra.nextAllowedAt)).toBe('05:00');
      await set({ at, enabled: false });
    });

    it('is quiet, and belongs to a commune', async () => {
      await expect(set({ volume: 41 })).rejects.toMatchObject({ code: 'test-too-loud' });
      const person = world.person('administrator', PROVINCE);
      const province = world.settings.set(person, PROVINCE, { ...timetable, version: 0 });
      await expect(province).rejects.toMatchObject({ code: 'not-a-commune' });
    });
  });
});
