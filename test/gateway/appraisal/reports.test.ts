import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FIGURES, formsOf } from '../../../dashboard/reports/report-forms.ts';
import type { Reports } from '../../../gateway/appraisal/reports/reports.ts';
import { putFaults } from '../../../gateway/faults/faults-store.ts';
import type { Person } from '../../../gateway/http/app.ts';
import type { Area } from '../../../protocol/api/areas.ts';
import type { HandLogEntry, Inspection } from '../../../protocol/api/inspections.ts';
import type { ReportQuery } from '../../../protocol/api/reports.ts';
import { REPORT_FORMS, type ReportForm } from '../../../protocol/reports.ts';
import { ROLES } from '../../../protocol/roles.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../protocol/units.ts';
import { instantAt, startOfDay } from '../../../protocol/vietnam-time.ts';
import { ENGINES, type TestDatabase } from '../database/engines.ts';
import { Doors } from '../http/doors.ts';
import { OnTheAir, type Word } from './on-the-air.ts';
import { reportsOf, rowsIn } from './reports-desk.ts';

const NOVEMBER = { from: '2026-11-01', to: '2026-11-30' };
const words = (said: readonly (readonly [node: string, word: Word])[]): Map<string, Word> => new Map(said);
/** The columns of DOMAIN §6, letter by letter. */
const DOMAIN: Partial<Record<ReportForm, string>> = {
  'broadcast-log':
    'TT | Ngày | Buổi | Bắt đầu | Kết thúc | Nội dung | Thể loại | Nguồn/tiếp âm | Lĩnh vực | Mức ưu tiên | Ngôn ngữ | Thời lượng | Địa bàn | Cụm phát/tổng | Biên tập | Duyệt | Trực | Sự cố | Ghi chú',
  'fault-slips':
    'Số | Mã cụm | Thôn, vị trí | Phát hiện lúc | Người báo | Hiện tượng | Nguyên nhân | Buổi ảnh hưởng | Người xử lý | Biện pháp | Vật tư, kinh phí | Khắc phục lúc | Gián đoạn | Thử loa | Ảnh | Trưởng thôn xác nhận',
  'inspection-records':
    'TT | Thôn | Vị trí, tọa độ | Loại hình | Số hộ | Loa lắp | Loa có tiếng | Chất lượng | Tăng âm/máy thu | Đường dây | Nguồn điện | Buổi đang phát | Ảnh | Tồn tại',
  'province-summary':
    'TT | Mã ĐVHC | Xã/phường/đặc khu | Huyện cũ | Loại xã | Mức đăng ký | Thôn | Số hộ | Cụm IP | FM | Có dây | Loa | Thôn đạt | Chưa đạt | Chưa đủ dữ liệu | Chưa có loa | Tỷ lệ đạt (%) | Giờ phát | Tin tự sản xuất | Khẩn cấp phát được/tổng | Sự cố > 7 ngày | Đầu tư, nguồn | Kết luận hội đồng',
};

