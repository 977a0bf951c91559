import type { ReportCell, ReportColumn, ReportDocument, SourceFigure } from '../../../protocol/api/reports.ts';
import { REPORT_FORMS, type ReportForm } from '../../../protocol/reports.ts';
import { daysBetween, instantAt } from '../../../protocol/vietnam-time.ts';
import type { CoverageWorld } from './coverage-world.ts';
import type { Places } from './places.ts';
import { chance } from './random.ts';

type Table = ReportDocument['tables'][number];
export interface Asked {
  readonly form: string;
  readonly query: Readonly<Record<string, string | undefined>>;
}

const TITLES: Record<ReportForm, string> = {
  'broadcast-log': 'NHẬT KÝ PHÁT THANH',
  'fault-slips': 'PHIẾU SỰ CỐ',
  'inspection-records': 'BIÊN BẢN KIỂM TRA HIỆN TRẠNG LOA',
  criterion: 'BÁO CÁO NỘI DUNG LOA THUỘC TIÊU CHÍ 8.3',
  'province-summary': 'BẢNG TỔNG HỢP TỈNH',
  airtime: 'THỜI LƯỢNG THEO LĨNH VỰC, NGÔN NGỮ',
  'node-airtime': 'THỜI LƯỢNG THEO CỤM LOA',
  'outside-hours': 'PHÁT NGOÀI GIỜ, KHẨN CẤP',
  campaigns: 'ĐỢT TUYÊN TRUYỀN',
  investments: 'ĐẦU TƯ THEO NGUỒN',
  stations: 'ĐÀI VÀ NÂNG CẤP',
};

/** Documents with as many rows as an office really prints. */
export class ReportWorld {
  /** What was asked to be looked at and taken away, in order. */
  readonly previews: Asked[] = [];
  readonly files: Asked[] = [];
  /** Forms with nothing in them, for a test of that state. */
  readonly empty = new Set<string>();
  readonly #places: Places;
  readonly #coverage: CoverageWorld;
  readonly #now: () => number;

  constructor(places: Places, coverage: CoverageWorld, now: () => number) {
    this.#places = places;
    this.#coverage = coverage;
    this.#now = now;
  }

