import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MovableClock } from '../../../gateway/clock.ts';
import { silentLog } from '../../../gateway/log.ts';
import { Telemetry } from '../../../gateway/telemetry/telemetry.ts';
import { readDays, readPoints } from '../../../gateway/telemetry/telemetry-store.ts';
import type { PresencePeriod } from '../../../protocol/api/areas.ts';
import type { Beat } from '../../../protocol/messages/uplink.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../protocol/units.ts';
import { startOfDay } from '../../../protocol/vietnam-time.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';

const START = startOfDay('2026-01-10') + 6 * HOUR_MS;
const NODE = 'n0123456789abcdef';
const SESSION = '01JD0000000000000000000000';

describe.each(ENGINES)('telemetry on $engine', ({ open }) => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await open();
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    await test.database.write(async (transaction) => {
      for (const table of ['telemetry_points', 'telemetry_days', 'data_use', 'data_counters'])
        await transaction(table).delete();
    });
  });

  const opened = (more: Partial<ConstructorParameters<typeof Telemetry>[0]> = {}) => {
    const clock = new MovableClock(START);
    const told: string[] = [];
    const parts = {
      ...{ database: test.database, clock, log: silentLog, nodes: () => [NODE] },
      clockErrorOf: () => 120,
      presenceOf: async (_node: string, from: number, to: number): Promise<PresencePeriod[]> => [
        { from, to, state: 'online' },
      ],
      budgetOf: () => 10,
      budgetAlarm: { tell: (_node: string, detail: string) => told.push(detail), settle: () => told.push('settled') },
      ...more,
    };
    const telemetry = new Telemetry(parts);
    return { telemetry, clock, told, again: () => new Telemetry(parts) };
  };
  let seq = 0;
  const beat = (at: number, more: Partial<Beat> = {}): Beat => ({
    ...{ v: 1, node: NODE, session: SESSION, seq: seq++, at, uptimeMs: at - START + HOUR_MS, beatMs: 30_000 },
    ...more,
  });
  const live = (
    telemetry: Telemetry,
    from: number,
    to: number,
    of: (at: number) => Partial<Beat>,
    everyMs = 5 * MINUTE_MS,
  ) => {
    for (let at = from; at < to; at += everyMs) telemetry.take(NODE, beat(at, of(at)), at);
  };

  it('answers with steps of min, mean and max, from what is written and what still waits', async () => {
    const { telemetry } = opened();
    live(telemetry, START, START + HOUR_MS, () => ({ rssiDbm: -80, celsius: 30 }));
    await telemetry.flush();
    live(telemetry, START + HOUR_MS, START + 2 * HOUR_MS, (at) => ({
      rssiDbm: at < START + 90 * MINUTE_MS ? -80 : -100,
    }));
    const answer = await telemetry.series(NODE, {
      from: START,
      to: START + 2 * HOUR_MS,
      fields: ['rssiDbm', 'celsius'],
      points: 2,
    });
    expect(answer.stepMs).toBe(HOUR_MS);
    expect(answer.series).toEqual([
      {
        field: 'rssiDbm',
        points: [
          { at: START, min: -80, mean: -80, max: -80 },
          { at: START + HOUR_MS, min: -100, mean: -90, max: -80 },
        ],
      },
      // Not measured any more: no step, rather than the last value.
      { field: 'celsius', points: [{ at: START, min: 30, mean: 30, max: 30 }] },
    ]);
    expect(answer.gaps).toEqual([]);
  });

  it('leaves out what the node was silent in or nobody watched, and says which', async () => {
    const { telemetry } = opened({
      presenceOf: async (_node, from, to) => [
        { from, to: from + HOUR_MS, state: 'online' },
        { from: from + HOUR_MS, to: from + 2 * HOUR_MS, state: 'offline' },
        { from: from + 2 * HOUR_MS, to: from + 3 * HOUR_MS, state: 'unobserved' },
        { from: from + 3 * HOUR_MS, to, state: 'online' },
      ],
    });
    // One beat just before the silence: its hour would reach into it.
    live(telemetry, START, START + HOUR_MS + MINUTE_MS, () => ({ mainsVolts: 230 }));
    live(telemetry, START + 3 * HOUR_MS, START + 4 * HOUR_MS, () => ({ mainsVolts: 210 }));
    const { series, gaps } = await telemetry.series(NODE, {
      from: START,
      to: START + 4 * HOUR_MS,
      fields: ['mainsVolts'],
      points: 4,
    });
    expect(series[0]?.points.map(({ at, mean }) => [(at - START) / HOUR_MS, mean])).toEqual([
      [0, 230],
      [3, 210],
    ]);
    expect(gaps).toEqual([
      { from: START + HOUR_MS, to: START + 2 * HOUR_MS, why: 'silent' },
      { from: START + 2 * HOUR_MS, to: START + 3 * HOUR_MS, why: 'unobserved' },
    ]);
  });

  it('thins two weeks to hours and thirteen months to days, once, and a chart reads across all three', async () => {
    const { telemetry, clock } = opened();
    const temperature = (at: number) => ({
      celsius: 25 + 10 * Math.sin(((at - START) / DAY_MS) * 2 * Math.PI),
      rssiDbm: -80,
    });
    live(telemetry, START, START + 3 * DAY_MS, temperature, 10 * MINUTE_MS);
    await telemetry.flush();
    const all = { from: START, to: START + 3 * DAY_MS };
    const before = await telemetry.series(NODE, { ...all, fields: ['celsius'], points: 72 });
    clock.set(START + 16 * DAY_MS);
    await telemetry.nightly();
    // 10 and 11 January are whole hours now; what is younger than two weeks is as it was.
    const days = await readDays(test.database.read, [NODE], { to: '2030-01-01' });
    expect(days.map(({ day, stepMs }) => [day, stepMs])).toEqual([
      ['2026-01-10', HOUR_MS],
      ['2026-01-11', HOUR_MS],
    ]);
    const left = await readPoints(test.database.read, [NODE], { to: START + 4 * DAY_MS });
    expect(left[0]?.at).toBeGreaterThanOrEqual(startOfDay('2026-01-12'));
    const after = await telemetry.series(NODE, { ...all, fields: ['celsius'], points: 72 });
    expect(after.series[0]?.points.length).toBe(before.series[0]?.points.length);
    for (const [index, point] of (after.series[0]?.points ?? []).entries())
      expect(Math.abs(point.mean - (before.series[0]?.points[index]?.mean ?? 0))).toBeLessThan(1);

    clock.set(START + 420 * DAY_MS);
    await telemetry.nightly();
    await telemetry.nightly();
    const old = await readDays(test.database.read, [NODE], { to: '2030-01-01' });
    expect(old.map(({ stepMs }) => stepMs)).toEqual([DAY_MS, DAY_MS, DAY_MS, DAY_MS]);
    const year = await telemetry.series(NODE, {
      from: startOfDay('2026-01-10'),
      to: startOfDay('2026-01-14'),
      fields: ['celsius'],
      points: 4,
    });
    const whole = year.series[0]?.points[1];
    expect([Math.round(whole?.min ?? 0), Math.round(whole?.mean ?? 0), Math.round(whole?.max ?? 0)]).toEqual([
      15, 25, 35,
    ]);
  });

  it('counts what a node used by month, across a reboot and a restart of the gateway', async () => {
    const { telemetry, clock, again } = opened({ budgetOf: () => undefined });
    const use = (on: Telemetry, at: number, uptimeMs: number, sentBytes: number) =>
      on.take(NODE, beat(at, { uptimeMs, sentBytes, receivedBytes: sentBytes * 10 }), at);
    use(telemetry, START, HOUR_MS, 1_000);
    use(telemetry, START + HOUR_MS, 2 * HOUR_MS, 1_500);
    // Switched off and on: the counters begin anew.
    use(telemetry, START + 2 * HOUR_MS, MINUTE_MS, 200);
    expect((await telemetry.usage.of(NODE)).months).toEqual([
      { month: '2026-01', sentBytes: 1_700, receivedBytes: 17_000 },
    ]);
    await telemetry.stop();
    const next = again();
    await next.start();
    const february = startOfDay('2026-02-01') + HOUR_MS;
    clock.set(february);
    use(next, february, february - START - 2 * HOUR_MS + MINUTE_MS, 900);
    await next.usage.flush(true);
    expect((await next.usage.of(NODE)).months).toEqual([
      { month: '2026-02', sentBytes: 700, receivedBytes: 7_000 },
      { month: '2026-01', sentBytes: 1_700, receivedBytes: 17_000 },
    ]);
  });

  it('tells of a budget at 80 % and at 100 %, each once a month, and settles with the next month', async () => {
    const { telemetry, clock, told } = opened();
    const use = async (at: number, bytes: number) => {
      clock.set(at);
      telemetry.take(NODE, beat(at, { uptimeMs: at - START + MINUTE_MS, sentBytes: 0, receivedBytes: bytes }), at);
      await telemetry.usage.flush(true);
    };
    await use(START, 7_900_000);
    await use(START + HOUR_MS, 8_100_000);
    await use(START + 2 * HOUR_MS, 8_200_000);
    await use(START + 3 * HOUR_MS, 10_500_000);
    expect(told).toEqual(['80 % · 8/10 MB', '100 % · 11/10 MB']);
    // The node falls silent; the month ends all the same.
    clock.set(startOfDay('2026-02-01') + MINUTE_MS);
    await telemetry.usage.flush(true);
    expect(told.at(-1)).toBe('settled');
  });
});
