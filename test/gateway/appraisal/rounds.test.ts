import { randomBytes } from 'node:crypto';
import { ulid } from 'ulid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Appraisal } from '../../../gateway/appraisal/appraisal.ts';
import { recordRoutes } from '../../../gateway/appraisal/record-routes.ts';
import { roundRoutes } from '../../../gateway/appraisal/round-routes.ts';
import { AreaTree } from '../../../gateway/areas/area-tree.ts';
import { Audit } from '../../../gateway/audit/audit.ts';
import { MovableClock } from '../../../gateway/clock.ts';
import type { App, Person } from '../../../gateway/http/app.ts';
import type { Area, AreaKind } from '../../../protocol/api/areas.ts';
import type { Role } from '../../../protocol/api/people.ts';
import { areaIdFrom } from '../../../protocol/ids.ts';
import { DAY_MS } from '../../../protocol/units.ts';
import { dayOf, instantAt } from '../../../protocol/vietnam-time.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import { openDoor } from '../faults/front-door.ts';
import { callAs } from '../http/served.ts';

const START = instantAt('2026-11-23', '10:00');
const FROM = START - 10 * DAY_MS;
const UNTIL = START + 10 * DAY_MS;

describe.each(ENGINES)('appraisal rounds on $engine', ({ open }) => {
  let test: TestDatabase;
  let app: App;
  const clock = new MovableClock(START);
  const tree = new AreaTree(() => dayOf(clock.now()));
  const add = (kind: AreaKind, name: string, parent?: Area): Area => {
    const id = areaIdFrom(randomBytes(10));
    const area = {
      id,
      kind,
      name,
      validFrom: '2025-07-01',
      predecessors: [],
      ...(parent ? { parent: parent.id } : {}),
    };
    tree.put([area]);
    return area;
  };
  const province = add('province', 'Nghệ An');
  const linh = add('commune', 'Hưng Lĩnh', province);
  const xa = add('commune', 'Long Xá', province);
  const dong = add('hamlet', 'Đông', linh);
  const tay = add('hamlet', 'Tây', linh);
  const an = add('hamlet', 'Ân 2', xa);

  const people: Person[] = [];
  const person = (username: string, role: Role, ...areas: Area[]): Person => {
    const made = { id: ulid(), username, name: `Người ${username}`, role, areas: areas.map((area) => area.id) };
    people.push(made);
    return made;
  };
  const admin = person('admin', 'administrator', province);
  const minh = person('minh', 'appraiser', province);
  const lan = person('lan', 'appraiser', linh);
  const operator = person('operator', 'operator', linh);
  person('neighbour', 'operator', xa);
  person('head', 'hamlet-head', dong);
  person('linh-admin', 'administrator', linh);

  beforeAll(async () => {
    test = await open();
    const { database } = test;
    const appraisal = new Appraisal({
      ...{ database, clock, tree, audit: new Audit({ database, clock }) },
      roleOf: (id) => people.find((one) => one.id === id)?.role,
      nameOf: (id) => people.find((one) => one.id === id)?.name,
      coverageOf: () => Promise.reject(new Error('nobody asks here')),
      papers: { open: () => Promise.reject(new Error('nobody cites here')), cite: async () => undefined },
    });
    const api = (api: App) => {
      roundRoutes(api, appraisal.rounds);
      recordRoutes(api, appraisal);
    };
    ({ app } = await openDoor(test, clock, people, { api }));
  });
  afterAll(async () => {
    await app.close();
    await test.close();
  });
  beforeEach(() => clock.set(START));

  async function call(as: string, method: 'GET' | 'POST' | 'PUT' | 'PATCH', path: string, body?: object) {
    const reply = await callAs(app, as, method, path, body);
    return { status: reply.statusCode, body: reply.json() };
  }
  const outcome = async (reply: ReturnType<typeof call>) => {
    const { status, body } = await reply;
    return [status, body.code];
  };

  const input = (more: object = {}) => ({
    ...{ year: 2026, level: 'advanced', kind: 'new', title: 'Thẩm định nâng cao 2026' },
    ...{ communes: [linh.id], members: [minh.id], from: FROM, until: UNTIL },
    ...more,
  });
  async function round(more: object = {}): Promise<string> {
    const { status, body } = await call('admin', 'POST', '/rounds', input(more));
    expect(status).toBe(201);
    return body.id;
  }
  const visit = (more: object = {}) => ({
    ...{ hamlet: dong.id, at: START - DAY_MS, hornsThere: 5, hornsSounding: 4 },
    ...{ duringSession: true, unannounced: true, note: 'Một loa rè' },
    ...more,
  });
  const lastAudit = async () => test.database.read('audit_entries').orderBy('id', 'desc').first();

  it('an administrator makes a round of communes with appraisers, and the record says so', async () => {
    const { status, body } = await call('admin', 'POST', '/rounds', input({ communes: [linh.id, xa.id, linh.id] }));
    expect(status).toBe(201);
    expect(body).toMatchObject({ communes: [linh.id, xa.id].sort(), members: [{ id: minh.id, name: 'Người minh' }] });
    expect(await lastAudit()).toMatchObject({
      action: 'round.create',
      by: admin.id,
      subject: body.id,
      outcome: 'done',
    });
  });

  it.each([
    ['a hamlet instead of a commune', { communes: [dong.id] }, 422, 'not-a-commune'],
    ['a member who is no appraiser', { members: [operator.id] }, 422, 'not-an-appraiser'],
    ['a member who does not exist', { members: [ulid()] }, 422, 'not-an-appraiser'],
    ['an end before the beginning', { from: UNTIL, until: FROM }, 400, 'invalid-input'],
    ['an unknown commune', { communes: [areaIdFrom(randomBytes(10))] }, 403, 'out-of-scope'],
  ])('%s is refused', async (_what, more, status, code) => {
    expect(await outcome(call('admin', 'POST', '/rounds', input(more)))).toEqual([status, code]);
  });

  it('an administrator of one commune makes and changes no round with another', async () => {
    expect(await outcome(call('linh-admin', 'POST', '/rounds', input({ communes: [linh.id, xa.id] })))).toEqual([
      403,
      'out-of-scope',
    ]);
    const both = await round({ communes: [linh.id, xa.id] });
    expect((await call('linh-admin', 'PATCH', `/rounds/${both}`, { communes: [linh.id] })).status).toBe(403);
    const own = await round();
    expect((await call('linh-admin', 'PATCH', `/rounds/${own}`, { communes: [linh.id, xa.id] })).status).toBe(403);
    expect((await call('linh-admin', 'PATCH', `/rounds/${own}`, { title: 'Đợt hai' })).body.title).toBe('Đợt hai');
  });

  it('a change keeps what it does not name, and the record holds before and after', async () => {
    const id = await round();
    const { body } = await call('admin', 'PATCH', `/rounds/${id}`, { until: UNTIL + DAY_MS });
    expect(body).toMatchObject({ title: 'Thẩm định nâng cao 2026', from: FROM, until: UNTIL + DAY_MS });
    const { action, before, after } = await lastAudit();
    expect([action, JSON.parse(before).until, JSON.parse(after).until]).toEqual([
      'round.change',
      UNTIL,
      UNTIL + DAY_MS,
    ]);
    expect(await outcome(call('admin', 'PATCH', `/rounds/${id}`, { until: FROM - 1 }))).toEqual([422, 'bad-window']);
  });

  it('a closed round takes nothing more, from nobody', async () => {
    const id = await round();
    const { body } = await call('admin', 'PATCH', `/rounds/${id}`, { closed: true });
    expect(body.closedAt).toBe(START);
    expect(await outcome(call('admin', 'PATCH', `/rounds/${id}`, { title: 'x' }))).toEqual([409, 'round-closed']);
    expect(await outcome(call('minh', 'POST', `/rounds/${id}/visits`, visit()))).toEqual([403, 'round-closed']);
    const concluded = call('minh', 'PUT', `/rounds/${id}/conclusions/${linh.id}`, { verdict: 'met' });
    expect(await outcome(concluded)).toEqual([403, 'round-closed']);
  });

  it('members see their rounds, others those that touch their areas', async () => {
    const id = await round();
    const seen = (as: string) => call(as, 'GET', `/rounds/${id}`).then((reply) => reply.status);
    const listed = async (as: string) =>
      (await call(as, 'GET', '/rounds?limit=500')).body.items.some((one: { id: string }) => one.id === id);
    for (const [as, may] of Object.entries({
      admin: true,
      minh: true,
      operator: true,
      head: true,
      lan: false,
      neighbour: false,
    })) {
      expect([as, await seen(as), await listed(as)]).toEqual([as, may ? 200 : 403, may]);
    }
    expect((await call('admin', 'GET', `/rounds/${ulid()}`)).status).toBe(404);
  });

  it('the list shows the newest first, page by page', async () => {
    for (let index = 0; index < 3; index++) {
      clock.set(START + index);
      await round();
    }
    const all = (await call('admin', 'GET', '/rounds?limit=500')).body.items.map(({ id }: { id: string }) => id);
    expect(all).toEqual([...all].sort().reverse());
    const first = (await call('admin', 'GET', '/rounds?limit=2')).body;
    const second = (await call('admin', 'GET', `/rounds?limit=2&cursor=${first.next}`)).body;
    expect([...first.items, ...second.items].map(({ id }: { id: string }) => id)).toEqual(all.slice(0, 4));
  });

  it('a visit is recorded as seen, with who and when', async () => {
    const id = await round();
    const { status, body } = await call('minh', 'POST', `/rounds/${id}/visits`, visit());
    expect(status).toBe(201);
    const seen = { ...visit(), hamletName: 'Đông', by: minh.id, byName: 'Người minh', recordedAt: START };
    expect(body).toMatchObject(seen);
    expect((await call('operator', 'GET', `/rounds/${id}/visits`)).body.items).toEqual([body]);
    expect(await lastAudit()).toMatchObject({ action: 'visit.record', area_id: dong.id, subject: body.id });
  });

  it.each([
    ['in the future', visit({ at: START + 1 }), 422, 'visit-in-future'],
    ['before the round', visit({ at: FROM - 1 }), 422, 'visit-before-round'],
    ['to a commune', visit({ hamlet: linh.id }), 422, 'not-a-hamlet'],
    ['outside the registered communes', visit({ hamlet: an.id }), 403, 'not-registered'],
    ['with more horns sounding than there are', visit({ hornsSounding: 6 }), 400, 'invalid-input'],
    ['that corrects a visit of no round', visit({ corrects: ulid() }), 404, 'no-visit'],
  ])('a visit %s is refused', async (_what, body, status, code) => {
    expect(await outcome(call('minh', 'POST', `/rounds/${await round()}/visits`, body))).toEqual([status, code]);
  });

  it('a correction is a new visit that names the old one, once', async () => {
    const id = await round();
    const old = (await call('minh', 'POST', `/rounds/${id}/visits`, visit())).body;
    const corrected = (
      await call('minh', 'POST', `/rounds/${id}/visits`, visit({ hornsSounding: 5, corrects: old.id }))
    ).body;
    const { items } = (await call('minh', 'GET', `/rounds/${id}/visits`)).body;
    expect(items.find((one: { id: string }) => one.id === old.id)).toEqual({ ...old, correctedBy: corrected.id });
    const { action, before } = await lastAudit();
    expect([action, JSON.parse(before).hornsSounding]).toEqual(['visit.correct', 4]);
    const twice = call('minh', 'POST', `/rounds/${id}/visits`, visit({ corrects: old.id }));
    expect(await outcome(twice)).toEqual([409, 'visit-corrected']);
  });

  it('the database itself changes no visit and no conclusion', async () => {
    const id = await round();
    await call('minh', 'POST', `/rounds/${id}/visits`, visit());
    await call('minh', 'PUT', `/rounds/${id}/conclusions/${dong.id}`, { verdict: 'met' });
    for (const table of ['appraisal_visits', 'appraisal_conclusions']) {
      const rows = (transaction: Parameters<Parameters<typeof test.database.write>[0]>[0]) =>
        transaction(table).where({ round_id: id });
      await expect(test.database.write((t) => rows(t).update({ by: 'x' }))).rejects.toThrow('append-only');
      await expect(test.database.write((t) => rows(t).delete())).rejects.toThrow('append-only');
    }
  });

  it('every version of a conclusion is kept, and the newest is the council’s word', async () => {
    const id = await round();
    const path = `/rounds/${id}/conclusions`;
    expect((await call('minh', 'PUT', `${path}/${dong.id}`, { verdict: 'insufficient' })).body.version).toBe(1);
    await call('minh', 'PUT', `${path}/${dong.id}`, { verdict: 'met', text: 'Đã nghe', replaces: 1 });
    await call('minh', 'PUT', `${path}/${linh.id}`, { verdict: 'met' });
    const stale = call('minh', 'PUT', `${path}/${dong.id}`, { verdict: 'not-met', replaces: 1 });
    expect(await outcome(stale)).toEqual([409, 'conclusion-changed']);
    const newest = (await call('operator', 'GET', path)).body.items;
    expect(newest).toHaveLength(2);
    expect(newest).toContainEqual(
      expect.objectContaining({ area: dong.id, areaName: 'Đông', version: 2, verdict: 'met' }),
    );
    const every = (await call('operator', 'GET', `${path}?area=${dong.id}`)).body.items;
    expect(every.map(({ version }: { version: number }) => version)).toEqual([2, 1]);
  });

  it('only members write, until the end of the round, and only about registered communes in their own areas', async () => {
    const id = await round({ communes: [linh.id, xa.id], members: [minh.id, lan.id] });
    const conclude = (as: string, area: Area) =>
      call(as, 'PUT', `/rounds/${id}/conclusions/${area.id}`, { verdict: 'met' }).then(
        ({ status, body }) => body.code ?? status,
      );
    expect(await conclude('lan', tay)).toBe(200);
    expect(await conclude('lan', an)).toBe('out-of-scope');
    expect(await conclude('minh', an)).toBe(200);
    expect(await conclude('minh', province)).toBe('not-registered');
    expect(await conclude('admin', dong)).toBe('role');
    clock.set(UNTIL);
    expect(await conclude('minh', dong)).toBe('round-over');
    const other = await round({ members: [], until: UNTIL + DAY_MS });
    const late = call('minh', 'POST', `/rounds/${other}/visits`, visit());
    expect(await outcome(late)).toEqual([403, 'not-member']);
  });

  it('everybody reads only what was written about the own areas', async () => {
    const id = await round({ communes: [linh.id, xa.id] });
    for (const hamlet of [dong, an]) {
      await call('minh', 'POST', `/rounds/${id}/visits`, visit({ hamlet: hamlet.id }));
      await call('minh', 'PUT', `/rounds/${id}/conclusions/${hamlet.id}`, { verdict: 'met' });
    }
    for (const [as, hamlet] of [
      ['operator', dong],
      ['neighbour', an],
      ['head', dong],
    ] as const) {
      const visits = (await call(as, 'GET', `/rounds/${id}/visits`)).body.items;
      const conclusions = (await call(as, 'GET', `/rounds/${id}/conclusions`)).body.items;
      expect(visits.map((one: { hamlet: string }) => one.hamlet)).toEqual([hamlet.id]);
      expect(conclusions.map((one: { area: string }) => one.area)).toEqual([hamlet.id]);
    }
  });

  it('a commune about which something was written stays in the round', async () => {
    const id = await round({ communes: [linh.id, xa.id] });
    await call('minh', 'POST', `/rounds/${id}/visits`, visit());
    expect(await outcome(call('admin', 'PATCH', `/rounds/${id}`, { communes: [xa.id] }))).toEqual([
      409,
      'commune-has-records',
    ]);
    expect((await call('admin', 'PATCH', `/rounds/${id}`, { communes: [linh.id] })).status).toBe(200);
  });
});
