import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AreaTree } from '../../../gateway/areas/area-tree.ts';
import { MovableClock } from '../../../gateway/clock.ts';
import { Coverage } from '../../../gateway/coverage/coverage.ts';
import { FactBus } from '../../../gateway/facts.ts';
import { silentLog } from '../../../gateway/log.ts';
import type { Area } from '../../../protocol/api/areas.ts';
import { hamletCoverage } from '../../../protocol/api/coverage.ts';
import { areaIdFrom } from '../../../protocol/ids.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import { DAYS } from './golden/days.ts';
import { DENOMINATOR } from './golden/denominator.ts';
import { EXCLUSIONS } from './golden/exclusions.ts';
import type { Golden } from './golden/given.ts';
import { INSPECTIONS } from './golden/inspections.ts';
import { PLACES } from './golden/places.ts';
import { RECEIPTS } from './golden/receipts.ts';
import { type Settled, settle, wordless, write } from './golden/settle.ts';

const SETS: readonly [string, readonly Golden[]][] = [
  ['receipts and minutes', RECEIPTS],
  ['days, months and outages', DAYS],
  ['what is owed', DENOMINATOR],
  ['exclusions', EXCLUSIONS],
  ['inspections', INSPECTIONS],
  ['places', PLACES],
];
const ALL = SETS.flatMap(([, set]) => set);

/** Hamlet windows worked out by hand, through the real path: rows, sessions, letters, verdict. */
describe.each(ENGINES)('the golden set on $engine', ({ open }) => {
  const area = (id: number, kind: Area['kind'], parent?: string): Area => ({
    ...{
      id: areaIdFrom(new Uint8Array(10).fill(id)),
      kind,
      name: `${kind} ${id}`,
      validFrom: '2020-01-01',
      predecessors: [],
    },
    ...(parent && { parent }),
  });
  const province = area(1, 'province');
  const elsewhere = area(2, 'commune', province.id);
  const settled = new Map<Golden, Settled>(ALL.map((golden) => [golden, settle(golden.given, province, elsewhere)]));
  const all = [...settled.values()];
  const tree = new AreaTree(() => '2028-04-01');
  let test: TestDatabase;
  let coverage: Coverage;

  beforeAll(async () => {
    test = await open();
    tree.put([province, elsewhere, ...all.flatMap(({ areas }) => areas)]);
    const { database } = test;
    // The gateway watched all the time but from 14 to 16/3/2027.
    await database.write((t) =>
      t('watch_periods').insert([
        { from_at: 0, to_at: instantAt('2027-03-14', '00:00') },
        { from_at: instantAt('2027-03-17', '00:00'), to_at: instantAt('2029-01-01', '00:00') },
      ]),
    );
    coverage = new Coverage({
      ...{
        database,
        clock: new MovableClock(instantAt('2028-04-01', '12:00')),
        log: silentLog,
        facts: new FactBus(),
        tree,
      },
      treeSize: async () => 0,
      exclusions: async (_, from, to) =>
        all.flatMap((one) => one.exclusions).filter((one) => one.from <= to && one.to >= from),
      visits: async (_, from, to) => all.flatMap((one) => one.visits).filter(({ at }) => at >= from && at < to),
      handLog: async (_, from, to) => all.flatMap((one) => one.handLog).filter(({ day }) => day >= from && day <= to),
    });
    await coverage.start();
    await write(
      database,
      [...settled].map(([{ given }, one]) => (given.late ? wordless(one) : one)),
    );
    await coverage.rollUp();
    const again = [...settled].filter(([{ given }]) => given.late || given.twice).map(([, one]) => one);
    await write(database, again.map(reversed));
    await coverage.rollUp();
  }, 120_000);
  afterAll(() => test.close());

  it('holds at least 60 windows', () => {
    expect(ALL.length).toBeGreaterThanOrEqual(60);
    expect(new Set(ALL.map(({ title }) => title)).size).toBe(ALL.length);
  });

  describe.each(SETS)('%s', (_, set) => {
    it.each(set.map((golden) => [golden.title, golden] as const))('%s', async (__, golden) => {
      const { hamlet, from, to } = settled.get(golden) as Settled;
      const answer = await coverage.ofHamlet(hamlet, { rule: 'province', from, to });
      expect(hamletCoverage.parse(answer)).toEqual(answer);
      const { because = {}, lower, upper, without, ...expected } = golden.expected;
      const { verdict } = answer;
      expect(verdict).toMatchObject(expected);
      if (lower !== undefined) expect(verdict.lower).toBeCloseTo(lower, 9);
      if (upper !== undefined) expect(verdict.upper).toBeCloseTo(upper, 9);
      if (without) expect(verdict.without).toMatchObject(without);
      for (const [code, figures] of Object.entries(because))
        expect(verdict.reasons).toContainEqual({ code, figures: expect.objectContaining(figures) });
      if (verdict.verdict === 'met') expect(verdict.missing).toBeUndefined();
    });
  });

  it('a recomputation from the raw rows says the same, byte for byte', { timeout: 120_000 }, async () => {
    const answers = () =>
      Promise.all(all.map(({ hamlet, from, to }) => coverage.ofHamlet(hamlet, { rule: 'province', from, to })));
    const before = JSON.stringify(await answers());
    await coverage.recompute();
    expect(JSON.stringify(await answers())).toBe(before);
  });
});

/** The same rows in another order. */
function reversed(one: Settled): Settled {
  const rows = Object.fromEntries(Object.entries(one.rows).map(([table, list]) => [table, [...list].reverse()]));
  return { ...one, rows: rows as Settled['rows'] };
}
