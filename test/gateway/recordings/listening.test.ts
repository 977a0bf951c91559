import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MovableClock } from '../../../gateway/clock.ts';
import { Listening } from '../../../gateway/recordings/listening.ts';
import { LONG_MS, SLACK_MS } from '../../../gateway/recordings/listening-rule.ts';
import { SECOND_MS } from '../../../protocol/units.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import { hear } from './hear.ts';

const short = { sha256: 'a'.repeat(64), durationMs: 60_000 };
const long = { sha256: 'b'.repeat(64), durationMs: 3 * LONG_MS };

describe.each(ENGINES)('listening on $engine', ({ open }) => {
  let test: TestDatabase;
  let clock: MovableClock;
  let listening: Listening;
  let who: string;
  let count = 0;
  beforeAll(async () => {
    test = await open();
    clock = new MovableClock(Date.parse('2026-11-23T03:00:00Z'));
    listening = new Listening({ database: test.database, clock });
  });
  afterAll(() => test.close());
  beforeEach(() => {
    who = `account ${++count}`;
  });
  const report = (from: number, to: number, sound = short) => listening.report(who, sound, [{ from, to }]);

  it('to the end in its own time is enough', async () => {
    await report(0, 0);
    for (let from = 0; from < 60_000; from += 10_000) {
      await clock.advance(10 * SECOND_MS);
      await report(from, from + 10_000);
    }
    expect(await listening.of(who, [short])).toEqual([
      {
        recording: short.sha256,
        ranges: [{ from: 0, to: 60_000 }],
        required: [{ from: 0, to: 60_000 }],
        leftMs: 0,
        enough: true,
      },
    ]);
  });

  it('claimed at once after a second counts for a moment only', async () => {
    await report(0, 0, long);
    await clock.advance(SECOND_MS);
    const claimed = await report(0, LONG_MS, long);
    expect(claimed.ranges).toEqual([{ from: 0, to: SECOND_MS * 1.5 + SLACK_MS }]);
    expect(claimed.enough).toBe(false);
  });

  it('at twice the speed leaves a part unheard', async () => {
    await report(0, 0);
    await clock.advance(30 * SECOND_MS);
    expect(await report(0, 60_000)).toMatchObject({ leftMs: 60_000 - 45_000 - SLACK_MS, enough: false });
  });

  it('by jumping to the end is not enough: stretches count, not the position', async () => {
    await report(0, 0);
    await clock.advance(2 * SECOND_MS);
    expect(await report(58_000, 60_000)).toMatchObject({ leftMs: 58_000, enough: false });
  });

  it('to two recordings at once counts the time once', async () => {
    const other = { ...short, sha256: 'c'.repeat(64) };
    await report(0, 0);
    await clock.advance(40 * SECOND_MS);
    expect((await report(0, 60_000)).enough).toBe(true);
    expect((await report(0, 60_000, other)).leftMs).toBeGreaterThanOrEqual(60_000 - SLACK_MS);
  });

  it('many times a second gains nothing', async () => {
    for (let index = 0; index < 50; index++) await report(0, 60_000);
    expect((await listening.of(who, [short]))[0]?.leftMs).toBe(60_000 - SLACK_MS);
  });

  it('is the own: what one heard, another did not', async () => {
    expect((await hear(test.database, who, short, clock.now())).enough).toBe(true);
    expect((await listening.of('somebody else', [short]))[0]?.enough).toBe(false);
  });

  it('to another byte of sound begins anew', async () => {
    await hear(test.database, who, short, clock.now());
    expect((await listening.of(who, [{ ...short, sha256: 'd'.repeat(64) }]))[0]?.leftMs).toBe(60_000);
  });

  it('to a long one asks everybody for parts of their own, the same at each look', async () => {
    const required = async (account: string) => (await listening.of(account, [long]))[0]?.required;
    expect(await required('one')).toEqual(await required('one'));
    expect(await required('one')).not.toEqual(await required('two'));
  });

  it('to start, end and the three parts of a long one is enough', async () => {
    const [first] = await listening.of(who, [long]);
    await report(0, 0, long);
    for (const { from, to } of first?.required ?? []) {
      await clock.advance(to - from);
      await report(from, to, long);
    }
    expect(await listening.of(who, [long])).toMatchObject([{ leftMs: 0, enough: true }]);
  });

  it('in hundreds of crumbs is refused', async () => {
    const crumbs = Array.from({ length: 200 }, (_, index) => ({
      from: index * 2_000 + 1_000,
      to: index * 2_000 + 1_010,
    }));
    for (const offset of [0, 400_000])
      await listening.report(
        who,
        long,
        crumbs.map(({ from, to }) => ({ from: from + offset, to: to + offset })),
      );
    const third = crumbs.map(({ from, to }) => ({ from: from + 800_000, to: to + 800_000 }));
    await clock.advance(60 * SECOND_MS);
    await expect(listening.report(who, long, third)).rejects.toMatchObject({ code: 'too-scattered' });
  });
});
