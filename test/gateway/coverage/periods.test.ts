import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addExclusion } from '../../../gateway/coverage/exclusions-store.ts';
import { addInspection, type StoredInspection } from '../../../gateway/coverage/inspections-store.ts';
import { Periods } from '../../../gateway/coverage/periods.ts';
import { addRules } from '../../../gateway/coverage/rules-store.ts';
import type { Transaction } from '../../../gateway/database/database.ts';
import { coverage as coverageAnswer, hamletCoverage } from '../../../protocol/api/coverage.ts';
import type { Period } from '../../../protocol/api/periods.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';
import { ENGINES } from '../database/engines.ts';
import { RULE } from './given.ts';
import { CLOSES, FROM, openPeriodWorld, PAPER, type PeriodWorld, TO } from './period-world.ts';

describe.each(ENGINES)('a period on $engine', ({ open }) => {
  let world: PeriodWorld;
  let period: Period;
  beforeAll(async () => {
    world = await openPeriodWorld(await open());
    world.clock.set(instantAt('2026-11-15', '23:00'));
    const made = await world.call('admin', 'POST', '/periods', { name: 'Tháng 10/2026', from: FROM, to: TO });
    expect(made.status).toBe(201);
    period = made.body;
  });
  afterAll(() => world.close());

  /** Everything that can be asked about the closed period, read by somebody who has nothing in memory. */
  async function everything(): Promise<string> {
    const { province, linh, xa, north, south, bare, east } = world;
    const periods = new Periods(world.periodParts);
    const answers: unknown[] = [await periods.get(period.id)];
    for (const area of [province, linh, xa, north])
      answers.push(await periods.frozenOf(period.id, 'province', area.id));
    for (const hamlet of [north, south, bare, east])
      answers.push(await periods.frozenHamlet(period.id, undefined, hamlet.id));
    for await (const entry of periods.frozenSessions(period.id, 'province@1', province.id)) answers.push(entry);
    return JSON.stringify(answers);
  }

  it('closes when the last day of the deadline is over', () => {
    expect(period).toEqual({ id: period.id, name: 'Tháng 10/2026', from: FROM, to: TO, closesOn: CLOSES });
  });

  it.each([
    ['by the administrator of a commune', 'linh-admin', {}, 403, 'not-whole-province'],
    ['by an operator', 'operator', {}, 403, 'role'],
    ['that is there already under another name', 'admin', { name: 'Tháng Mười' }, 409, 'period-exists'],
    ['with a name that is taken', 'admin', { from: '2026-09-01' }, 409, 'period-exists'],
    [
      'that closes before the deadline',
      'admin',
      { name: 'x', to: '2026-10-30', closesOn: '2026-11-13' },
      422,
      'closes-too-early',
    ],
    ['of a day that does not exist', 'admin', { name: 'x', to: '2026-11-31' }, 400, 'bad-window'],
    ['of three years', 'admin', { name: 'x', from: '2023-10-01' }, 400, 'bad-window'],
    ['that ends before it begins', 'admin', { name: 'x', from: '2026-11-01' }, 400, 'invalid-input'],
  ])('is not made %s', async (_what, as, more, status, code) => {
    const input = { name: 'Tháng 10/2026', from: FROM, to: TO, ...more };
    expect(await world.outcome(world.call(as, 'POST', '/periods', input))).toEqual([status, code]);
  });

  it('is closed by nobody, by hand before that day or at night before it is over', async () => {
    world.clock.set(instantAt('2026-11-14', '23:59'));
    expect(await world.outcome(world.call('admin', 'POST', `/periods/${period.id}/close`))).toEqual([
      422,
      'closes-too-early',
    ]);
    world.clock.set(instantAt(CLOSES, '23:59'));
    await world.periods.nightly();
    expect((await world.call('head', 'GET', '/periods')).body.items).toEqual([period]);
    expect(await world.periods.frozenOf(period.id, undefined, world.province.id)).toBeUndefined();
    expect(await world.outcome(world.call('linh-admin', 'POST', `/periods/${period.id}/close`))).toEqual([
      403,
      'not-whole-province',
    ]);
  });

  it('closes by itself in the night, with the hash of what was frozen', async () => {
    world.clock.set(instantAt('2026-11-16', '01:15'));
    await world.periods.nightly();
    const [closed] = (await world.call('operator', 'GET', '/periods')).body.items;
    expect(closed).toMatchObject({ closedAt: world.clock.now(), closedByName: 'LoaXã', frozen: { treeSize: 42 } });
    const rows = await world.database.read('period_answers').where({ period_id: period.id });
    expect(rows.map((row) => `${row.rule_id} ${row.kind}`).sort()).toEqual([
      'province head',
      ...['sessions', 'sessions', 'verdicts', 'verdicts'].map((kind) => `province ${kind}`),
    ]);
    const lines = rows.map((row) => `${row.rule_id}@${row.rule_version} ${row.kind} ${row.area_id} ${row.sha256}\n`);
    expect(closed.frozen.sha256).toBe(createHash('sha256').update(lines.sort().join('')).digest('hex'));
    expect(await world.lastAudit()).toMatchObject({ action: 'period.close', by: 'system', subject: period.id });
    expect(world.told).toContain('periods');
  });

  it('answers what Coverage answered then, about the province, a commune and a hamlet', async () => {
    const { province, linh, xa, north, south, coverage, periods } = world;
    for (const area of [province, linh]) {
      const now = await coverage.judgeWith(RULE, area.id, FROM, TO);
      const frozen = await periods.frozenOf(period.id, 'province', area.id);
      expect(coverageAnswer.parse(frozen)).toEqual(frozen);
      expect(frozen).toMatchObject({ ...now, computedAt: frozen?.computedAt });
    }
    const whole = await periods.frozenOf(period.id, undefined, province.id);
    expect(whole?.hamlets.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['Thôn Bắc', 'met'],
      ['Thôn không loa', 'not-met'],
      ['Thôn Nam', 'not-met'],
      ['Thôn Đông', 'insufficient'],
    ]);
    expect(whole?.period).toMatchObject({ id: period.id, name: 'Tháng 10/2026' });
    expect((await periods.frozenOf(period.id, undefined, north.id))?.hamlets).toHaveLength(1);
    expect((await periods.frozenOf(period.id, undefined, xa.id))?.hamlets).toHaveLength(1);
    const hamlet = await periods.frozenHamlet(period.id, 'province@1', south.id);
    expect(hamletCoverage.parse(hamlet)).toEqual(hamlet);
    const live = await coverage.ofHamlet(south.id, { from: FROM, to: TO });
    expect(hamlet?.sessions).toEqual(live.sessions);
    expect(hamlet?.sessions).toHaveLength(62);
  });

  it.each([
    ['a rule that was not in force', 'advanced', 'province', 'rule-not-frozen'],
    ['a version it was not judged by', 'province@2', 'province', 'rule-not-frozen'],
    ['an area that was not there', 'province', 'a0000000000000000', 'not-in-period'],
  ])('answers nothing by %s', async (_what, rule, area, code) => {
    const id = area === 'province' ? world.province.id : area;
    await expect(world.periods.frozenOf(period.id, rule, id)).rejects.toMatchObject({ code });
  });

  it('is closed once', async () => {
    expect(await world.outcome(world.call('admin', 'POST', `/periods/${period.id}/close`))).toEqual([
      409,
      'period-closed',
    ]);
  });

  it.each(['periods', 'period_closings', 'period_answers', 'rules'])(
    'the database itself changes nothing in %s',
    async (table) => {
      await expect(world.database.write((t) => t(table).delete())).rejects.toThrow('append-only');
      const column =
        { periods: 'name', period_closings: 'sha256', period_answers: 'sha256', rules: 'body' }[table] ?? '';
      await expect(world.database.write((t) => t(table).update({ [column]: 'x' }))).rejects.toThrow('append-only');
    },
  );

  it('takes no exclusion any more, and says so', async () => {
    const refused = await world.call('admin', 'POST', '/exclusions', world.exclusion());
    expect([refused.status, refused.body.code]).toEqual([422, 'period-closed']);
    expect(refused.body.detail).toContain('Tháng 10/2026 is closed');
  });

  it('lets no new version of a rule begin in it', async () => {
    const { id: _, version: __, ...rest } = RULE;
    const draft = { ...rest, validFrom: '2026-10-15', reason: 'Thử' };
    expect((await world.call('admin', 'PUT', '/rules/province/draft', draft)).status).toBe(200);
    expect(await world.outcome(world.call('second', 'POST', '/rules/province/draft/publish'))).toEqual([
      422,
      'valid-in-closed-period',
    ]);
    expect((await world.call('admin', 'DELETE', '/rules/province/draft')).status).toBe(204);
  });

  it('survives receipts, exclusions, rules and areas that come later, byte for byte, in any order', async () => {
    const before = await everything();
    const { database, north, south, east, linh, xa, tree, clock } = world;
    let version = 1;
    let exclusions = 0;
    const changes: Record<string, () => Promise<unknown>> = {
      'a late receipt': () => world.receipt('n3', east, '2026-10-28', '17:00'),
      'another late receipt': () => world.receipt('n2', south, '2026-10-30', '05:00'),
      'a receipt that says it was mute': () => world.receipt('n1', north, '2026-10-02', '05:00', 0),
      'an exclusion nobody should have let in': () =>
        database.write((t) =>
          addExclusion(t, database.dialect, {
            ...{
              id: `X${++exclusions}`,
              areas: [south.id],
              from: FROM,
              to: TO,
              cause: 'storm',
              reason: 'x',
              by: 'x',
              at: 1,
            },
            decision: { number: '1', on: FROM, document: PAPER, documentName: 'x' },
          }),
        ),
      'an inspection that found every horn mute': () =>
        database.write((t) => addInspection(t, muteInspection(`I${++exclusions}`, world))),
      'a stricter rule, valid back then too': async () => {
        version++;
        const numbers = { ...RULE.numbers, sessionsShare: 0.99, minConsecutiveMisses: version };
        await addRules(database, [{ ...RULE, version, numbers }], 'x', clock.now());
        await world.coverage.start();
      },
      'a hamlet that moves to another commune': async () => tree.put([{ ...south, parent: xa.id }]),
      'a hamlet that ended before': async () => tree.put([{ ...north, validTo: '2026-09-30' }]),
      'a commune that was merged and renamed': async () =>
        tree.put([
          { ...linh, name: 'Hưng Lĩnh cũ', validTo: '2026-09-30' },
          { ...xa, name: 'Long Xá mới', predecessors: [linh.id] },
        ]),
      'a node more': () => database.write((t) => addNode(t, `m${clock.now()}${Math.random()}`, north.id)),
      'a recomputation of everything': () => world.coverage.recompute(),
    };
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(Object.keys(changes), { minLength: 1 }), async (names) => {
        for (const name of names) await changes[name]?.();
        await world.coverage.rollUp();
        await world.periods.nightly();
        expect(await everything()).toBe(before);
      }),
      { numRuns: 4, seed: 14 },
    );
    tree.put([linh, xa, north, south]);
    const frozen = await world.periods.frozenOf(period.id, 'province', world.province.id);
    const now = await world.coverage.judgeWith(RULE, world.province.id, FROM, TO);
    expect(now.hamlets.map(({ lower, nodes }) => [lower, nodes])).not.toEqual(
      frozen?.hamlets.map(({ lower, nodes }) => [lower, nodes]),
    );
  }, 60_000);

  it('has addenda: what would be judged otherwise today, shown to whom it belongs', async () => {
    // The east’s nodes were read out at the pole: nothing of the month is unknown any more.
    for (const day of ['25', '26', '27', '28', '29', '30', '31'])
      for (const time of ['05:00', '17:00']) await world.receipt('n3', world.east, `2026-10-${day}`, time);
    const all = (await world.call('admin', 'GET', `/periods/${period.id}/addenda`)).body.items;
    const east = all.find(({ hamlet }: { hamlet: string }) => hamlet === world.east.id);
    expect(east).toMatchObject({
      ...{ name: 'Thôn Đông', rule: 'province@1' },
      ...{ frozen: { verdict: 'insufficient', upper: 1 }, now: { verdict: 'met', lower: 1, upper: 1 } },
    });
    expect((await world.call('head', 'GET', `/periods/${period.id}/addenda`)).body.items).toEqual([east]);
    const own = (await world.call('operator', 'GET', `/periods/${period.id}/addenda`)).body.items;
    expect(own.map(({ hamlet }: { hamlet: string }) => hamlet)).not.toContain(world.east.id);
    expect(
      await world.outcome(world.call('operator', 'GET', `/periods/${period.id}/addenda?area=${world.xa.id}`)),
    ).toEqual([403, 'out-of-scope']);
  });
});

function muteInspection(id: string, { linh, north }: PeriodWorld): StoredInspection {
  const line = { hamlet: north.id, technology: 'fm', hornsThere: 3, hornsSounding: 0, place: '', photos: [] } as const;
  const found = { quality: 'silent', amplifier: 'broken', wiring: 'good', power: 'grid', shortcomings: '' } as const;
  const when = { at: instantAt('2026-10-05', '05:10'), recordedAt: instantAt('2026-11-20', '09:00') };
  return {
    ...{
      id,
      contentHash: id,
      commune: linh.id,
      ...when,
      basis: '',
      present: '',
      proposals: '',
      conclusion: '',
      by: 'x',
    },
    ...{ unannounced: true, fromOutside: true, lines: [{ ...line, ...found, photos: [], duringSession: true }] },
  };
}

function addNode(t: Transaction, id: string, hamlet: string) {
  const row = { code: id, place: '', search_key: 'x', sort_key: 'x', technology: 'ip', horns: 9 };
  return t('nodes').insert({ ...row, id, hamlet_id: hamlet, created_at: 0, enrolled_at: 0 });
}
