import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AreaTree } from '../../../gateway/areas/area-tree.ts';
import { MovableClock } from '../../../gateway/clock.ts';
import { Coverage } from '../../../gateway/coverage/coverage.ts';
import { FactBus } from '../../../gateway/facts.ts';
import { silentLog } from '../../../gateway/log.ts';
import type { Area } from '../../../protocol/api/areas.ts';
import { coverage as coverageAnswer, hamletCoverage } from '../../../protocol/api/coverage.ts';
import { areaIdFrom } from '../../../protocol/ids.ts';
import { addDays, dayOf, instantAt } from '../../../protocol/vietnam-time.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import { heard, markDirty, putDelivery, putNode, putRun } from './rows.ts';

const TODAY = '2026-11-22';
let made = 0;
function area(kind: Area['kind'], name: string, parent?: Area): Area {
  const id = areaIdFrom(Uint8Array.from({ length: 10 }, (_, index) => (index === 0 ? ++made : 7)));
  return { id, kind, name, validFrom: '2025-07-01', predecessors: [], ...(parent && { parent: parent.id }) };
}

describe.each(ENGINES)('coverage on $engine', ({ open }) => {
  const province = area('province', 'Nghệ An');
  const commune = area('commune', 'Hưng Lĩnh', province);
  const empty = area('commune', 'Không thôn', province);
  const north = area('hamlet', 'Thôn Bắc', commune);
  const south = area('hamlet', 'Thôn Nam', commune);
  const bare = area('hamlet', 'Thôn Không loa', commune);
  const ended: Area = { ...area('hamlet', 'Thôn đã nhập', commune), validTo: '2025-12-31' };
  const clock = new MovableClock(instantAt(TODAY, '20:00'));
  const tree = new AreaTree(() => TODAY);
  const facts = new FactBus();
  const told: string[] = [];
  let test: TestDatabase;
  let coverage: Coverage;

  beforeAll(async () => {
    test = await open();
    tree.put([province, commune, empty, north, south, bare, ended]);
    facts.on('changed', (fact) => told.push(fact.what));
    coverage = new Coverage({ database: test.database, clock, log: silentLog, facts, tree, treeSize: async () => 42 });
    await coverage.start();
    await putNode(test.database, { id: 'n1', hamlet_id: north.id });
    await putNode(test.database, { id: 'n2', hamlet_id: south.id });
    for (let back = 0; back < 40; back++) {
      const day = addDays(TODAY, -back);
      for (const time of ['05:00', '17:00']) {
        const dueAt = instantAt(day, time);
        await putRun(test.database, { id: `R@${dueAt}`, due_at: dueAt });
        await putDelivery(test.database, {
          run_id: `R@${dueAt}`,
          node_id: 'n1',
          hamlet_id: north.id,
          due_at: dueAt,
          ...heard(dueAt),
        });
        if (back < 10)
          await putDelivery(test.database, { run_id: `R@${dueAt}`, node_id: 'n2', hamlet_id: south.id, due_at: dueAt });
      }
      await markDirty(test.database, north.id, day);
      await markDirty(test.database, south.id, day);
    }
  });
  afterAll(() => test.close());

  it('ships rules as versioned data and publishes none twice', async () => {
    await coverage.start();
    expect(coverage.rules().map((rule) => `${rule.id}@${rule.version}`)).toEqual([
      'advanced@1',
      'base@1',
      'model@1',
      'province@1',
    ]);
  });

  it('judges every hamlet that exists, and the communes, by the rule valid on the day', async () => {
    const answer = await coverage.of(province.id);
    expect(coverageAnswer.parse(answer)).toEqual(answer);
    expect(answer).toMatchObject({ rule: { id: 'province' }, from: '2026-08-25', to: TODAY, treeSize: 42 });
    expect(answer.hamlets.map((hamlet) => [hamlet.name, hamlet.verdict, hamlet.sessions.due])).toEqual([
      ['Thôn Bắc', 'met', 80],
      ['Thôn Không loa', 'not-met', 0],
      ['Thôn Nam', 'insufficient', 20],
    ]);
    expect(answer.communes).toMatchObject([
      {
        name: 'Hưng Lĩnh',
        verdict: 'not-met',
        hamlets: 3,
        met: 1,
        notMet: 1,
        insufficient: 1,
        withoutNodes: 1,
        required: 3,
      },
      { name: 'Không thôn', verdict: 'insufficient', hamlets: 0 },
    ]);
    expect(told).toContain('coverage');
  });

  it('judges the same record otherwise by another rule', async () => {
    const answer = await coverage.of(commune.id, { rule: 'base', to: '2025-10-31' });
    expect(answer.rule.numbers.communeShare).toBeCloseTo(2 / 3);
    expect(answer.hamlets.map((hamlet) => hamlet.name)).toContain('Thôn đã nhập');
  });

  it('shows the sessions of one hamlet, oldest first', async () => {
    const answer = await coverage.ofHamlet(north.id, { from: addDays(TODAY, -1), to: TODAY });
    expect(hamletCoverage.parse(answer)).toEqual(answer);
    expect(answer.sessions.map((session) => [session.day, session.part, session.state, session.heardLowMs])).toEqual([
      ['2026-11-21', 'morning', 'heard', 1_800_000],
      ['2026-11-21', 'afternoon', 'heard', 1_800_000],
      ['2026-11-22', 'morning', 'heard', 1_800_000],
      ['2026-11-22', 'afternoon', 'heard', 1_800_000],
    ]);
  });

  it('an empty window is insufficient, whatever came before', async () => {
    const { verdict } = await coverage.ofHamlet(north.id, { from: '2027-06-01', to: '2027-08-29' });
    expect(verdict).toMatchObject({ verdict: 'insufficient', lower: 0, upper: 0, sessions: { due: 0 } });
  });

  it('looks back as far as the rule says when a window holds too few sessions', async () => {
    const { verdict, sessions } = await coverage.ofHamlet(north.id, { from: addDays(TODAY, -9), to: TODAY });
    // 180 days owe 128 sessions by the floor; 80 were broadcast.
    expect(verdict).toMatchObject({ verdict: 'not-met', days: 180, owed: 128, sessions: { due: 80 } });
    expect(sessions).toHaveLength(20);
  });

  it('a late receipt marks its day and moves the verdict', async () => {
    const dueAt = instantAt(addDays(TODAY, -3), '05:00');
    await putDelivery(test.database, {
      run_id: `R@${dueAt}`,
      node_id: 'n2',
      hamlet_id: south.id,
      due_at: dueAt,
      ...heard(dueAt),
    });
    await markDirty(test.database, south.id, addDays(TODAY, -3));
    const { verdict } = await coverage.ofHamlet(south.id);
    expect(verdict.sessions).toMatchObject({ heard: 1, unknown: 19 });
  });

  it('cancelled runs, runs of the moment and runs that were not due do not count', async () => {
    const day = addDays(TODAY, 1);
    const dueAt = instantAt(day, '08:00');
    const put = async (id: string, run: object, row: object) => {
      await putRun(test.database, { id, due_at: dueAt, ...run });
      await putDelivery(test.database, {
        run_id: id,
        node_id: 'n1',
        hamlet_id: north.id,
        due_at: dueAt,
        ...heard(dueAt),
        ...row,
      });
    };
    await put('cancelled', { state: 'cancelled' }, {});
    await put('now', { registered: false }, { registered: false });
    await put('stray', {}, { due: false });
    await put('gone', {}, { state: 'cancelled' });
    await markDirty(test.database, north.id, day);
    expect((await coverage.ofHamlet(north.id, { from: day, to: day })).sessions).toEqual([]);
  });

  it.each([
    ['an unknown area', { area: 'a0000000000000000' }, 'unknown-area'],
    ['an unknown rule', { rule: 'none' }, 'unknown-rule'],
    ['a window that ends before it begins', { from: '2026-11-02', to: '2026-11-01' }, 'bad-window'],
  ])(
    'refuses %s',
    async (_, { area: id, ...query }: { area?: string; rule?: string; from?: string; to?: string }, code) => {
      await expect(coverage.of(id ?? province.id, query)).rejects.toMatchObject({ code });
    },
  );

  it('a roll-up fed receipt by receipt equals one computed from the raw rows, whatever the order', {
    timeout: 90_000,
  }, async () => {
    const days = [addDays(TODAY, -70), addDays(TODAY, -71)];
    const step = fc.record({
      day: fc.constantFrom(...days),
      time: fc.constantFrom('05:00', '05:30', '17:00', '20:00'),
      heardMs: fc.constantFrom(0, 700_000, 1_500_000, 1_800_000),
      known: fc.boolean(),
      rollUp: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        for (const { day, time, heardMs, known, rollUp } of steps) {
          const dueAt = instantAt(day, time);
          const run = `P@${dueAt}`;
          if (!(await test.database.read('runs').where('id', run).first()))
            await putRun(test.database, { id: run, due_at: dueAt });
          await putDelivery(test.database, {
            run_id: run,
            node_id: 'n1',
            hamlet_id: north.id,
            due_at: dueAt,
            ...(known && heard(dueAt, heardMs)),
          });
          await markDirty(test.database, north.id, dayOf(dueAt));
          if (rollUp) await coverage.rollUp();
        }
        const read = async () => ({
          answer: await coverage.ofHamlet(north.id, { from: addDays(TODAY, -89), to: TODAY }),
          days: await test.database
            .read('hamlet_days')
            .where('hamlet_id', north.id)
            .orderBy('day')
            .select('day', 'states', 'sessions'),
        });
        const rolledUp = await read();
        await test.database.write(async (t) => {
          await t('hamlet_days').delete();
          await t('hamlet_months').delete();
        });
        await coverage.recompute();
        expect(await read()).toEqual(rolledUp);
      }),
      { numRuns: 12 },
    );
  });
});
