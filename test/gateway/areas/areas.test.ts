import { describe, expect, it, onTestFinished } from 'vitest';
import { Areas } from '../../../gateway/areas/areas.ts';
import { type Area, area } from '../../../protocol/api/areas.ts';
import { pageOf } from '../../../protocol/api/common.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import { type Caller, Doors } from '../http/doors.ts';
import { freshDoors } from '../http/fresh-doors.ts';

describe.each(ENGINES)('areas on $engine', ({ open }) => {
  let test: TestDatabase;
  let doors: Doors;
  let all: Awaited<ReturnType<Doors['smallProvince']>>;
  let admin: Caller;
  freshDoors({ open }, async (fresh, database) => {
    [doors, test] = [fresh, database];
    all = await doors.smallProvince();
    admin = await doors.person('administrator', [all.province.id]);
  });
  const names = (answer: { json(): { items: Area[] } }) => answer.json().items.map(({ name }) => name);

  it('are the same after a restart', async () => {
    const extra = { households: 212, formerDistrict: 'Hưng Nguyên', region: 'III', class: 2, floorDecision: 'QĐ 12' };
    await admin.call('PATCH', `/areas/${all.linh.id}`, { ...extra, code: '17101', predecessors: [all.xa.id] });
    const again = new Areas({ database: test.database, clock: doors.clock, audit: doors.audit, facts: doors.facts });
    await again.start();
    const sorted = (areas: Area[]) => areas.sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(sorted(again.tree.all())).toEqual(sorted(doors.areas.tree.all()));
    expect(again.tree.get(all.linh.id)).toMatchObject({ ...extra, code: '17101', predecessors: [all.xa.id] });
  });

  it('owe fewer sessions only by a decision of the province, never of the commune itself', async () => {
    const own = await doors.person('administrator', [all.linh.id]);
    const body = { floorDecision: 'QĐ 12/QĐ-UBND' };
    expect((await own.call('PATCH', `/areas/${all.linh1.id}`, body)).json().code).toBe('province-only');
    expect((await own.call('PATCH', `/areas/${all.linh1.id}`, { floorDecision: null })).json().code).toBe(
      'province-only',
    );
    const hamlet = { kind: 'hamlet', name: 'Thôn mới', parent: all.linh.id, ...body };
    expect((await own.call('POST', '/areas', hamlet)).json().code).toBe('province-only');
    expect((await admin.call('PATCH', `/areas/${all.linh1.id}`, body)).json()).toMatchObject(body);
    expect((await own.call('PATCH', `/areas/${all.linh1.id}`, { households: 90 })).json()).toMatchObject(body);
  });

  it('come page by page in Vietnamese order', async () => {
    const first = await admin.call('GET', '/areas?kind=hamlet&limit=3');
    expect(pageOf(area).parse(first.json()).total).toBe(4);
    expect(names(first)).toEqual(['Ân 2', 'Ấp 2', 'Ấp 10']);
    const second = await admin.call('GET', `/areas?kind=hamlet&limit=3&cursor=${first.json().next}`);
    expect([names(second), second.json().next]).toEqual([['Đông Thịnh'], undefined]);
    expect((await admin.call('GET', '/areas?cursor=%24%24')).json().code).toBe('bad-cursor');
  });

  it.each([
    ['an 2', ['Ân 2']],
    ['ÂN', ['Ân 2']],
    ['dong', ['Đông Thịnh']],
    ['thinh dong', ['Đông Thịnh']],
    ['ap', ['Ấp 2', 'Ấp 10']],
    ['xom', ['Ấp 10', 'Đông Thịnh']],
    ['zzz', []],
  ])('«%s» finds %j', async (search, found) => {
    expect(names(await admin.call('GET', `/areas?kind=hamlet&search=${encodeURIComponent(search)}`))).toEqual(found);
  });

  it('are seen within an account’s own and on the way up, not beside', async () => {
    const operator = await doors.person('operator', [all.linh.id]);
    expect(names(await operator.call('GET', '/areas'))).toEqual(['Ấp 10', 'Đông Thịnh', 'Hưng Lĩnh', 'Nghệ An']);
    expect((await operator.call('GET', `/areas/${all.xa1.id}`)).statusCode).toBe(403);
    expect((await operator.call('GET', `/areas/${all.province.id}`)).json().name).toBe('Nghệ An');
  });

  it('exist from their first to their last day', async () => {
    await admin.call('PATCH', `/areas/${all.xa.id}`, { validTo: '2026-06-30' });
    expect(names(await admin.call('GET', `/areas?parent=${all.province.id}`))).toEqual(['Hưng Lĩnh']);
    const then = await admin.call('GET', `/areas?parent=${all.province.id}&at=2026-06-30`);
    expect(names(then)).toEqual(['Hưng Lĩnh', 'Long Xá']);
    expect((await admin.call('GET', `/areas/${all.xa.id}`)).json().validTo).toBe('2026-06-30');
    expect((await admin.call('PATCH', `/areas/${all.xa.id}`, { validTo: null })).json().validTo).toBeUndefined();
  });

  it('keep what a patch does not name', async () => {
    const before = (await admin.call('PATCH', `/areas/${all.xa.id}`, { validFrom: '2025-03-01' })).json();
    const after = (await admin.call('PATCH', `/areas/${all.xa.id}`, { households: 900 })).json();
    expect(after).toEqual({ ...before, households: 900 });
  });

  it.each([
    ['a hamlet below a province', { kind: 'hamlet', name: 'X', parent: 'province' }, 422, 'bad-parent'],
    ['a commune without a province', { kind: 'commune', name: 'X' }, 403, 'out-of-scope'],
    ['a province below a province', { kind: 'province', name: 'X', parent: 'province' }, 422, 'bad-parent'],
    [
      'a day that does not exist',
      { kind: 'commune', name: 'X', parent: 'province', validFrom: '2026-02-30' },
      422,
      'bad-day',
    ],
    [
      'an end before the beginning',
      { kind: 'commune', name: 'X', parent: 'province', validTo: '2020-01-01' },
      422,
      'bad-day',
    ],
    [
      'a name that is taken',
      { kind: 'commune', unit: 'xã', name: 'hưng lĩnh', parent: 'province' },
      409,
      'area-exists',
    ],
    ['an empty name', { kind: 'commune', name: '  ', parent: 'province' }, 400, 'invalid-input'],
    ['an unknown kind', { kind: 'district', name: 'X', parent: 'province' }, 400, 'invalid-input'],
  ])('refuse %s', async (_, input, status, code) => {
    const body = 'parent' in input ? { ...input, parent: all.province.id } : input;
    if (code === 'out-of-scope')
      await doors.areas.create(
        { id: 'system' },
        { kind: 'province', name: 'Hà Tĩnh', validFrom: '2025-07-01', predecessors: [] },
      );
    const answer = await admin.call('POST', '/areas', body);
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
  });

  it('take the same name with another unit, and again after the first has ended', async () => {
    const put = (unit: string, validFrom: string) =>
      admin.call('POST', '/areas', { kind: 'commune', unit, name: 'Hưng Lĩnh', parent: all.province.id, validFrom });
    expect((await put('phường', '2025-07-01')).statusCode).toBe(201);
    await admin.call('PATCH', `/areas/${all.linh.id}`, { validTo: '2026-12-31' });
    expect((await put('xã', '2026-12-31')).statusCode).toBe(409);
    expect((await put('xã', '2027-01-01')).statusCode).toBe(201);
  });

  it('are changed only by accounts that reach them', async () => {
    const other = await doors.person('administrator', [all.xa.id]);
    expect((await other.call('PATCH', `/areas/${all.linh.id}`, { households: 1 })).json().code).toBe('out-of-scope');
    expect((await other.call('PATCH', `/areas/${all.xa1.id}`, { parent: all.linh.id })).json().code).toBe(
      'out-of-scope',
    );
    expect((await other.call('POST', '/areas', { kind: 'province', name: 'X' })).json().code).toBe('out-of-scope');
  });

  it('give the first administrator the province that account creates', async () => {
    const empty = await Doors.open(test);
    onTestFinished(() => empty.close());
    const first = await empty.person('administrator', []);
    const made = await first.call('POST', '/areas', { kind: 'province', unit: 'tỉnh', name: 'Nghệ An' });
    expect(made.statusCode).toBe(201);
    expect((await first.call('GET', '/session')).json().account.areas).toEqual([made.json().id]);
  });

  it('leave a record of who changed what from what', async () => {
    await admin.call('PATCH', `/areas/${all.xa.id}`, { households: 900 });
    const [row] = await test.database.read('audit_entries').where({ action: 'area.change', by: admin.id });
    expect(row).toMatchObject({ by: admin.id, subject: all.xa.id, area_id: all.xa.id, outcome: 'done' });
    expect([JSON.parse(row.before).households, JSON.parse(row.after).households]).toEqual([undefined, 900]);
  });

  it('have a station each, with investments, and only communes have one', async () => {
    const body = {
      name: 'Đài truyền thanh xã Long Xá',
      upgrade: 'done',
      technology: 'fm',
      investments: [{ year: 2019, source: 'tỉnh', amountVnd: 50_000_000 }],
    };
    expect((await admin.call('PUT', `/stations/${all.xa.id}`, body)).statusCode).toBe(200);
    expect((await admin.call('PUT', `/stations/${all.xa1.id}`, body)).json().code).toBe('no-commune');
    expect((await admin.call('GET', '/stations')).json()).toEqual({ items: [{ ...body, area: all.xa.id }], total: 1 });
    await doors.stations.start();
    expect(doors.stations.get(all.xa.id)).toEqual({ ...body, area: all.xa.id });
  });
});
