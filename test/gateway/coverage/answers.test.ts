import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AreaTree } from '../../../gateway/areas/area-tree.ts';
import { MovableClock } from '../../../gateway/clock.ts';
import { Coverage } from '../../../gateway/coverage/coverage.ts';
import { readSessionsOf } from '../../../gateway/coverage/hamlet-days-store.ts';
import { sessionKeyOf } from '../../../gateway/coverage/session-key.ts';
import type { Visit } from '../../../gateway/coverage/sources.ts';
import { FactBus } from '../../../gateway/facts.ts';
import { silentLog } from '../../../gateway/log.ts';
import type { Area } from '../../../protocol/api/areas.ts';
import { coverage as coverageAnswer, trend } from '../../../protocol/api/coverage.ts';
import { areaIdFrom } from '../../../protocol/ids.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import { RULE } from './given.ts';
import { FROM, TO, times } from './golden/given.ts';
import { settle, write } from './golden/settle.ts';

const FROZEN = { id: '01JD00000000000000000PERIO', closed: '01JD00000000000000000CLOSE' };

describe.each(ENGINES)('what coverage answers on $engine', ({ open }) => {
  const area = (id: number, kind: Area['kind'], parent?: string): Area => ({
    ...{ id: areaIdFrom(new Uint8Array(10).fill(id)), kind, name: `${kind} ${id}` },
    ...{ validFrom: '2020-01-01', predecessors: [], ...(parent && { parent }) },
  });
  const province = area(11, 'province');
  const elsewhere = area(12, 'commune', province.id);
  const good = settle(
    { mornings: times('h', 90), exclusions: [{ from: '2026-11-20', to: '2026-11-21' }] },
    province,
    elsewhere,
  );
  const bad = settle({ mornings: `${times('h', 30)}${times('n', 60)}` }, province, elsewhere);
  // Heard for 75 % of its minutes: not heard by the published rule, heard by one that asks for 70 %.
  const short = settle(
    { mornings: times('A', 90), letters: { A: { receipts: [{ heard: 1_350_000 }] } } },
    province,
    elsewhere,
  );
  const deaf = settle(
    { mornings: times('A', 90), letters: { A: { receipts: [{ by: 'none' }] } } },
    province,
    elsewhere,
  );
  const all = [good, bad, short, deaf];
  const visits: Visit[] = [];
  const tree = new AreaTree(() => TO);
  let test: TestDatabase;
  let coverage: Coverage;

  beforeAll(async () => {
    test = await open();
    const { database } = test;
    tree.put([province, elsewhere, ...all.flatMap(({ areas }) => areas)]);
    coverage = new Coverage({
      ...{ database, clock: new MovableClock(instantAt(TO, '20:00')), log: silentLog, facts: new FactBus(), tree },
      treeSize: async () => 7,
      exclusions: async () => good.exclusions,
      visits: async () => visits,
      periods: {
        days: async (id) => (Object.values(FROZEN).includes(id) ? { from: '2026-09-01', to: '2026-11-20' } : undefined),
        frozen: async (id) => {
          const period = { id, name: 'Quý IV', closedAt: 5 };
          return id === FROZEN.closed ? { ...(await coverage.of(good.hamlet)), period } : undefined;
        },
        frozenHamlet: async (id, _, hamlet) => {
          const period = { id, name: 'Quý IV', closedAt: 5 };
          return id === FROZEN.closed ? { ...(await coverage.ofHamlet(hamlet)), period } : undefined;
        },
      },
    });
    await coverage.start();
    await write(database, all);
    await coverage.rollUp();
  }, 60_000);
  afterAll(() => test.close());

  it('judges a province whole: over its hamlets and over its communes', async () => {
    const answer = await coverage.of(province.id);
    expect(coverageAnswer.parse(answer)).toEqual(answer);
    expect(answer.whole).toMatchObject({
      ...{ area: province.id, verdict: 'not-met', hamlets: 4, met: 1, notMet: 2, insufficient: 1 },
      communes: { total: 5, met: 1, notMet: 2, insufficient: 2 },
    });
    const [commune] = good.areas;
    expect((await coverage.of(commune?.id ?? '')).whole).toMatchObject({ verdict: 'met', hamlets: 1 });
    expect((await coverage.of(good.hamlet)).whole).toBeUndefined();
  });

  it('the same inputs give the same bytes', async () => {
    const bytes = async () => JSON.stringify(await coverage.of(province.id));
    expect(await bytes()).toBe(await bytes());
  });

  it('judges with a draft from the raw rows, and leaves nothing of it in the roll-up', async () => {
    const draft = { ...RULE, version: 9, numbers: { ...RULE.numbers, sessionMinutesShare: 0.7 } };
    const published = await coverage.judgeWith(RULE, short.hamlet, FROM, TO);
    const tried = await coverage.judgeWith(draft, short.hamlet, FROM, TO);
    expect([published, tried].map(({ hamlets }) => hamlets[0]?.verdict)).toEqual(['not-met', 'met']);
    expect(tried.rule).toEqual(draft);
    for (const table of ['hamlet_days', 'hamlet_months'])
      expect(await test.database.read(table).where('rule_key', sessionKeyOf(draft.numbers))).toEqual([]);
  });

  it('a draft that judges sessions as a published rule does says of every hamlet what that says', async () => {
    const draft = { ...RULE, version: 9, numbers: { ...RULE.numbers, earlyMs: RULE.numbers.earlyMs + 1 } };
    const [raw, rolledUp] = [
      await coverage.judgeWith(draft, province.id, FROM, TO),
      await coverage.judgeWith(RULE, province.id, FROM, TO),
    ];
    expect(JSON.stringify(raw.hamlets)).toBe(JSON.stringify(rolledUp.hamlets));
  });

  it('an inspection vouches for the days after it, once it is said', { timeout: 120_000 }, async () => {
    const verdict = async () => (await coverage.ofHamlet(deaf.hamlet)).verdict.verdict;
    expect(await verdict()).toBe('insufficient');
    const node = String(deaf.rows.nodes?.[0]?.id);
    visits.push({
      ...{ hamlet: deaf.hamlet, node, at: instantAt(FROM, '05:10'), hornsThere: 3, hornsSounding: 3, technology: 'ip' },
      ...{ unannounced: false, fromOutside: false, duringSession: true },
    });
    await coverage.inspected([deaf.hamlet], FROM, FROM);
    expect(await verdict()).toBe('met');
    visits.pop();
    await coverage.inspected([deaf.hamlet], FROM, FROM);
    expect(await verdict()).toBe('insufficient');
  });

  it('shows excluded sessions as such where the verdict is explained, never in the roll-up', async () => {
    const { sessions, verdict } = await coverage.ofHamlet(good.hamlet);
    expect(sessions.filter(({ state }) => state === 'excluded').map(({ day }) => day)).toEqual([
      '2026-11-20',
      '2026-11-21',
    ]);
    expect(verdict.sessions).toMatchObject({ excluded: 2, heard: 88 });
    const stored = await readSessionsOf(
      test.database.read,
      sessionKeyOf(RULE.numbers),
      [good.hamlet, bad.hamlet],
      FROM,
      TO,
    );
    expect(stored.get(good.hamlet)?.filter(({ state }) => state === 'heard')).toHaveLength(90);
    expect(stored.get(bad.hamlet)).toHaveLength(90);
  });

  it('tells the months, oldest first, with what was met at the end of each', async () => {
    const answer = await coverage.trend(bad.hamlet, { months: 3 });
    expect(trend.parse(answer)).toEqual(answer);
    // September: 23 heard of 30 up to 23/9 (from 25/8: 30 heard). October: none of 31. November, 22 days: none.
    expect(answer.months).toEqual([
      { month: '2026-09', due: 30, heard: 23, unknown: 0, lower: 23 / 30, upper: 23 / 30, hamlets: 1, met: 0 },
      { month: '2026-10', due: 31, heard: 0, unknown: 0, lower: 0, upper: 0, hamlets: 1, met: 0 },
      { month: '2026-11', due: 22, heard: 0, unknown: 0, lower: 0, upper: 0, hamlets: 1, met: 0 },
    ]);
    expect((await coverage.trend(province.id, { months: 1 })).months).toMatchObject([{ hamlets: 4, met: 1 }]);
  });

  it('a period names its own days, and a closed one answers what was frozen', async () => {
    expect(await coverage.of(bad.hamlet, { period: FROZEN.id })).toMatchObject({
      from: '2026-09-01',
      to: '2026-11-20',
    });
    expect(await coverage.of(bad.hamlet, { period: FROZEN.closed })).toMatchObject({
      period: { id: FROZEN.closed },
      hamlets: [{ hamlet: good.hamlet }],
    });
    expect(await coverage.ofHamlet(bad.hamlet, { period: FROZEN.closed })).toMatchObject({
      period: { name: 'Quý IV' },
    });
    await expect(coverage.of(bad.hamlet, { period: '01JD0000000000000000NONE00' })).rejects.toMatchObject({
      code: 'unknown-period',
    });
  });
});
