import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import type { Caller, Doors } from '../http/doors.ts';
import { freshDoors } from '../http/fresh-doors.ts';

const HUNG_NGUYEN = readFileSync(new URL('../../fixtures/hung-nguyen.csv', import.meta.url));
const VIETNAMESE = readFileSync(new URL('../../fixtures/dia-ban.csv', import.meta.url));

describe.each(ENGINES)('tables of areas and stations on $engine', ({ open }) => {
  let test: TestDatabase;
  let doors: Doors;
  let admin: Caller;
  freshDoors({ open }, async (fresh, database) => {
    [doors, test] = [fresh, database];
    admin = await doors.person('administrator', []);
    await admin.call('POST', '/areas', { kind: 'province', unit: 'tỉnh', name: 'Nghệ An' });
  });
  const rowsOf = async (table: string) => (await test.database.read(table)).length;
  const find = (name: string) => doors.areas.tree.all().find((area) => area.name === name);

  it('give the 18 communes of Hưng Nguyên and their 18 stations, eight being upgraded or so it says', async () => {
    const areas = await admin.table('/imports/areas', HUNG_NGUYEN);
    expect([areas.statusCode, areas.json()]).toEqual([200, { rows: 18, imported: 18, errors: [] }]);
    const stations = await admin.table('/imports/stations', HUNG_NGUYEN);
    expect(stations.json()).toEqual({ rows: 18, imported: 18, errors: [] });
    const { items, total } = (await admin.call('GET', '/stations')).json();
    expect(total).toBe(18);
    expect(items.filter((item: { upgrade: string }) => item.upgrade === 'in-progress')).toHaveLength(8);
    expect(items[0].name).toBe('Đài truyền thanh Châu Nhân');
    expect(find('Thị trấn Hưng Nguyên')).toMatchObject({ kind: 'commune', unit: 'thị trấn' });
  });

  it('change nothing when they come again', async () => {
    for (const path of ['/imports/areas', '/imports/stations']) await admin.table(path, HUNG_NGUYEN);
    const before = [
      await test.database.read('areas').orderBy('id'),
      await test.database.read('stations').orderBy('area_id'),
    ];
    for (const path of ['/imports/areas', '/imports/stations'])
      expect((await admin.table(path, HUNG_NGUYEN)).statusCode).toBe(200);
    expect([
      await test.database.read('areas').orderBy('id'),
      await test.database.read('stations').orderBy('area_id'),
    ]).toEqual(before);
  });

  it('may have Vietnamese headers, a BOM, semicolons, quoted commas, blank lines and children before parents', async () => {
    const answer = await admin.table('/imports/areas', VIETNAMESE);
    expect(answer.json()).toEqual({ rows: 4, imported: 4, errors: [] });
    expect(find('Đông Thịnh')).toMatchObject({
      kind: 'hamlet',
      unit: 'xóm',
      households: 1_212,
      validFrom: '2025-07-01',
    });
    expect(find('Hưng Lĩnh')).toMatchObject({ code: '17101', formerDistrict: 'Hưng Nguyên, cũ', region: 'III' });
    expect(doors.areas.tree.communeOf(find('Đông Thịnh')?.id ?? '')).toBe(find('Hưng Lĩnh')?.id);
  });

  it('update an area by its code, keeping what empty cells do not say', async () => {
    await admin.table('/imports/areas', VIETNAMESE);
    const answer = await admin.table('/imports/areas', 'code,kind,name,households\n17101,xã,Hưng Lĩnh Mới,5000\n');
    expect(answer.json().imported).toBe(1);
    expect(find('Hưng Lĩnh Mới')).toMatchObject({
      code: '17101',
      households: 5_000,
      formerDistrict: 'Hưng Nguyên, cũ',
    });
  });

  it('with wrong rows are refused whole, each row with its reason', async () => {
    const table = [
      'Cấp;Tên;Thuộc;Số hộ;Từ ngày',
      'xã;Hưng Tân;Nghệ An;100;01/07/2025',
      'quận;Ba Đình;Nghệ An;;',
      'xã;;Nghệ An;;',
      'thôn;Đông;Xã Không Có;mười;30/02/2025',
      'xã;Hưng Tân;Nghệ An;;',
      'xã;Hưng Mỹ;Nghệ An;;31/02/2025',
      'xã;Hưng Đạo;Nghệ An;;;thừa',
    ].join('\r\n');
    const before = await rowsOf('areas');
    const answer = await admin.table('/imports/areas', table);
    expect([answer.statusCode, answer.json().code]).toEqual([422, 'import-refused']);
    expect(answer.json()).toMatchObject({ rows: 7, imported: 0 });
    const errors = answer.json().errors.map(({ row, column }: { row: number; column?: string }) => [row, column]);
    expect(errors).toEqual([
      [3, 'kind'],
      [4, 'name'],
      [5, 'households'],
      [5, 'parent'],
      [6, undefined],
      [7, 'validFrom'],
      [8, undefined],
    ]);
    expect(answer.json().errors[4].message).toContain('row 2');
    expect(await rowsOf('areas')).toBe(before);
    expect(find('Hưng Tân')).toBeUndefined();
  });

  it('are only looked at in a dry run', async () => {
    const good = await admin.table('/imports/areas?dry-run=true', HUNG_NGUYEN);
    expect(good.json()).toEqual({ rows: 18, imported: 18, errors: [] });
    const bad = await admin.table('/imports/areas?dry-run=true', 'kind,name\nquận,X\n');
    expect([bad.statusCode, bad.json().imported, bad.json().errors.length]).toEqual([200, 0, 1]);
    expect(await rowsOf('areas')).toBe(1);
  });

  it('may come as the file of a form', async () => {
    const body = `--X\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\n${HUNG_NGUYEN}\r\n--X--\r\n`;
    const answer = await admin.call('POST', '/imports/areas', body, {
      'content-type': 'multipart/form-data; boundary=X',
    });
    expect(answer.json().imported).toBe(18);
  });

  it.each([
    ['in another encoding', Buffer.from([0x6e, 0x61, 0x6d, 0x65, 0x0a, 0xff, 0xfe]), 'not-utf8'],
    ['empty', Buffer.from(''), 'empty-table'],
    ['with no column known', Buffer.from('foo,bar\n1,2\n'), 'no-known-column'],
    ['with a column twice', Buffer.from('name,tên\n1,2\n'), 'column-twice'],
    ['with a quote that never ends', Buffer.from('name,kind\n"Hưng,xã\n'), 'not-csv'],
  ])('%s are refused with that reason', async (_, bytes, code) => {
    const answer = await admin.table('/imports/areas', bytes);
    expect([answer.statusCode, answer.json().code]).toEqual([400, code]);
  });

  it('take only what the account reaches', async () => {
    await admin.table('/imports/areas', HUNG_NGUYEN);
    const other = await doors.person('administrator', [find('Hưng Mỹ')?.id ?? '']);
    const answer = await other.table('/imports/areas', 'thôn,xã\nĐông,Hưng Mỹ\nTây,Hưng Tân\n');
    expect(answer.json().errors).toEqual([expect.objectContaining({ row: 3 })]);
    expect((await other.table('/imports/stations', HUNG_NGUYEN)).json().errors).toHaveLength(17);
  });

  it('of stations name each commune once, and an unknown one is an error', async () => {
    await admin.table('/imports/areas', HUNG_NGUYEN);
    const table =
      'xã,loại hình,nâng cấp,năm,nguồn,số tiền\nHung My,không dây,xong,2019,tỉnh,50.000.000\nhưng mỹ,fm,,,,\nKhông Có,,,,,\nHưng Đạo,radio,bao giờ,,,abc\n';
    const errors = (await admin.table('/imports/stations', table)).json().errors;
    expect(errors.map(({ row, column }: { row: number; column: string }) => `${row} ${column}`)).toEqual([
      '3 commune',
      '4 commune',
      '5 technology',
      '5 upgrade',
      '5 amount',
    ]);
    await admin.table('/imports/stations', table.split('\n').slice(0, 2).join('\n'));
    expect(doors.stations.get(find('Hưng Mỹ')?.id ?? '')).toMatchObject({
      technology: 'fm',
      upgrade: 'done',
      investments: [{ year: 2019, source: 'tỉnh', amountVnd: 50_000_000 }],
    });
  });
});