describe.each(ENGINES)('reports on $engine', ({ open }) => {
  let test: TestDatabase;
  let doors: Doors;
  let reports: Reports;
  let places: Awaited<ReturnType<Doors['smallProvince']>>;
  let hand: HandLogEntry[];
  let records: Inspection[];
  const people = (role: Person['role'], area: Area): Person => ({
    ...{ id: `01${'0'.repeat(23)}A`, username: role, name: `Người ${role}`, role, areas: [area.id] },
  });
  const ask = (
    form: ReportForm,
    area: Area,
    query: Partial<ReportQuery> = {},
    role: Person['role'] = 'administrator',
  ) => reports.document(people(role, places.province), form, { area: area.id, ...NOVEMBER, ...query });

  beforeAll(async () => {
    test = await open();
    doors = await Doors.open(test);
    places = await doors.smallProvince();
    const { linh, linh1, linh2, xa, xa1, province } = places;
    const air = new OnTheAir(doors, test);
    const [east, tenth, mute] = [await air.node(linh1), await air.node(linh2), await air.node(linh2)];
    const far = await air.node(xa1, 'fm', 7);
    const digital = await air.bulletin(linh, { title: 'Ứng dụng VNeID' });
    const hmong = await air.bulletin(linh, { title: 'Tiêm phòng', field: 'health', genre: 'notice', language: 'hmn' });
    const fromAbove = await air.bulletin(province, { title: 'Bão số 9', field: 'disaster', genre: 'article' });
    const all = (word: { heard: number }) =>
      words([
        [east, word],
        [tenth, word],
        [mute, { played: 1 }],
      ]);
    await air.run({ day: '2026-11-02', time: '05:30' }, digital, all({ heard: 1 }));
    await air.run(
      { day: '2026-11-03', time: '17:00' },
      hmong,
      words([
        [east, { heard: 0.5 }],
        [tenth, 'missed'],
      ]),
    );
    await air.run({ day: '2026-11-04', time: '17:00' }, hmong, words([[east, 'unknown']]));
    await air.run(
      { day: '2026-11-05', time: '06:00' },
      fromAbove,
      words([
        [east, { heard: 1 }],
        [far, { heard: 1 }],
      ]),
      { level: 'province' },
    );
    await air.run(
      { day: '2026-11-06', time: '23:00' },
      undefined,
      words([
        [east, { heard: 1 }],
        [tenth, 'unknown'],
      ]),
      {
        ...{ class: 'emergency', title: 'Xả lũ', createdBy: 'hung' },
      },
    );
    // Outside the month, for the comparison.
    await air.run({ day: '2026-10-05', time: '05:30' }, digital, words([[east, { heard: 0.2 }]]));
    const place = {
      node: east,
      kind: 'network-lost',
      updatedAt: 0,
      count: 1,
      detectedAt: 0,
      flaps: 0,
      source: 'watch',
    } as const;
    const since = instantAt('2026-11-03', '08:00');
    await test.database.write((transaction) =>
      putFaults(transaction, test.database.dialect, [
        { ...place, id: `01${'A'.repeat(24)}`, since, until: since + 9 * DAY_MS },
        { ...place, id: `01${'B'.repeat(24)}`, node: far, since: instantAt('2026-11-10', '08:00') },
      ]),
    );
    await doors.stations.save(
      { id: 'system' },
      [
        {
          area: linh.id,
          name: 'Đài Hưng Lĩnh',
          upgrade: 'done',
          technology: 'ip',
          investments: [
            { year: 2024, source: 'tỉnh', amountVnd: 50_000_000 },
            { year: 2030, source: 'xã', amountVnd: 1 },
          ],
        },
      ],
      'station.change',
    );
    const entry = {
      field: 'reform',
      genre: 'relay',
      language: 'vi',
      relayed: 'VOV',
      onDuty: 'Bình',
      note: '',
      hamlets: undefined,
    };
    hand = [
      {
        ...entry,
        id: 'h1',
        commune: xa.id,
        communeName: 'Long Xá',
        byName: 'Bình',
        recordedAt: 0,
        day: '2026-11-02',
        from: '05:00',
        to: '05:20',
        title: 'Thời sự VOV',
      },
      {
        ...entry,
        id: 'h2',
        commune: xa.id,
        communeName: 'Long Xá',
        byName: 'Bình',
        recordedAt: 0,
        day: '2026-11-03',
        from: '05:00',
        to: '06:00',
        title: 'Đã hủy',
        cancelledAt: 1,
      },
    ] as HandLogEntry[];
    records = [record('r1', '2026-11-09', 'Bổ sung loa'), { ...record('r2', '2026-11-08', 'cũ'), correctedBy: 'r1' }];
    const inArea =
      <T extends { commune: string }>(all: readonly T[]) =>
      async (area: string) =>
        all.filter(({ commune }) => doors.areas.tree.isWithin(commune, [area]));
    reports = await reportsOf(doors, test, {
      handLog: (area) => inArea(hand)(area),
      inspections: (area) => inArea(records)(area),
      nameOf: (account) => ({ nga: 'Nga', hung: 'Hùng' })[account],
      quietHours: { windowsOf: () => [{ from: '21:00', to: '05:00' }] },
    });
  });
  afterAll(async () => {
    await doors.close();
    await test.close();
  });

  function record(id: string, day: string, proposals: string): Inspection {
    const { xa, xa1 } = places;
    return {
      ...{
        id,
        commune: xa.id,
        communeName: 'Long Xá',
        basis: 'Kế hoạch 12/KH-UBND',
        present: 'Ông An, bà Bình',
        proposals,
      },
      ...{
        at: instantAt(day, '17:10'),
        unannounced: true,
        fromOutside: true,
        frequencyMhz: 54.5,
        licence: 'GP 88',
        conclusion: 'Đạt',
      },
      ...{ byName: 'Cường', recordedAt: 0 },
      lines: [
        {
          ...{
            hamlet: xa1.id,
            hamletName: 'Ân 2',
            place: 'Cột 12',
            latitude: 18.67,
            longitude: 105.69,
            technology: 'fm',
          },
          ...{ households: 120, hornsThere: 4, hornsSounding: 3, quality: 'weak', amplifier: 'good', wiring: 'poor' },
          ...{ power: 'grid', duringSession: true, photos: ['a', 'b'], shortcomings: 'Một loa rè' },
        },
      ],
    } as Inspection;
  }

  it.each(Object.keys(DOMAIN) as ReportForm[])('%s has exactly the columns of DOMAIN §6', async (form) => {
    const { tables } = await ask(form, places.province);
    for (const table of tables) expect(table.columns.map(({ title }) => title).join(' | ')).toBe(DOMAIN[form]);
  });

  it.each(REPORT_FORMS.filter((form) => form !== 'criterion'))(
    '%s is a whole document, of a province and of a commune, also of a month without anything',
    async (form) => {
      for (const area of [places.province, places.linh])
        for (const window of [NOVEMBER, { from: '2020-02-01', to: '2020-02-29' }]) {
          const document = await ask(form, area, window);
          const labels = document.facts.map(({ label }) => label);
          expect(labels).toEqual(expect.arrayContaining(['Kỳ', 'Địa bàn', 'Căn cứ']));
          expect(document.signatures.length).toBeGreaterThan(1);
          for (const { columns, rows, foot, empty } of document.tables) {
            for (const row of [...rows, ...(foot ? [foot] : [])]) expect(row).toHaveLength(columns.length);
            expect(rows.length > 0 || empty).toBeTruthy();
          }
        }
    },
  );

  it('the log holds runs and the log kept by hand in one order of time, with who said, allowed and failed what', async () => {
    const rows = rowsIn(await ask('broadcast-log', places.province)).slice(0, -1);
    expect(rows.map((row) => [row.Ngày, row['Bắt đầu'], row['Cụm phát/tổng']])).toEqual([
      ['2026-11-02', '05:00', ''],
      ['2026-11-02', '05:30', '3/3'],
      ['2026-11-03', '17:00', '1/2'],
      ['2026-11-04', '17:00', '0/1'],
      ['2026-11-05', '06:00', '1/1'],
      ['2026-11-05', '06:00', '1/1'],
      ['2026-11-06', '23:00', '1/2'],
    ]);
    expect(rows[0]).toMatchObject({
      'Nguồn/tiếp âm': 'Tiếp âm VOV',
      Trực: 'Bình',
      'Ghi chú': 'Sổ ghi tay',
      'Thời lượng': 20 * MINUTE_MS,
    });
    expect(rows[1]).toMatchObject({
      'Biên tập': 'Nga',
      'Thể loại': 'Tin',
      'Lĩnh vực': 'Chuyển đổi số',
      'Địa bàn': 'xã Hưng Lĩnh: Toàn xã',
      'Sự cố': '',
    });
    expect(rows[2]).toMatchObject({
      'Ngôn ngữ': 'Tiếng Mông',
      'Sự cố': '1 cụm không phát; 1 cụm phát chưa hết',
      'Kết thúc': '17:02',
    });
    expect(rows[3]).toMatchObject({ 'Kết thúc': '', 'Sự cố': '1 cụm chưa rõ' });
    expect(rows[3]?.['Ghi chú']).toContain('Giờ theo lịch');
    expect(rows[6]).toMatchObject({ 'Mức ưu tiên': 'Khẩn cấp', Trực: 'Hùng', Buổi: 'Tối', 'Thể loại': '' });
  });

  it('airtime keeps sent, played and heard apart: what has no sensor is not heard, what is unknown is not played', async () => {
    const document = await ask('airtime', places.linh);
    const fields = rowsIn(document, 'Theo lĩnh vực');
    const of = (word: string) => fields.find((row) => row['Lĩnh vực'] === word);
    expect(of('Chuyển đổi số')).toMatchObject({
      'Số tin': 1,
      'Lượt phát': 1,
      'Theo lịch': 300_000,
      'Đã phát (xác nhận)': 300_000,
      'Nghe được': 200_000,
    });
    expect(of('Y tế, dịch bệnh')).toMatchObject({
      'Số tin': 1,
      'Lượt phát': 2,
      'Theo lịch': 600_000,
      'Đã phát (xác nhận)': 75_000,
      'Nghe được': 75_000,
    });
    expect(of('Cộng')).toMatchObject({ 'Số tin': 4, 'Lượt phát': 5, 'Theo lịch': 1_500_000 });
    const languages = rowsIn(document, 'Theo ngôn ngữ');
    expect(languages.find((row) => row['Ngôn ngữ'] === 'Tiếng Mông')).toMatchObject({ 'Theo lịch': 600_000 });
    expect(rowsIn(document, 'Theo thể loại').map((row) => row['Thể loại'])).toContain('Bài');
    expect(rowsIn(document, 'Theo nguồn').map((row) => row['Nguồn/tiếp âm'])).toEqual(
      expect.arrayContaining(['Xã', 'Tỉnh', 'Cộng']),
    );
  });

  it('airtime gives each commune its digital, reform, disaster and health minutes, and the sum of all', async () => {
    const { tables } = await ask('airtime', places.province);
    const rows = rowsIn(await ask('airtime', places.province), tables.at(-1)?.title);
    expect(rows.map((row) => row['Xã/phường/đặc khu'])).toEqual(['xã Hưng Lĩnh', 'xã Long Xá', 'Cộng']);
    const minutes = (row: (typeof rows)[number] | undefined) =>
      ['Chuyển đổi số', 'Cải cách hành chính', 'Phòng chống thiên tai', 'Y tế, dịch bệnh', 'Tiếng dân tộc'].map(
        (field) => Number(row?.[field]) / MINUTE_MS,
      );
    expect(rows.map(minutes)).toEqual([
      [5, 0, 5, 10, 10],
      [0, 20, 5, 0, 0],
      [5, 20, 10, 10, 10],
    ]);
    // One bulletin of the province heard in two communes is one item of all.
    expect(rows.map((row) => row['Số tin'])).toEqual([4, 2, 5]);
    expect(rows.map((row) => row['Tin tự sản xuất'])).toEqual([2, 0, 2]);
  });

  it('a fault slip counts the runs it cost and leaves blank what nobody has said', async () => {
    const [first, second] = rowsIn(await ask('fault-slips', places.province, {}, 'technician'));
    expect(first).toMatchObject({
      'Người báo': 'Hệ thống',
      'Hiện tượng': 'Mất kết nối',
      'Gián đoạn': 9 * DAY_MS,
      'Buổi ảnh hưởng': 2,
    });
    for (const blank of [
      'Nguyên nhân',
      'Người xử lý',
      'Biện pháp',
      'Vật tư, kinh phí',
      'Thử loa',
      'Ảnh',
      'Trưởng thôn xác nhận',
    ])
      expect(first?.[blank]).toBe('');
    expect(second).toMatchObject({ 'Khắc phục lúc': null });
    expect(rowsIn(await ask('fault-slips', places.linh))).toHaveLength(2);
  });

  it('the summary of the province has one line a commune, and its hamlets add up', async () => {
    const document = await ask('province-summary', places.province);
    const [linh, xa, all] = rowsIn(document);
    expect(linh).toMatchObject({
      'Cụm IP': 3,
      FM: 0,
      Loa: 6,
      Thôn: 2,
      'Chưa có loa': 0,
      'Khẩn cấp phát được/tổng': '1/2',
      'Sự cố > 7 ngày': 1,
    });
    expect(linh).toMatchObject({
      'Giờ phát': 20 * MINUTE_MS,
      'Tin tự sản xuất': 2,
      'Đầu tư, nguồn': 'tỉnh 2024: 50.000.000 đồng',
    });
    expect(xa).toMatchObject({ 'Cụm IP': 0, FM: 1, 'Chưa có loa': 1, 'Giờ phát': 25 * MINUTE_MS, 'Sự cố > 7 ngày': 1 });
    for (const row of [linh, xa, all])
      expect(
        ['Thôn đạt', 'Chưa đạt', 'Chưa đủ dữ liệu', 'Chưa có loa'].reduce(
          (sum, column) => sum + Number(row?.[column]),
          0,
        ),
      ).toBe(row?.Thôn);
    expect(document.facts.map(({ label }) => label)).toContain('Quy tắc');
  });

  it('the summary prints the level a commune registered for and the newest word of the council', async () => {
    const { linh } = places;
    const round = `01${'R'.repeat(24)}`;
    await test.database.write(async (transaction) => {
      await transaction('appraisal_rounds').insert({
        id: round,
        year: 2026,
        level: 'advanced',
        kind: 'new',
        title: 'Đợt 1/2026',
        from_at: 0,
        until_at: 1,
        created_by: 'x',
        created_at: 0,
      });
      await transaction('appraisal_communes').insert({ round_id: round, area_id: linh.id });
      for (const [version, verdict] of [
        [1, 'not-met'],
        [2, 'met'],
      ])
        await transaction('appraisal_conclusions').insert({
          round_id: round,
          area_id: linh.id,
          version,
          verdict,
          text: '',
          by: 'x',
          at: 0,
        });
    });
    const [first, second] = rowsIn(await ask('province-summary', places.province));
    expect([first?.['Mức đăng ký'], first?.['Kết luận hội đồng']]).toEqual(['NTM nâng cao', 'Đạt']);
    expect([second?.['Mức đăng ký'], second?.['Kết luận hội đồng']]).toEqual(['', '']);
  });

  it('airtime by node shows every node, also one that was sent nothing', async () => {
    const rows = rowsIn(await ask('node-airtime', places.linh));
    const sums = rows.at(-1);
    expect([
      sums?.['Lượt được giao'],
      sums?.['Phát đủ'],
      sums?.['Phát chưa hết'],
      sums?.['Không phát'],
      sums?.['Chưa rõ'],
    ]).toEqual([9, 5, 1, 1, 2]);
    expect(rows).toHaveLength(4);
  });

  it('outside hours holds emergencies and what sounded in the quiet hours, and nothing else', async () => {
    const rows = rowsIn(await ask('outside-hours', places.province)).slice(0, -1);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      'Nội dung': 'Xả lũ',
      'Lý do': 'Khẩn cấp; Trong giờ không phát',
      'Người ra lệnh': 'Hùng',
    });
  });

  it('stations compares two periods and says how long nodes were online of the time that was watched', async () => {
    const [node] = doors.nodes.roster.byHamlet(places.linh1.id);
    const begin = startOfDay(NOVEMBER.from);
    await test.database.write(async (transaction) => {
      await transaction('nodes').where({ id: node?.id }).update({ enrolled_at: 1 });
      await transaction('watch_periods').insert({ from_at: begin, to_at: begin + 10 * HOUR_MS });
      const period = { node_id: node?.id, last_beat_at: begin };
      await transaction('presence_periods').insert([
        { ...period, from_at: begin - HOUR_MS, to_at: begin + HOUR_MS },
        { ...period, from_at: begin + 2 * HOUR_MS, to_at: begin + 6 * HOUR_MS },
      ]);
    });
    const compare = { compareFrom: '2026-10-01', compareTo: '2026-10-31' };
    const document = await ask('stations', places.province, compare);
    expect(document.facts).toContainEqual({ label: 'So với', value: 'Tháng 10/2026' });
    const table = document.tables.find(({ title }) => title === 'Từng xã');
    const [linh] = table?.rows ?? [];
    const at = (title: string, nth = 0) =>
      table?.columns.flatMap((column, index) => (column.title === title ? [index] : []))[nth] ?? -1;
    expect(linh?.[at('Trực tuyến')]).toBe(0.5);
    // 5 min × 9 nodes due; heard: 5+5, 2.5, 5, 5 minutes.
    expect(linh?.[at('Nghe được')]).toBeCloseTo(22.5 / 45);
    expect(linh?.[at('Nghe được kỳ trước')]).toBeCloseTo(0.2);
    expect(linh?.[at('Chênh lệch')]).toBeCloseTo(0.3);
    expect(linh?.[at('Chênh lệch (giờ)')]).toBeCloseTo(15 / 60);
  });

  it('an inspection record prints its head, its lines and what was concluded; one that was corrected is left out', async () => {
    const document = await ask('inspection-records', places.xa, {}, 'inspector');
    expect(document.facts).toEqual(
      expect.arrayContaining([
        { label: 'Căn cứ', value: 'Kế hoạch 12/KH-UBND' },
        { label: 'Thời gian', value: '17:10 ngày 09/11/2026' },
        { label: 'Thành phần', value: 'Ông An, bà Bình' },
        { label: 'Tần số, giấy phép', value: '54,5 MHz; GP 88' },
      ]),
    );
    expect(rowsIn(document)[0]).toMatchObject({
      'Vị trí, tọa độ': 'Cột 12; 18.67000, 105.69000',
      'Loa có tiếng': 3,
      'Chất lượng': 'Nhỏ',
      Ảnh: '2 ảnh',
    });
    expect(document.paragraphs).toEqual([
      { title: 'Kiến nghị', text: 'Bổ sung loa' },
      { title: 'Kết luận', text: 'Đạt' },
    ]);
  });

  it('campaigns say of each commune what was asked, what was heard, and who complied', async () => {
    const { province, linh, xa, linh1 } = places;
    const air = new OnTheAir(doors, test);
    const [node] = doors.nodes.roster.byHamlet(linh1.id);
    const asked = await air.bulletin(province, { title: 'Chuyển đổi số' });
    await air.run({ day: '2026-12-02', time: '06:00' }, asked, words([[node?.id ?? '', { heard: 1 }]]));
    await test.database.write(async (transaction) => {
      const id = `01${'C'.repeat(24)}`;
      await transaction('campaigns').insert({
        id,
        title: 'Đợt tháng 12',
        area_id: province.id,
        from_day: '2026-12-01',
        deadline: '2026-12-05',
        airings: 1,
        created_by: 'x',
        created_at: 0,
      });
      await transaction('campaign_bulletins').insert({ campaign_id: id, position: 0, bulletin_id: asked.id });
      for (const commune_id of [linh.id, xa.id])
        await transaction('campaign_communes').insert({ campaign_id: id, commune_id });
    });
    const document = await ask('campaigns', province, { from: '2026-12-01', to: '2026-12-31' });
    expect(rowsIn(document, 'Theo đợt')[0]).toMatchObject({ 'Số xã được giao': 2, 'Xã thực hiện đủ': 1, 'Tỷ lệ': 0.5 });
    expect(
      rowsIn(document, 'Theo xã').map((row) => [row['Xã/phường/đặc khu'], row['Lượt nghe được'], row['Kết quả']]),
    ).toEqual([
      ['xã Hưng Lĩnh', 1, 'Đủ'],
      ['xã Long Xá', 0, 'Chưa đủ, còn hạn'],
      [null, 1, null],
    ]);
    expect((await ask('campaigns', province)).tables[0]?.rows).toEqual([]);
  });

  it('a form is for its roles and areas, and reading by the council is on record', async () => {
    const { linh, xa, xa1, province } = places;
    const of = (role: Person['role'], own: Area, form: ReportForm, area: Area, query = NOVEMBER) =>
      reports.document(people(role, own), form, { area: area.id, ...query });
    await expect(of('technician', linh, 'broadcast-log', linh)).rejects.toMatchObject({ code: 'role' });
    await expect(of('inspector', linh, 'fault-slips', linh)).rejects.toMatchObject({ code: 'role' });
    await expect(of('operator', linh, 'broadcast-log', xa)).rejects.toMatchObject({ code: 'out-of-scope' });
    await expect(of('operator', linh, 'province-summary', province)).rejects.toMatchObject({ code: 'out-of-scope' });
    await expect(of('administrator', province, 'airtime', xa1)).rejects.toMatchObject({ code: 'report-of-commune' });
    const wrong = (from: string, to: string) => of('operator', linh, 'airtime', linh, { from, to });
    await expect(wrong('2026-11-02', '2026-11-01')).rejects.toMatchObject({ code: 'bad-window' });
    await expect(wrong('2026-02-01', '2026-02-30')).rejects.toMatchObject({ code: 'no-such-day' });
    await expect(wrong('2020-01-01', '2026-11-01')).rejects.toMatchObject({ code: 'window-too-long' });
    await of('appraiser', xa, 'airtime', xa);
    const entries = await test.database.read('audit_entries').where({ action: 'report.read' });
    expect(entries).toEqual([expect.objectContaining({ subject: 'airtime', area_id: xa.id })]);
  });

  it.each(ROLES.filter((role) => role !== 'hamlet-head'))(
    'every form that the page offers a %s is given',
    async (role) => {
      // The dossier makes the form of the criterion: not here.
      const offered = formsOf(role).filter((form): form is ReportForm => form !== FIGURES && form !== 'criterion');
      expect(offered.length).toBeGreaterThan(0);
      for (const form of offered)
        expect(
          await reports.document(people(role, places.province), form, { area: places.province.id, ...NOVEMBER }),
        ).toMatchObject({ form });
    },
  );

  it('of a demonstration every document says so', async () => {
    const query = { area: places.linh.id, ...NOVEMBER };
    const document = await reports.document(people('operator', places.linh), 'airtime', query, {
      demo: 'số liệu minh họa 2023',
    });
    expect(document.facts.at(-1)).toEqual({ label: 'Lưu ý', value: 'số liệu minh họa 2023' });
  });
});
