import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Person } from '../../../gateway/http/app.ts';
import type { SourceFigure } from '../../../protocol/api/reports.ts';
import type { TestDatabase } from '../database/engines.ts';
import { ENGINES } from '../database/engines.ts';
import type { Caller, Doors } from '../http/doors.ts';
import { freshDoors } from '../http/fresh-doors.ts';
import { reportsOf, rowsIn } from './reports-desk.ts';

/** The tables an office may paste, as docs/imports.md shows them. */
const example = (name: string) => readFileSync(new URL(`../../../docs/examples/${name}.csv`, import.meta.url));
const PERIOD = { from: '2026-11-01', to: '2026-11-20' };

describe.each(ENGINES)('the figures of DOMAIN §5 on $engine', ({ open }) => {
  let doors: Doors;
  let test: TestDatabase;
  let admin: Caller;
  let person: Person;
  let province: string;
  freshDoors({ open }, async (fresh, database) => {
    [doors, test] = [fresh, database];
    const made = {
      kind: 'province',
      unit: 'tỉnh',
      name: 'Nghệ An',
      validFrom: '2019-01-01',
      predecessors: [],
    } as const;
    province = (await doors.areas.create({ id: 'system' }, { ...made, predecessors: [] })).id;
    admin = await doors.person('administrator', [province]);
    person = { id: admin.id, username: 'a', name: 'Quản trị', role: 'administrator', areas: [province] };
  });
  const table = async (path: string, csv: string | Buffer) => {
    const answer = await admin.table(path, csv);
    expect([path, answer.statusCode, answer.json().errors]).toEqual([path, 200, []]);
    return answer.json().imported as number;
  };
  const stationsReport = async () => (await reportsOf(doors, test)).document(person, 'stations', PERIOD);
  const figures = async (query = ''): Promise<SourceFigure[]> =>
    (await admin.call('GET', `/figures?area=${province}${query}`)).json().items;

  it('Nghi Lộc 2019: 30 of 30 stations, 29 FM and one wired, 25 supported with 50/40/30 million by class, over a billion', async () => {
    expect(await table('/imports/areas', example('nghi-loc-2019-xa'))).toBe(30);
    expect(await table('/imports/stations', example('nghi-loc-2019-dai'))).toBe(30);
    const report = await stationsReport();
    expect(report.facts).toContainEqual({ label: 'Xã có đài', value: '30/30 (100 %)' });
    const [ip, fm, wired] = rowsIn(report, 'Đài theo công nghệ');
    expect([ip, fm, wired].map((row) => row?.['Số đài'])).toEqual([0, 29, 1]);
    const byClass = rowsIn(report, 'Tiến độ nâng cấp theo loại xã');
    expect(byClass.map((row) => row['Bình quân một đài (đồng)'])).toEqual([50e6, 40e6, 30e6, 40.8e6]);
    expect(byClass.map((row) => row['Đài được hỗ trợ'])).toEqual([9, 9, 7, 25]);
    expect(byClass.at(-1)).toMatchObject({ 'Kinh phí (đồng)': 1_020_000_000, 'Đã nâng cấp': 25 });
  });

  it('Nghệ An 2024: 375 of 411 communes, 191 IP; the line that says 421 is kept with its source and flagged', async () => {
    expect(await table('/imports/figures', example('nghe-an-2024-so-lieu'))).toBe(4);
    const said = await figures('&year=2024');
    const communes = said.find(({ figure }) => figure === 'communes');
    expect(communes).toMatchObject({ conflict: true, areaName: 'Nghệ An' });
    expect(communes?.said.map(({ value, note }) => [value, note])).toEqual([
      [411, 'dòng 1: 375/411'],
      [421, 'dòng 2: 375/421'],
    ]);
    expect(said.find(({ figure }) => figure === 'stations')).toMatchObject({ conflict: false, said: [{ value: 375 }] });
    const { paragraphs } = await stationsReport();
    expect(paragraphs[0]).toMatchObject({ title: 'Nghệ An, năm 2024' });
    expect(paragraphs[0]?.text).toContain('375/411 (91 %)');
    expect(paragraphs[0]?.text).toContain('375/421 (89 %)');
    expect(paragraphs[0]?.text).toContain('191 đài CNTT-VT');
    expect(paragraphs[1]?.text).toContain('411 (Báo cáo tỉnh 2024, dòng 1: 375/411) và 421');
  });

  it('Nghệ An 2024 counted from as many communes and stations gives the same beside what the source says', async () => {
    const communes = Array.from({ length: 411 }, (_, index) => `Xã số ${index + 1}`);
    await table(
      '/imports/areas',
      `commune,kind,valid from\n${communes.map((one) => `${one},xã,2019-01-01`).join('\n')}\n`,
    );
    const kind = (index: number) => (index < 191 ? 'ip' : 'fm');
    const stations = communes.slice(0, 375).map((one, index) => `${one},${kind(index)}`);
    await table('/imports/stations', `commune,technology\n${stations.join('\n')}\n`);
    await table('/imports/figures', example('nghe-an-2024-so-lieu'));
    const report = await stationsReport();
    expect(report.facts).toContainEqual({ label: 'Xã có đài', value: '375/411 (91 %)' });
    expect(rowsIn(report, 'Đài theo công nghệ')[0]).toMatchObject({ 'Số đài': 191 });
    const counted = (await figures()).map(({ figure, counted }) => [figure, counted]);
    expect(new Map(counted as [string, number][])).toEqual(
      new Map([
        ['communes', 411],
        ['stations', 375],
        ['stations-ip', 191],
      ]),
    );
  });

  it('Hưng Nguyên 2023: 18 of 18, 126 hamlets all with clusters, 7 horns on average, 8 upgrading', async () => {
    expect(await table('/imports/areas', example('hung-nguyen-2023-xa'))).toBe(18);
    expect(await table('/imports/stations', example('hung-nguyen-2023-xa'))).toBe(18);
    expect(await table('/imports/areas', example('hung-nguyen-2023-thon'))).toBe(126);
    expect(await table('/imports/nodes', example('hung-nguyen-2023-cum-loa'))).toBe(126);
    const report = await stationsReport();
    const [district] = rowsIn(report, 'Theo huyện cũ');
    expect(district).toMatchObject({
      ...{ 'Huyện cũ': 'Hưng Nguyên', 'Số xã': 18, 'Xã có đài': 18, 'Tỷ lệ có đài': 1, 'Đang nâng cấp': 8 },
      ...{ Thôn: 126, 'Thôn có cụm loa': 126, 'Độ phủ thôn': 1, Loa: 882, 'Loa bình quân một thôn': 7 },
    });
    const names = readFileSync(new URL('../../fixtures/hung-nguyen.csv', import.meta.url), 'utf8')
      .trim()
      .split('\n');
    const listed = rowsIn(report, 'Từng xã')
      .slice(0, -1)
      .map((row) => row['Xã/phường/đặc khu']);
    expect(listed).toHaveLength(18);
    expect(new Set(listed.map((name) => String(name).replace(/^xã /, '')))).toEqual(
      new Set(names.slice(1).map((line) => line.split(',')[0])),
    );
  });

  it('imported again change nothing; a figure taken back is gone, and its audit stays', async () => {
    await table('/imports/figures', example('nghe-an-2024-so-lieu'));
    const before = await figures();
    await table('/imports/figures', example('nghe-an-2024-so-lieu'));
    expect(await figures()).toEqual(before);
    const key = { area: province, year: '2024', figure: 'communes', source: 'Báo cáo tỉnh 2024', value: '421' };
    expect((await admin.call('DELETE', `/figures?${new URLSearchParams(key)}`)).statusCode).toBe(204);
    expect((await figures()).find(({ figure }) => figure === 'communes')).toMatchObject({ conflict: false });
    expect((await admin.call('DELETE', `/figures?${new URLSearchParams(key)}`)).json().code).toBe('no-such-figure');
    const entry = await test.database.read('audit_entries').where({ action: 'figure.remove', by: admin.id }).first();
    expect(JSON.parse(entry.before)).toMatchObject({ figure: 'communes', value: 421 });
  });

  it('with wrong rows are refused whole, each cell with its reason', async () => {
    const answer = await admin.table(
      '/imports/figures',
      'area,year,figure,value,source\nNghệ An,24,loa,nhiều,\nKhông Có,2024,horns,"7,5",sổ\nNghệ An,2024,grant-vnd,1.020.000.000,sổ\n',
    );
    expect([answer.statusCode, answer.json().code]).toEqual([422, 'import-refused']);
    expect(answer.json().errors.map(({ row, column }: { row: number; column: string }) => `${row} ${column}`)).toEqual([
      ...['2 year', '2 figure', '2 value', '2 source'],
      '3 area',
    ]);
    expect(await figures()).toEqual([]);
  });

  it('a further row of a commune that names only an amount is another investment of its station', async () => {
    await table('/imports/areas', example('nghi-loc-2019-xa'));
    await table(
      '/imports/stations',
      'xã,loại hình,quy chế,năm,nguồn,số tiền\nNghi Xá,fm,QC 12/2019,2019,huyện,40.000.000\nNghi Xá,,,2021,tỉnh,60.000.000\n',
    );
    const commune = doors.areas.tree.all().find(({ name }) => name === 'Nghi Xá')?.id ?? '';
    expect(doors.stations.get(commune)).toMatchObject({
      regulation: 'QC 12/2019',
      investments: [
        { year: 2019, source: 'huyện', amountVnd: 40_000_000 },
        { year: 2021, source: 'tỉnh', amountVnd: 60_000_000 },
      ],
    });
    await doors.stations.start();
    expect(doors.stations.get(commune)).toMatchObject({ regulation: 'QC 12/2019' });
    const report = await (await reportsOf(doors, test)).document(person, 'investments', PERIOD);
    expect(rowsIn(report, 'Theo nguồn').map((row) => [row.Nguồn, row['Số tiền (đồng)']])).toEqual([
      ['huyện', 40_000_000],
      ['tỉnh', 60_000_000],
      ['Cộng', 100_000_000],
    ]);
  });
});