  document(form: string, area: string, query: Asked['query']): ReportDocument | undefined {
    const known = REPORT_FORMS.find((one) => one === form);
    if (!known) return undefined;
    const { from = '2026-11-01', to = '2026-11-30' } = query;
    const commune = this.#places.communes.find(({ id }) => id === area);
    const table = this.#table(known, area, from, to);
    return {
      form: known,
      organisation: {
        above: commune ? `UBND XÃ ${commune.name.toUpperCase()}` : 'UBND TỈNH NGHỆ AN',
        name: commune ? 'ĐÀI TRUYỀN THANH XÃ' : 'SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH',
      },
      ...{ number: '12/BC-LX-2026', place: commune?.name ?? 'Nghệ An', madeAt: this.#now(), title: TITLES[known] },
      subtitle: `Từ ${vi(from)} đến ${vi(to)}${query.compareFrom ? `, so với ${vi(query.compareFrom)}–${vi(query.compareTo ?? '')}` : ''}`,
      facts: [
        { label: 'Căn cứ', value: 'Quy tắc của tỉnh, bản 3' },
        { label: 'Địa bàn', value: commune?.name ?? 'Tỉnh Nghệ An' },
      ],
      tables: [this.empty.has(form) ? { ...table, rows: [], empty: 'Không có dòng nào trong kỳ này.' } : table],
      paragraphs: [{ title: 'Kiến nghị', text: 'Sửa cụm loa mất kết nối trước ngày 30/11/2026.' }],
      signatures: [
        { title: 'NGƯỜI LẬP', note: '(Ký, ghi rõ họ tên)', name: 'Nguyễn Thị Nga' },
        { title: 'NGƯỜI DUYỆT', note: '(Ký, ghi rõ họ tên)', name: 'Trần Văn Hùng' },
        { title: 'TM. ỦY BAN NHÂN DÂN', note: '(Ký tên, đóng dấu)' },
      ],
    };
  }

  figures(area: string | undefined, year: number | undefined): SourceFigure[] {
    const { province, communes } = this.#places;
    const said = (value: number, source: string, note = '') => ({
      ...{ value, source, note, importedAt: instantAt('2026-11-10', '09:00') },
    });
    const at = (place: { id: string; name: string }) => ({ area: place.id, areaName: place.name });
    const all: SourceFigure[] = [
      {
        ...{ ...at(province), year: 2024, figure: 'communes', conflict: true },
        said: [
          said(411, 'Báo cáo Sở TTTT 12/2024, trang 3'),
          said(421, 'Báo cáo Sở TTTT 12/2024, trang 7', 'dòng tổng'),
        ],
      },
      {
        ...at(province),
        year: 2024,
        figure: 'stations',
        said: [said(375, 'Báo cáo Sở TTTT 12/2024')],
        conflict: false,
      },
      {
        ...at(province),
        year: 2024,
        figure: 'stations-ip',
        said: [said(191, 'Báo cáo Sở TTTT 12/2024')],
        conflict: false,
      },
      {
        ...{ ...at(province), year: 2023, figure: 'hamlets', conflict: false, counted: 126 },
        said: [said(126, 'Hưng Nguyên 2023')],
      },
      {
        ...{ ...at(province), year: 2023, figure: 'horns-per-hamlet', conflict: true, counted: 7 },
        said: [said(7, 'Hưng Nguyên 2023'), said(6.5, 'Phòng VHTT huyện')],
      },
      {
        ...{ ...at(communes[2] ?? province), year: 2023, figure: 'grant-vnd', conflict: false },
        said: [said(50_000_000, 'Nghi Lộc 2019', 'xã loại 1')],
      },
    ];
    return all.filter((one) => (!area || one.area === area) && (!year || one.year === year));
  }

  #table(form: ReportForm, area: string, from: string, to: string): Table {
    if (form === 'broadcast-log') return this.#log(from, to);
    if (form === 'criterion') return this.#criterion(area);
    if (form === 'province-summary') return this.#province();
    const rows = this.#places.communes.map(({ name }, index): ReportCell[] => [
      ...[index + 1, name, 14 - (index % 3), chance(form, index), (120 + index) * 60_000, (50 - index) * 1_000_000],
    ]);
    return {
      columns: columns(
        ['TT', 'count'],
        ['Xã', 'text'],
        ['Số', 'count'],
        ['Tỷ lệ', 'percent'],
        ['Thời lượng', 'duration'],
        ['Kinh phí', 'money'],
      ),
      rows,
      foot: [null, 'Cộng', sum(rows, 2), null, sum(rows, 4), sum(rows, 5)],
    };
  }

  /** The 19 columns of DOMAIN §6, two sessions a day. */
  #log(from: string, to: string): Table {
    const days = daysBetween(from, to).filter((day) => day <= '2026-11-22');
    const rows = days.flatMap((day, index) =>
      (['sáng', 'chiều'] as const).map((part, nth): ReportCell[] => {
        const minutes = nth === 0 ? 30 : 15;
        const nodes = chance('log', day, part) < 0.9 ? 14 : 12;
        return [
          ...[index * 2 + nth + 1, day, part, nth === 0 ? '05:30' : '17:00', nth === 0 ? '06:00' : '17:15'],
          ...['Tiếp âm VOV1, tin xã', 'Tin', 'VOV1', 'Chung', 'Thông thường', 'Tiếng Việt', minutes * 60_000],
          ...['Xã Hưng Lĩnh', `${nodes}/14`, 'Nga', 'Hùng', 'Nga', nodes < 14 ? 'HN-015 mất kết nối' : '', ''],
        ];
      }),
    );
    return {
      columns: columns(
        ...([
          ['TT', 'count'],
          ['Ngày', 'day'],
          ['Buổi', 'text'],
          ['Bắt đầu', 'text'],
          ['Kết thúc', 'text'],
          ['Nội dung', 'text'],
          ['Thể loại', 'text'],
          ['Nguồn/tiếp âm', 'text'],
          ['Lĩnh vực', 'text'],
          ['Mức ưu tiên', 'text'],
          ['Ngôn ngữ', 'text'],
          ['Thời lượng', 'duration'],
          ['Địa bàn', 'text'],
          ['Cụm phát/tổng', 'text'],
          ['Biên tập', 'text'],
          ['Duyệt', 'text'],
          ['Trực', 'text'],
          ['Sự cố', 'text'],
          ['Ghi chú', 'text'],
        ] as const),
      ).map((column) => (column.title === 'Nội dung' ? { ...column, width: 3 } : column)),
      landscape: true,
      rows,
      foot: [null, 'Cộng', ...Array<null>(9).fill(null), sum(rows, 11), ...Array<null>(7).fill(null)],
      empty: 'Không có buổi nào trong kỳ này.',
    };
  }

  #criterion(area: string): Table {
    const hamlets = this.#coverage.hamlets(area);
    const word = { met: 'Đạt', 'not-met': 'Chưa đạt', insufficient: 'Chưa đủ dữ liệu' };
    const rows = hamlets.map((one, index): ReportCell[] => [
      ...[index + 1, one.name, one.horns, one.sessions.due, one.sessions.heard, one.sessions.unknown],
      ...[one.lower, one.upper, one.longestMiss, word[one.verdict]],
    ]);
    return {
      landscape: true,
      columns: columns(
        ...([
          ['TT', 'count'],
          ['Thôn', 'text'],
          ['Loa', 'count'],
          ['Buổi phải phát', 'count'],
          ['Phát được', 'count'],
          ['Không rõ', 'count'],
          ['Tỷ lệ thấp', 'percent'],
          ['Tỷ lệ cao', 'percent'],
          ['Lỡ liên tiếp', 'count'],
          ['Kết quả', 'text'],
        ] as const),
      ),
      rows,
      foot: [null, 'Cộng', sum(rows, 2), sum(rows, 3), sum(rows, 4), sum(rows, 5), null, null, null, null],
    };
  }

  #province(): Table {
    const rows = this.#coverage
      .communes(this.#places.province.id)
      .map((one, index): ReportCell[] => [
        ...[index + 1, one.name, 'Hưng Nguyên', one.hamlets, one.met, one.notMet, one.insufficient],
        one.met / one.hamlets,
      ]);
    return {
      columns: columns(
        ...([
          ['TT', 'count'],
          ['Xã/phường/đặc khu', 'text'],
          ['Huyện cũ', 'text'],
          ['Thôn', 'count'],
          ['Thôn đạt', 'count'],
          ['Chưa đạt', 'count'],
          ['Chưa đủ dữ liệu', 'count'],
          ['Tỷ lệ đạt (%)', 'percent'],
        ] as const),
      ),
      rows,
      foot: [null, 'Cộng', null, sum(rows, 3), sum(rows, 4), sum(rows, 5), sum(rows, 6), sum(rows, 4) / sum(rows, 3)],
    };
  }
}

function columns(...of: (readonly [string, ReportColumn['kind']])[]): ReportColumn[] {
  return of.map(([title, kind]) => ({ title, kind }));
}

function sum(rows: readonly ReportCell[][], column: number): number {
  return rows.reduce((total, row) => total + Number(row[column] ?? 0), 0);
}

const vi = (day: string) => day.split('-').reverse().join('/');
