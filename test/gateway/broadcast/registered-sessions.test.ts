import { beforeEach, describe, expect, it } from 'vitest';
import { Coverage } from '../../../gateway/coverage/coverage.ts';
import type { Person } from '../../../gateway/http/app.ts';
import { silentLog } from '../../../gateway/log.ts';
import type { TimetableSessionInput } from '../../../protocol/api/schedule.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../protocol/units.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import { type Air, MONDAY, START } from './air.ts';
import { type Newsroom, newsroomOfEachTest } from './newsroom.ts';

const TUESDAY = '2026-11-24';

describe.each(ENGINES)('the registered timetable on $engine', ({ open }) => {
  let test: TestDatabase;
  let air: Air;
  let room: Newsroom;
  let operator: Person;
  let coverage: Coverage;
  newsroomOfEachTest(open, (fresh) => {
    room = fresh;
    ({ test, air, operator } = fresh);
  });
  beforeEach(async () => {
    const { database } = test;
    const { clock, facts, tree } = air;
    coverage = new Coverage({ database, clock, log: silentLog, facts, tree, treeSize: async () => 0 });
    await coverage.start();
  });

  const session = (change: Partial<TimetableSessionInput> = {}): TimetableSessionInput => ({
    ...{ area: air.commune.id, weekdays: [1, 2, 3, 4, 5, 6], from: '17:00', to: '17:30', validFrom: TUESDAY },
    ...change,
  });
  const register = (change: Partial<TimetableSessionInput> = {}) =>
    air.broadcast.registered.register(operator, session(change));
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error) => error.code,
    );
  const states = async (hamlet = air.east.id) =>
    (await coverage.ofHamlet(hamlet, { from: MONDAY, to: '2026-11-30' })).sessions.map(
      (one) => `${one.day} ${one.state}`,
    );
  /** An administrator's plan for one afternoon, on the air as everything scheduled. */
  const scheduled = async () => {
    const { id } = await room.scheduled({ recurrence: { from: TUESDAY, times: ['17:00'], weekdays: [], except: [] } });
    return `${id}@${instantAt(TUESDAY, '17:00')}`;
  };

  it('is registered ahead, outside quiet hours, without meeting itself, in the own area', async () => {
    await register();
    const list = await air.broadcast.registered.list(air.east.id);
    expect(list).toMatchObject([{ from: '17:00', to: '17:30', byName: `name of ${operator.id}` }]);
    expect(await codeOf(register({ validFrom: MONDAY }))).toBe('not-ahead');
    expect(await codeOf(register({ from: '04:30', to: '05:30' }))).toBe('quiet-hours');
    expect(await codeOf(register({ from: '17:20', to: '18:00' }))).toBe('session-meets');
    expect(await codeOf(register({ area: air.east.id, from: '17:20', to: '18:00' }))).toBe('session-meets');
    expect(await codeOf(register({ from: '18:00', to: '17:00' }))).toBe('bad-length');
    expect(await codeOf(register({ validFrom: '2026-02-30' }))).toBe('no-such-day');
    expect(await codeOf(register({ area: air.other.id, from: '05:00', to: '05:30' }))).toBe('out-of-scope');
    await register({ from: '05:00', to: '05:30' });
  });

  it('owes its sessions though nobody broadcasts, from the first day on, Sundays not', async () => {
    await register();
    air.clock.set(START + 7 * DAY_MS);
    await coverage.nightly();
    expect(await states()).toEqual([
      '2026-11-24 not-heard',
      '2026-11-25 not-heard',
      '2026-11-26 not-heard',
      '2026-11-27 not-heard',
      '2026-11-28 not-heard',
    ]);
  });

  it('ended, owes nothing from the next day on, and what it owed stays', async () => {
    const { id } = await register();
    air.clock.set(instantAt('2026-11-25', '20:00'));
    await air.broadcast.registered.end(operator, id);
    expect(await codeOf(air.broadcast.registered.end(operator, id))).toBe('ended');
    air.clock.set(START + 7 * DAY_MS);
    await coverage.nightly();
    expect(await states()).toEqual(['2026-11-24 not-heard', '2026-11-25 not-heard']);
  });

  it('leaves a day out that was cancelled an hour ahead with a reason, and not one cancelled later', async () => {
    const { id } = await register();
    const cancel = (day: string) => air.broadcast.registered.cancelDay(operator, id, day, 'mất điện lưới');
    expect(await cancel(TUESDAY)).toBe(true);
    expect(await codeOf(cancel(TUESDAY))).toBe('cancelled');
    expect(await codeOf(cancel('2026-11-29'))).toBe('not-due');
    air.clock.set(instantAt('2026-11-25', '16:30'));
    expect(await cancel('2026-11-25')).toBe(false);
    air.clock.set(instantAt('2026-11-26', '17:10'));
    expect(await codeOf(cancel('2026-11-26'))).toBe('session-begun');
    air.clock.set(START + 4 * DAY_MS);
    await coverage.nightly();
    expect(await states()).toEqual(['2026-11-24 cancelled', '2026-11-25 not-heard', '2026-11-26 not-heard']);
    expect(await states(air.west.id)).toHaveLength(3);
    await expect(test.database.write((t) => t('session_cancellations').delete())).rejects.toThrow(/append-only/);
  });

  it('a silence set an hour ahead cancels the sessions it meets, one set later does not', async () => {
    await register();
    const silence = (day: string) => ({
      ...{ area: air.commune.id, from: instantAt(day, '16:00'), to: instantAt(day, '18:00'), reason: 'quốc tang' },
    });
    await air.broadcast.silences.create(operator, silence(TUESDAY));
    air.clock.set(instantAt('2026-11-25', '16:10'));
    await air.broadcast.silences.create(operator, { ...silence('2026-11-25'), from: air.clock.now() });
    air.clock.set(START + 4 * DAY_MS);
    await coverage.nightly();
    expect(await states()).toEqual(['2026-11-24 cancelled', '2026-11-25 not-heard', '2026-11-26 not-heard']);
  });

  it('a run cancelled ahead with a reason never becomes due, and its session is cancelled', async () => {
    const run = await scheduled();
    expect(await air.broadcast.cancelRun(operator, run, 'lễ tang')).toBe(true);
    expect(await codeOf(air.broadcast.cancelRun(operator, run, 'lễ tang'))).toBe('run-begun');
    air.clock.set(instantAt(TUESDAY, '18:00'));
    await air.broadcast.tick();
    expect((await air.broadcast.runs.get(run))?.state).toBe('cancelled');
    expect(await states()).toEqual(['2026-11-24 cancelled']);
  });

  it('a run taken off by STOP without a reason is owed and not heard', async () => {
    const run = await scheduled();
    air.clock.set(instantAt(TUESDAY, '17:00') - 2 * HOUR_MS - MINUTE_MS);
    await air.broadcast.stopSound(operator, { run });
    expect(await states()).toEqual(['2026-11-24 not-heard']);
  });
});
