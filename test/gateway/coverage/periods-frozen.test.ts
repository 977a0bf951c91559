import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Periods } from '../../../gateway/coverage/periods.ts';
import { freeze, saysTheSame, thaw } from '../../../gateway/coverage/periods-frozen.ts';
import { openSqlite } from '../database/engines.ts';
import { RULE } from './given.ts';
import { FROM, openPeriodWorld, type PeriodWorld, TO } from './period-world.ts';

describe('what is frozen', () => {
  let world: PeriodWorld;
  beforeAll(async () => {
    world = await openPeriodWorld(await openSqlite());
  });
  afterAll(() => world.close());

  const judged = () => world.coverage.judgeWith(RULE, world.province.id, FROM, TO);
  const frozen = async () => freeze(await judged(), world.province.id, world.periodParts.sessionsOf);

  it('is a head of the province, and verdicts and sessions of each commune that has hamlets', async () => {
    const { province, linh, xa } = world;
    expect((await frozen()).map(({ kind, area }) => [kind, area])).toEqual([
      ['head', province.id],
      ['verdicts', linh.id],
      ['sessions', linh.id],
      ['verdicts', xa.id],
      ['sessions', xa.id],
    ]);
  });

  it('is the same text as often as it is made', async () => {
    const hashes = async () => (await frozen()).slice(1).map(({ sha256 }) => sha256);
    expect(await hashes()).toEqual(await hashes());
  });

  it('is not read when a byte of it was changed', async () => {
    const [, verdicts, sessions] = await frozen();
    if (!verdicts || !sessions) throw new Error('nothing was frozen');
    expect(JSON.parse(await thaw(verdicts))).toHaveLength(3);
    await expect(thaw({ ...verdicts, body: sessions.body })).rejects.toMatchObject({ code: 'frozen-answer-damaged' });
  });

  it('does not agree with an answer that says something else of one hamlet', async () => {
    const answer = await judged();
    const answers = await frozen();
    expect(await saysTheSame(answer, answers)).toBe(true);
    const [first, ...others] = answer.hamlets;
    if (!first) throw new Error('no hamlet was judged');
    expect(await saysTheSame({ ...answer, hamlets: [{ ...first, longestMiss: 99 }, ...others] }, answers)).toBe(false);
    expect(await saysTheSame({ ...answer, hamlets: answer.hamlets.slice(0, 3) }, answers)).toBe(false);
  });

  it('belongs together even when receipts come while it is read', async () => {
    let readings = 0;
    const late = [29, 30, 31];
    const periods = new Periods({
      ...world.periodParts,
      judgeWith: async (...about) => {
        const answer = await world.periodParts.judgeWith(...about);
        // Between two readings a node reports a day.
        const day = late.shift();
        if (++readings % 2 === 1 && day !== undefined)
          for (const time of ['05:00', '17:00']) await world.receipt('n3', world.east, `2026-10-${day}`, time);
        return answer;
      },
    });
    const { id } = await periods.create(world.admin, { name: 'Tháng 10/2026', from: FROM, to: TO });
    await periods.close(world.admin, id);
    const { verdict, sessions } = (await periods.frozenHamlet(id, undefined, world.east.id)) ?? {};
    expect(readings).toBeGreaterThan(2);
    expect(sessions?.filter(({ state }) => state === 'heard')).toHaveLength(verdict?.sessions.heard ?? -1);
    expect(sessions?.filter(({ state }) => state === 'unknown')).toHaveLength(verdict?.sessions.unknown ?? -1);
  });

  it('is nothing while evidence comes and comes: the period stays open', async () => {
    let spoilt = 0;
    const periods = new Periods({
      ...world.periodParts,
      judgeWith: async (...about) => {
        const answer = await world.periodParts.judgeWith(...about);
        return { ...answer, hamlets: answer.hamlets.map((hamlet) => ({ ...hamlet, longestMiss: ++spoilt })) };
      },
    });
    const { id } = await periods.create(world.admin, { name: 'Nửa tháng', from: FROM, to: '2026-10-15' });
    await expect(periods.close(world.admin, id)).rejects.toMatchObject({ code: 'evidence-moves' });
    await periods.nightly();
    expect((await periods.get(id)).closing).toBeUndefined();
    expect(await world.database.read('period_answers').where({ period_id: id })).toEqual([]);
  });
});
