import { describe, expect, it } from 'vitest';
import { Nodes } from '../../../gateway/nodes/nodes.ts';
import { type Node, node } from '../../../protocol/api/areas.ts';
import { pageOf } from '../../../protocol/api/common.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import type { Caller, Doors } from '../http/doors.ts';
import { freshDoors } from '../http/fresh-doors.ts';

describe.each(ENGINES)('nodes on $engine', ({ open }) => {
  let test: TestDatabase;
  let doors: Doors;
  let all: Awaited<ReturnType<Doors['smallProvince']>>;
  let technician: Caller;
  freshDoors({ open }, async (fresh, database) => {
    [doors, test] = [fresh, database];
    all = await doors.smallProvince();
    technician = await doors.person('technician', [all.province.id]);
  });

  const add = (hamlet: string, code: string, more: object = {}) =>
    technician.call('POST', '/nodes', { hamlet, code, horns: 2, ...more });
  const codes = (answer: { json(): { items: Node[] } }) => answer.json().items.map(({ code }) => code);

  it('are made under a random id that names no place, and are the same after a restart', async () => {
    const answer = await add(all.linh1.id, 'TL-017', { place: 'Nhà văn hóa', latitude: 18.67, longitude: 105.6 });
    expect(answer.statusCode).toBe(201);
    expect(node.parse(answer.json())).toMatchObject({
      hamletName: 'Đông Thịnh',
      communeName: 'Hưng Lĩnh',
      place: 'Nhà văn hóa',
      latitude: 18.67,
      technology: 'ip',
      enrolled: false,
      presence: 'unobserved',
    });
    const { database } = test;
    const { clock, audit, facts } = doors;
    const again = new Nodes({ database, clock, audit, facts, areas: doors.areas.tree });
    await again.start();
    expect(again.roster.all()).toEqual(doors.nodes.roster.all());
  });

  it('have one code each within a commune; another commune may use it again', async () => {
    expect((await add(all.linh1.id, 'TL-01')).statusCode).toBe(201);
    expect((await add(all.linh2.id, 'tl-01')).json().code).toBe('code-taken');
    expect((await add(all.xa1.id, 'TL-01')).statusCode).toBe(201);
    expect((await add(all.linh.id, 'TL-02')).json().code).toBe('no-hamlet');
  });

  it('leave a history of where they hung, as what and with how many horns', async () => {
    const { id } = (await add(all.linh1.id, 'TL-09', { horns: 2 })).json();
    const stays = () =>
      test.database
        .read('node_places')
        .where('node_id', id)
        .orderBy('from_at')
        .select('hamlet_id', 'technology', 'horns', 'from_at', 'until_at');
    const made = doors.clock.now();
    const first = { hamlet_id: all.linh1.id, technology: 'ip', horns: 2, from_at: made };
    await technician.call('PATCH', `/nodes/${id}`, { place: 'cột 12' });
    expect(await stays()).toEqual([{ ...first, until_at: null }]);
    await doors.clock.advance(1_000);
    await technician.call('PATCH', `/nodes/${id}`, { hamlet: all.linh2.id });
    await doors.clock.advance(1_000);
    await technician.call('PATCH', `/nodes/${id}`, { horns: 4 });
    const moved = { ...first, hamlet_id: all.linh2.id, from_at: made + 1_000 };
    const grown = { ...moved, horns: 4, from_at: made + 2_000 };
    const two = [
      { ...first, until_at: made + 1_000 },
      { ...moved, until_at: made + 2_000 },
    ];
    expect(await stays()).toEqual([...two, { ...grown, until_at: null }]);
    await doors.clock.advance(1_000);
    await technician.call('DELETE', `/nodes/${id}`);
    expect(await stays()).toEqual([...two, { ...grown, until_at: made + 3_000 }]);
  });

  it('are all or none when many are made at once', async () => {
    const inputs = ['A', 'B', 'a'].map((code) => ({
      hamlet: all.linh1.id,
      code,
      horns: 1,
      place: '',
      technology: 'ip' as const,
    }));
    await expect(doors.nodes.createMany({ id: 'system' }, inputs)).rejects.toThrow('another node');
    expect([doors.nodes.roster.all().length, (await test.database.read('nodes')).length]).toEqual([0, 0]);
  });

  it('are listed with search by code, place, hamlet and commune, accents or not', async () => {
    await add(all.xa1.id, 'C-2', { place: 'Cột 12' });
    await add(all.xa2.id, 'C-10');
    await add(all.linh1.id, 'C-1', { place: 'Đình làng' });
    const search = async (text: string) =>
      codes(await technician.call('GET', `/nodes?search=${encodeURIComponent(text)}`));
    expect(await search('')).toEqual(['C-1', 'C-2', 'C-10']);
    expect(await search('an 2')).toEqual(['C-2']);
    expect(await search('dinh lang')).toEqual(['C-1']);
    expect(await search('LONG XA')).toEqual(['C-2', 'C-10']);
    expect(await search('cot hung')).toEqual([]);
  });

  it('are listed by code, by place and by silence, page after page without gap or double', async () => {
    for (const [hamlet, code] of [
      [all.xa1, 'B-2'],
      [all.linh2, 'B-10'],
      [all.linh1, 'B-1'],
      [all.xa2, 'A-3'],
    ] as const)
      await add(hamlet.id, code);
    const seen = new Map(
      doors.nodes.roster
        .all()
        .map(({ id, code }) => [id, { 'A-3': 30, 'B-1': 10, 'B-10': undefined, 'B-2': 20 }[code]]),
    );
    doors.live = (id) => {
      const lastSeenAt = seen.get(id);
      return {
        presence: lastSeenAt === undefined ? 'offline' : 'online',
        ...(lastSeenAt === undefined ? {} : { lastSeenAt }),
      };
    };
    const pages = async (query: string) => {
      const found: string[] = [];
      for (let cursor: string | undefined = ''; cursor !== undefined; ) {
        const answer = await technician.call('GET', `/nodes?limit=1&${query}${cursor ? `&cursor=${cursor}` : ''}`);
        expect(pageOf(node).parse(answer.json()).total).toBe(4);
        found.push(...codes(answer));
        cursor = answer.json().next;
      }
      return found;
    };
    expect(await pages('sort=code')).toEqual(['A-3', 'B-1', 'B-2', 'B-10']);
    expect(await pages('sort=hamlet')).toEqual(['B-10', 'B-1', 'B-2', 'A-3']);
    expect(await pages('sort=last-seen')).toEqual(['B-10', 'B-1', 'B-2', 'A-3']);
    expect(codes(await technician.call('GET', '/nodes?presence=offline'))).toEqual(['B-10']);
    expect(codes(await technician.call('GET', `/nodes?area=${all.xa.id}`))).toEqual(['A-3', 'B-2']);
    expect(codes(await technician.call('GET', '/nodes?enrolled=true'))).toEqual([]);
  });

  it('are seen and changed only by accounts of their area', async () => {
    const { id } = (await add(all.xa1.id, 'C-1')).json();
    const other = await doors.person('technician', [all.linh.id]);
    expect((await other.call('GET', '/nodes')).json().items).toEqual([]);
    expect((await other.call('GET', `/nodes?area=${all.xa.id}`)).json().items).toEqual([]);
    const attempts = [
      other.call('GET', `/nodes/${id}`),
      other.call('PATCH', `/nodes/${id}`, { horns: 4 }),
      other.call('POST', `/nodes/${id}/claim`),
      other.call('POST', `/nodes/${id}/revoke`),
      other.call('DELETE', `/nodes/${id}`),
      other.call('POST', '/nodes', { hamlet: all.xa1.id, code: 'X', horns: 1 }),
    ];
    for (const answer of await Promise.all(attempts)) expect(answer.json().code).toBe('out-of-scope');
    const own = (await other.call('POST', '/nodes', { hamlet: all.linh1.id, code: 'L-1', horns: 1 })).json();
    expect((await other.call('PATCH', `/nodes/${own.id}`, { hamlet: all.xa1.id })).json().code).toBe('out-of-scope');
  });

  it('keep what a patch does not name, empty what it sets to null, and belong to the groups of the new place', async () => {
    const { id } = (await add(all.linh1.id, 'C-1', { latitude: 18, longitude: 105 })).json();
    const before = doors.nodes.known(id).configVersion;
    expect((await technician.call('PATCH', `/nodes/${id}`, { horns: 4, latitude: null })).json()).toMatchObject({
      code: 'C-1',
      horns: 4,
      longitude: 105,
    });
    expect(doors.nodes.known(id)).not.toHaveProperty('latitude');
    expect(doors.nodes.known(id).configVersion).toBe(before);
    await technician.call('PATCH', `/nodes/${id}`, { hamlet: all.xa2.id });
    expect(doors.nodes.roster.groupsOf(id)).toEqual([all.xa2.id, all.xa.id, all.province.id]);
    expect(doors.nodes.known(id).configVersion).toBeGreaterThan(before);
    await technician.call('PATCH', `/nodes/${id}`, { beatMs: 600_000 });
    expect(doors.nodes.known(id).beatMs).toBe(600_000);
    expect((await technician.call('PATCH', `/nodes/${id}`, { beatMs: 1 })).statusCode).toBe(400);
    const quieter = await technician.call('PATCH', `/nodes/${id}`, { loudest: 55 });
    expect(quieter.json()).toMatchObject({ loudest: 55 });
    expect((await technician.call('PATCH', `/nodes/${id}`, { loudest: 101 })).statusCode).toBe(400);
    expect((await technician.call('PATCH', `/nodes/${id}`, { loudest: null })).json()).not.toHaveProperty('loudest');
  });

  it('that are retired leave every list, but their old receipts can still be judged', async () => {
    const { id } = (await add(all.linh1.id, 'C-1')).json();
    expect((await technician.call('DELETE', `/nodes/${id}`)).statusCode).toBe(204);
    expect((await technician.call('GET', '/nodes')).json().total).toBe(0);
    expect((await technician.call('GET', `/nodes/${id}`)).statusCode).toBe(404);
    expect(doors.nodes.roster.get(id)?.hamlet).toBe(all.linh1.id);
    expect((await add(all.linh1.id, 'C-1')).statusCode).toBe(201);
  });

  it('are what targets mean: areas with all below, single nodes, each once', async () => {
    const ids: string[] = [];
    for (const [hamlet, code] of [
      [all.linh1, '1'],
      [all.linh2, '2'],
      [all.xa1, '3'],
    ] as const)
      ids.push((await add(hamlet.id, code)).json().id);
    const resolve = (...targets: Parameters<typeof doors.nodes.roster.resolve>[0]) =>
      doors.nodes.roster
        .resolve(targets)
        .map(({ code }) => code)
        .sort();
    expect(resolve({ area: all.province.id })).toEqual(['1', '2', '3']);
    expect(resolve({ area: all.linh.id }, { area: all.linh1.id }, { node: ids[0] as string })).toEqual(['1', '2']);
    expect(resolve({ node: ids[2] as string }, { node: 'n0000000000000000' })).toEqual(['3']);
  });

  it('come from a table with Vietnamese headers, new and known, all or none', async () => {
    const known = (await add(all.linh1.id, 'HL-01', { place: 'Cũ' })).json();
    const table = [
      'Mã cụm;Xã;Thôn;Vị trí;Loại hình;Số loa;Vĩ độ;Kinh độ',
      'hl-01;Hưng Lĩnh;Dong Thinh;Nhà văn hóa;CNTT-VT;4;18,67;105,6',
      'LX-01;long xá;Ân 2;;không dây;3;;',
    ].join('\n');
    const answer = await technician.table('/imports/nodes', table);
    expect(answer.json()).toEqual({ rows: 2, imported: 2, errors: [] });
    expect(doors.nodes.known(known.id)).toMatchObject({ place: 'Nhà văn hóa', horns: 4, latitude: 18.67 });
    expect((await technician.table('/imports/nodes', table)).json().imported).toBe(2);
    expect(doors.nodes.roster.all().map(({ code, technology }) => [code, technology])).toEqual([
      ['hl-01', 'ip'],
      ['LX-01', 'fm'],
    ]);
    const wrong = [
      'code,hamlet,commune,horns',
      ',Ân 2,Long Xá,1',
      'X,Ấp 3,Long Xá,1',
      'X,Ấp 2,Long Xá,nhiều',
      'X,Ấp 2,Long Xá,',
      'Y,Ấp 2,Long Xá,1',
      'y,Ấp 2,Long Xá,1',
    ].join('\n');
    const refused = await technician.table('/imports/nodes', wrong);
    expect([refused.statusCode, refused.json().code]).toEqual([422, 'import-refused']);
    expect(refused.json().errors.map(({ row, column }: { row: number; column: string }) => `${row} ${column}`)).toEqual(
      ['2 code', '3 hamlet', '4 horns', '5 horns', '7 code'],
    );
    expect(doors.nodes.roster.all()).toHaveLength(2);
  });
});
