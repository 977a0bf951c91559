import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Rule } from '../../../protocol/api/coverage.ts';
import { ruleVersion, trial } from '../../../protocol/api/periods.ts';
import { reportDocument } from '../../../protocol/api/reports.ts';
import { ENGINES } from '../database/engines.ts';
import { RULE } from './given.ts';
import { FROM, openPeriodWorld, type PeriodWorld, TO } from './period-world.ts';

describe.each(ENGINES)('drafts of rules on $engine', ({ open }) => {
  let world: PeriodWorld;
  beforeAll(async () => {
    world = await openPeriodWorld(await open());
  });
  afterAll(() => world.close());

  const draft = (numbers: Partial<Rule['numbers']> = {}, more: object = {}) => {
    const { id: _, version: __, ...rest } = RULE;
    return { ...rest, numbers: { ...RULE.numbers, ...numbers }, reason: 'Nghị quyết 05', ...more };
  };
  const save = (body: object, as = 'admin', id = 'province') => world.call(as, 'PUT', `/rules/${id}/draft`, body);
  const versions = async (as: string, id = 'province') => (await world.call(as, 'GET', `/rules/${id}`)).body.items;

  it('are written by administrators of the whole province only, with a reason', async () => {
    expect(await world.outcome(save(draft(), 'linh-admin'))).toEqual([403, 'not-whole-province']);
    expect(await world.outcome(save(draft(), 'operator'))).toEqual([403, 'role']);
    expect(await world.outcome(save(draft({}, { reason: '' })))).toEqual([400, 'invalid-input']);
    expect(await world.outcome(save(draft(), 'admin', 'Tỉnh'))).toEqual([400, 'invalid-input']);
  });

  it('are refused with numbers that make no sense, each named', async () => {
    expect(await world.outcome(save(draft({ sessionsShare: 1.2 })))).toEqual([400, 'invalid-input']);
    const { status, body } = await save(draft({ sessionsShare: 0, lookBackDays: 60 }));
    expect([status, body.code]).toEqual([422, 'senseless-rule']);
    expect(body.errors.map(({ path }: { path: string }) => path)).toEqual([
      'numbers.sessionsShare',
      'numbers.lookBackDays',
    ]);
    expect(body.detail).toContain('numbers.lookBackDays must not be shorter than the window');
  });

  it('are the next version, seen by administrators only, with before and after on record', async () => {
    const { status, body } = await save(draft({ sessionsShare: 0.6 }));
    expect(status).toBe(200);
    expect(ruleVersion.parse(body)).toEqual(body);
    expect(body).toMatchObject({ rule: { id: 'province', version: 2 }, state: 'draft', mayNotPublish: 'own-draft' });
    const { action, before, after } = await world.lastAudit();
    expect([action, JSON.parse(before).version, JSON.parse(after).rule.numbers.sessionsShare]).toEqual([
      'rule.draft',
      1,
      0.6,
    ]);
    const states = async (as: string) =>
      (await versions(as)).map((one: { state: string; mayNotPublish?: string }) => [one.state, one.mayNotPublish]);
    const published = ['published', undefined];
    expect(await states('operator')).toEqual([published]);
    expect(await states('second')).toEqual([['draft', undefined], published]);
    expect(await states('linh-admin')).toEqual([['draft', 'not-whole-province'], published]);
    expect(world.coverage.rules().filter(({ id }) => id === 'province')).toHaveLength(1);
  });

  it('are tried on the past: which hamlets and communes would be judged otherwise', async () => {
    // Thôn Nam was heard in 38 of 62 sessions and silent for 24: the draft lets both pass.
    await save(draft({ sessionsShare: 0.6, minConsecutiveMisses: 24, sessionMinutesShare: 0.75 }));
    const { status, body } = await world.call('admin', 'POST', '/rules/province/draft/trial', { from: FROM, to: TO });
    expect(status).toBe(200);
    expect(trial.parse(body)).toEqual(body);
    expect(body).toMatchObject({ against: { id: 'province', version: 1 }, judged: 4 });
    expect(body.changes).toEqual([
      {
        ...{ hamlet: world.south.id, name: 'Thôn Nam', communeName: 'Hưng Lĩnh', before: 'not-met', after: 'met' },
        ...{ lowerBefore: 38 / 62, lowerAfter: 38 / 62 },
      },
      expect.objectContaining({ name: 'Thôn Đông', before: 'insufficient', after: 'met' }),
    ]);
    expect(body.communes).toEqual([{ commune: world.xa.id, name: 'Long Xá', before: 'insufficient', after: 'met' }]);
    const own = await world.call('linh-admin', 'POST', '/rules/province/draft/trial', { from: FROM, to: TO });
    expect(own.body.judged).toBe(3);
    for (const [window, code] of [
      [{ from: TO, to: FROM }, 'bad-window'],
      [{ from: '2026-02-30', to: TO }, 'bad-window'],
      [{ from: '2020-01-01', to: TO }, 'bad-window'],
      [{ from: FROM, to: TO, area: 'a0000000000000000' }, 'out-of-scope'],
    ] as const)
      expect((await world.call('admin', 'POST', '/rules/province/draft/trial', window)).body.code).toBe(code);
    expect((await world.call('admin', 'POST', '/rules/advanced/draft/trial', { from: FROM, to: TO })).body.code).toBe(
      'no-draft',
    );
  });

  it('are published by another administrator who has read them as they are', async () => {
    const publish = (as: string, body?: object) => world.call(as, 'POST', '/rules/province/draft/publish', body);
    const [{ at }] = await versions('second');
    expect(await world.outcome(publish('admin'))).toEqual([403, 'own-draft']);
    expect(await world.outcome(publish('linh-admin'))).toEqual([403, 'not-whole-province']);
    expect(await world.outcome(publish('second', { at: at - 1 }))).toEqual([409, 'draft-changed']);
    const { status, body } = await publish('second', { at });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{ state: 'published', reason: 'Nghị quyết 05', byName: 'Người admin', publishedByName: 'Người second' },
      rule: { version: 2, numbers: { minConsecutiveMisses: 24 } },
    });
    expect(await world.lastAudit()).toMatchObject({ action: 'rule.publish', subject: 'province' });
    expect(await world.outcome(publish('second'))).toEqual([404, 'no-draft']);
    expect((await versions('operator')).map(({ rule }: { rule: Rule }) => rule.version)).toEqual([2, 1]);
  });

  it('judge at once when they are published, and every verdict can still be asked by an older version', async () => {
    const { coverage, province, south } = world;
    const by = async (rule?: string) => {
      const answer = await coverage.of(province.id, { rule, from: FROM, to: TO });
      return [answer.rule.version, answer.hamlets.find(({ hamlet }) => hamlet === south.id)?.verdict];
    };
    expect(await by()).toEqual([2, 'met']);
    expect(await by('province')).toEqual([2, 'met']);
    expect(await by('province@1')).toEqual([1, 'not-met']);
    await expect(by('province@9')).rejects.toMatchObject({ code: 'unknown-rule' });
  });

  it('are dropped, and begin a new rule where there was none', async () => {
    const set = { criterion: { ...RULE.criterion, set: 'Bộ tiêu chí 2031-2035' }, validFrom: '2031-01-01' };
    expect((await save(draft({}, set), 'admin', 'province-2031')).body.rule).toMatchObject({ version: 1 });
    const tried = await world.call('admin', 'POST', '/rules/province-2031/draft/trial', { from: FROM, to: TO });
    expect(tried.body.against).toEqual({ id: 'province', version: 2 });
    const drop = (as: string) => world.call(as, 'DELETE', '/rules/province-2031/draft');
    expect(await world.outcome(drop('linh-admin'))).toEqual([403, 'not-whole-province']);
    expect((await drop('second')).status).toBe(204);
    expect(await world.outcome(drop('second'))).toEqual([404, 'no-draft']);
    expect(await world.outcome(world.call('admin', 'GET', '/rules/province-2031'))).toEqual([404, 'unknown-rule']);
  });

  it('and every version are printed on one page', async () => {
    const { body } = await world.call('operator', 'GET', '/rules/province/versions/2/document');
    expect(reportDocument.parse(body)).toEqual(body);
    expect(body.subtitle).toContain('phiên bản 2');
    const file = await world.app.inject({
      url: '/api/v1/rules/province/versions/1/file?format=pdf',
      headers: { cookie: 'loaxa_session=operator' },
    });
    expect([file.statusCode, file.headers['content-type'], file.body]).toEqual([200, 'application/pdf', '%PDF']);
    expect(file.headers['content-disposition']).toContain('quy-tac-province-v1.pdf');
    expect(world.printed).toEqual(['pdf QUY TẮC ĐÁNH GIÁ']);
    expect(await world.outcome(world.call('operator', 'GET', '/rules/province/versions/3/document'))).toEqual([
      404,
      'unknown-rule',
    ]);
  });
});
