import { ulid } from 'ulid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readExclusions } from '../../../gateway/coverage/exclusions-store.ts';
import { exclusion as exclusionAnswer } from '../../../protocol/api/periods.ts';
import { instantAt } from '../../../protocol/vietnam-time.ts';
import { ENGINES } from '../database/engines.ts';
import { FROM, openPeriodWorld, PAPER, type PeriodWorld, TO } from './period-world.ts';

const NOW = instantAt('2026-11-12', '09:00');

describe.each(ENGINES)('exclusions on $engine', ({ open }) => {
  let world: PeriodWorld;
  beforeAll(async () => {
    world = await openPeriodWorld(await open());
    world.clock.set(NOW);
    await world.call('admin', 'POST', '/periods', { name: 'Tháng 10/2026', from: FROM, to: TO });
    await world.coverage.rollUp();
  });
  beforeEach(() => world.clock.set(NOW));
  afterAll(() => world.close());

  const decide = (more: object = {}, as = 'admin') => world.call(as, 'POST', '/exclusions', world.exclusion(more));
  const inForce = (from = FROM, to = TO) => readExclusions(world.database.read, from, to);

  it('are decided by the province, with decision, paper and cause, and on record', async () => {
    const { south, north, told, cited, lastAudit } = world;
    told.length = 0;
    const { status, body } = await decide({ areas: [south.id, north.id, south.id], parts: ['evening', 'morning'] });
    expect(status).toBe(201);
    expect(exclusionAnswer.parse(body)).toEqual(body);
    expect(body).toMatchObject({
      ...{ from: '2026-10-20', to: '2026-10-31', parts: ['morning', 'evening'], cause: 'storm', byName: 'Người admin' },
      decision: { number: '12/QĐ-UBND', on: '2026-11-10', document: PAPER, documentName: 'quyet-dinh.pdf' },
    });
    expect(body.areas.map(({ name }: { name: string }) => name).sort()).toEqual(['Thôn Bắc', 'Thôn Nam']);
    expect(await lastAudit()).toMatchObject({ action: 'exclusion.decide', subject: body.id, area_id: world.linh.id });
    expect(told).toEqual(['coverage']);
    expect(cited.sort()).toEqual([`${body.id} ${north.id}`, `${body.id} ${south.id}`].sort());
    expect(await inForce()).toEqual([
      {
        id: body.id,
        areas: [north.id, south.id].sort(),
        from: '2026-10-20',
        to: '2026-10-31',
        parts: ['morning', 'evening'],
      },
    ]);
    await world.call('admin', 'POST', `/exclusions/${body.id}/revoke`, { reason: 'xong' });
  });

  it.each([
    ['by the commune itself', {}, 'linh-admin', 403, 'not-the-province'],
    ['by an operator', {}, 'operator', 403, 'role'],
    ['of an area that is none', { areas: ['a0000000000000000'] }, 'admin', 403, 'out-of-scope'],
    [
      'without the signed paper',
      { decision: { number: '1', on: FROM, document: 'd'.repeat(64) } },
      'admin',
      404,
      'no-attachment',
    ],
    [
      'by a decision of tomorrow',
      { decision: { number: '1', on: '2026-11-13', document: PAPER } },
      'admin',
      422,
      'decision-in-future',
    ],
    ['of days that do not exist', { from: '2026-02-30', to: '2026-03-01' }, 'admin', 400, 'bad-window'],
    ['of days out of order', { from: '2026-10-31', to: '2026-10-30' }, 'admin', 400, 'invalid-input'],
    ['of more than a year', { from: '2025-01-01', to: '2026-10-30' }, 'admin', 400, 'bad-window'],
    ['of no area', { areas: [] }, 'admin', 400, 'invalid-input'],
    ['without a reason', { reason: ' ' }, 'admin', 400, 'invalid-input'],
    ['for a cause nobody knows', { cause: 'laziness' }, 'admin', 400, 'invalid-input'],
  ])('are not decided %s', async (_what, more, as, status, code) => {
    const before = await inForce();
    expect(await world.outcome(decide(more, as))).toEqual([status, code]);
    expect(await inForce()).toEqual(before);
  });

  it('are refused after the deadline, with a sentence that says when it was', async () => {
    world.clock.set(instantAt('2026-11-16', '00:00'));
    const { status, body } = await decide();
    expect([status, body.code]).toEqual([422, 'exclusion-too-late']);
    expect(body.detail).toContain('until 2026-11-15');
    world.clock.set(instantAt('2026-11-15', '23:59'));
    const { body: made } = await decide();
    await world.call('admin', 'POST', `/exclusions/${made.id}/revoke`, { reason: 'thử' });
  });

  it('are revoked once, with a reason, by the province, and nothing of them is lost', async () => {
    const { body: made } = await decide();
    const revoke = (as: string, reason = 'Quyết định bị hủy') =>
      world.call(as, 'POST', `/exclusions/${made.id}/revoke`, { reason });
    expect(await world.outcome(revoke('linh-admin'))).toEqual([403, 'not-the-province']);
    expect(await world.outcome(revoke('admin', ''))).toEqual([400, 'invalid-input']);
    const { body } = await revoke('second');
    expect(body).toEqual({ ...made, revokedAt: NOW, revokedReason: 'Quyết định bị hủy' });
    expect(await world.lastAudit()).toMatchObject({ action: 'exclusion.revoke', subject: made.id });
    expect(await world.outcome(revoke('admin'))).toEqual([409, 'exclusion-revoked']);
    expect(await world.outcome(world.call('admin', 'POST', `/exclusions/${ulid()}/revoke`, { reason: 'x' }))).toEqual([
      404,
      'no-exclusion',
    ]);
    expect(await inForce()).toEqual([]);
    expect((await world.call('admin', 'GET', '/exclusions')).body.items).toContainEqual(body);
  });

  it('leave sessions out of the verdict while they are in force, and the figure without them stays', async () => {
    const { body: made } = await decide();
    const judged = async () => {
      const { hamlets } = await world.coverage.of(world.linh.id, { rule: 'province', from: FROM, to: TO });
      const south = hamlets.find(({ hamlet }) => hamlet === world.south.id);
      return [south?.sessions.excluded, south?.sessions.due, south?.without.due];
    };
    expect(await judged()).toEqual([24, 38, 62]);
    await world.call('admin', 'POST', `/exclusions/${made.id}/revoke`, { reason: 'thử' });
    expect(await judged()).toEqual([0, 62, 62]);
  });

  it('are read by whom they touch, by area and window', async () => {
    const { linh, xa, province, north } = world;
    const { body: whole } = await decide({ areas: [province.id] });
    const { body: commune } = await decide({ areas: [linh.id], from: '2026-10-01', to: '2026-10-02' });
    const seen = async (as: string, query = '') =>
      (await world.call(as, 'GET', `/exclusions?limit=500${query}`)).body.items
        .filter(({ revokedAt }: { revokedAt?: number }) => revokedAt === undefined)
        .map(({ id }: { id: string }) => id)
        .sort();
    const both = [whole.id, commune.id].sort();
    expect(await seen('admin')).toEqual(both);
    expect(await seen('operator')).toEqual(both);
    expect(await seen('head')).toEqual([whole.id]);
    expect(await seen('admin', `&area=${xa.id}`)).toEqual([whole.id]);
    expect(await seen('admin', `&area=${north.id}`)).toEqual(both);
    expect(await seen('operator', '&from=2026-10-03&to=2026-10-10')).toEqual([]);
    expect(await seen('operator', '&from=2026-10-02&to=2026-10-19')).toEqual([commune.id]);
    expect(await world.outcome(world.call('operator', 'GET', `/exclusions?area=${xa.id}`))).toEqual([
      403,
      'out-of-scope',
    ]);
  });

  it.each(['exclusions', 'exclusion_areas', 'exclusion_revocations'])(
    'the database itself changes nothing in %s',
    async (table) => {
      await expect(world.database.write((t) => t(table).delete())).rejects.toThrow('append-only');
    },
  );
});
