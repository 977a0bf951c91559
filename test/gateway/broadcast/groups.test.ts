import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formerDistricts } from '../../../gateway/broadcast/former-districts.ts';
import { groupRoutes } from '../../../gateway/broadcast/group-routes.ts';
import { Groups } from '../../../gateway/broadcast/groups.ts';
import type { App, Person } from '../../../gateway/http/app.ts';
import type { Group } from '../../../protocol/api/schedule.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import { callAs, served } from '../http/served.ts';
import type { TestNode } from '../intake/test-node.ts';
import { Air } from './air.ts';

describe.each(ENGINES)('groups on $engine', ({ open }) => {
  let test: TestDatabase;
  let air: Air;
  let app: App;
  let people: Record<string, Person>;
  let node: TestNode;

  beforeAll(async () => {
    test = await open();
    air = new Air(test);
    air.tree.put([
      { ...air.commune, formerDistrict: 'Hưng Nguyên' },
      { ...air.other, formerDistrict: 'Hưng Nguyên' },
    ]);
    people = {
      province: air.person('operator', air.province),
      operator: air.person('operator', air.commune),
      neighbour: air.person('operator', air.other),
      head: air.person('hamlet-head', air.east),
      technician: air.person('technician', air.commune),
    };
    node = air.node(air.east, 'TL-001');
    air.node(air.west, 'TL-002');
    air.node(air.far, 'TL-003');
    const groups = new Groups({
      ...{ database: air.database, clock: air.clock, audit: air.audit, tree: air.tree, roster: air.roster },
      ...{ quietHours: { windowsOf: () => [] }, settings: { at: () => air.settings } },
      followers: air.broadcast.programmes.followers,
    });
    app = await served(
      { clock: air.clock, audit: air.audit, personOf: (token) => people[token] },
      { api: (api) => groupRoutes(api, groups) },
    );
  });
  afterAll(async () => {
    await app.close();
    await air.close();
    await test.close();
  });

  const call = (who: string, method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, payload?: object) =>
    callAs(app, who, method, path, payload);
  const listed = async (who: string) => (await call(who, 'GET', '/groups')).json<{ items: Group[] }>().items;

  it('keep areas and single nodes under a name, for everybody whose areas hold it', async () => {
    const targets = [{ area: air.west.id }, { node: node.id }, { area: air.west.id }];
    const answer = await call('operator', 'POST', '/groups', { name: '  Ven sông ', targets });
    expect(answer.statusCode).toBe(201);
    const group = answer.json<Group>();
    expect(group).toMatchObject({ name: 'Ven sông', area: air.commune.id, targets: targets.slice(0, 2), nodes: 2 });
    expect(await listed('operator')).toEqual([group]);
    expect((await listed('province')).map((one) => one.name)).toEqual(['Ven sông', 'Hưng Nguyên']);
    expect(await listed('neighbour')).toEqual([]);
    expect(await listed('head')).toEqual([]);
  });

  it('are changed and deleted by those of the area, with both states on record', async () => {
    const [group] = await listed('operator');
    const id = group?.id ?? '';
    const change = { name: 'Ven sông', targets: [{ area: air.east.id }] };
    expect(
      (await call('neighbour', 'PUT', `/groups/${id}`, { ...change, targets: [{ area: air.far.id }] })).json(),
    ).toMatchObject({
      code: 'out-of-scope',
    });
    expect((await call('operator', 'PUT', `/groups/${id}`, change)).json()).toMatchObject({ nodes: 1 });
    expect((await call('operator', 'DELETE', `/groups/${id}`)).statusCode).toBe(200);
    expect((await call('operator', 'DELETE', `/groups/${id}`)).json()).toMatchObject({ code: 'no-such-group' });
    const { items } = await air.audit.list({ subject: id, limit: 10 } as never);
    const done = items.filter((one) => one.outcome === 'done');
    expect(done.map((one) => one.action)).toEqual(['group.delete', 'group.change', 'group.create']);
    expect(done[1]?.before).toMatchObject({ targets: [{ area: air.west.id }, { node: node.id }] });
  });

  it('hold only what the person may address', async () => {
    const post = (who: string, body: object) => call(who, 'POST', '/groups', { name: 'x', ...body });
    expect((await post('operator', { targets: [{ area: air.far.id }] })).json()).toMatchObject({
      code: 'out-of-scope',
    });
    expect((await post('operator', { targets: [{ node: 'n0123456789abcdef' }] })).json()).toMatchObject({
      code: 'no-such-target',
    });
    expect((await post('operator', { targets: [] })).statusCode).toBe(400);
    expect((await post('technician', { targets: [{ area: air.east.id }] })).json()).toMatchObject({ code: 'role' });
  });

  it('number two hundred in an area at most', async () => {
    const body = { name: 'Nhóm', targets: [{ area: air.far.id }] };
    const about = { area_id: air.other.id, created_by: 'x', created_at: 1, name: 'Nhóm', targets: '[]' };
    const rows = Array.from({ length: 199 }, (_, index) => ({ ...about, id: String(index).padStart(26, '0') }));
    await air.database.write((transaction) => transaction.batchInsert('target_groups', rows, 50));
    expect((await call('neighbour', 'POST', '/groups', body)).statusCode).toBe(201);
    expect((await call('neighbour', 'POST', '/groups', body)).json()).toMatchObject({ code: 'too-many-groups' });
  });

  it('stand for the former districts of a province, which nobody changes', async () => {
    const district = (await listed('province')).find((one) => one.formerDistrict);
    expect(district).toMatchObject({ name: 'Hưng Nguyên', area: air.province.id, nodes: 3 });
    expect(district?.targets).toEqual(expect.arrayContaining([{ area: air.commune.id }, { area: air.other.id }]));
    const answer = await call('province', 'DELETE', `/groups/${district?.id}`);
    expect(answer.json()).toMatchObject({ status: 403, code: 'former-district' });
  });

  it('of a former district keep their id while communes come and go', () => {
    const district = (...communes: (typeof air.commune)[]) =>
      formerDistricts(
        air.province.id,
        communes.map((one) => ({ ...one, formerDistrict: ' Hưng Nguyên ' })),
      )[0];
    expect(district(air.commune)?.id).toBe(district(air.commune, air.other)?.id);
    expect(district(air.commune)?.id).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
    expect(formerDistricts('another', [{ ...air.commune, formerDistrict: 'Hưng Nguyên' }])[0]?.id).not.toBe(
      district(air.commune)?.id,
    );
    expect(formerDistricts(air.province.id, [{ ...air.commune, formerDistrict: undefined }])).toEqual([]);
  });
});
