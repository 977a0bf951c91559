// pure
import type { Area, Station } from '../../../protocol/api/areas.ts';
import type { ReportDocument } from '../../../protocol/api/reports.ts';
import { vietnameseCollator } from '../../../protocol/vietnamese.ts';
import { grouped } from '../grouped.ts';
import { column, count, documentOf, type Head, numbered, text, totals } from './document.ts';
import { placeName } from './places.ts';
import { UPGRADE_WORDS } from './report-words.ts';

const COLUMNS = [
  count('TT', 0.4),
  text('Xã/phường/đặc khu', 1.4),
  text('Đài', 1.6),
  count('Loại xã', 0.5),
  text('Nâng cấp', 0.9),
  text('Năm', 0.5),
  text('Nguồn', 1.2),
  column('money', 'Số tiền (đồng)', 1.1),
  text('Quyết định', 1),
] as const;
const BY_SOURCE = [
  count('TT', 0.4),
  text('Nguồn', 2),
  count('Số đài'),
  count('Số khoản'),
  column('money', 'Số tiền (đồng)'),
] as const;

export interface StationFacts {
  readonly commune: Area;
  readonly station?: Station | undefined;
}

/** Đầu tư cho đài theo nguồn: every amount up to the last year of the period, and the sum of each source. */
export function investmentReport(head: Head, facts: readonly StationFacts[]): ReportDocument {
  const until = Number(head.to.slice(0, 4));
  const lines = facts.flatMap(({ commune, station }) =>
    (station?.investments ?? [])
      .filter(({ year }) => year <= until)
      .map((investment) => ({ commune, station: station as Station, investment })),
  );
  const rows = numbered(
    lines.map(({ commune, station, investment }) => [
      ...[placeName(commune), station.name, commune.class ?? null, UPGRADE_WORDS[station.upgrade]],
      ...[String(investment.year), investment.source || 'Chưa ghi nguồn', investment.amountVnd, station.decision ?? ''],
    ]),
  );
  const sources = [...grouped(lines, ({ investment }) => investment.source || 'Chưa ghi nguồn')]
    .sort(([a], [b]) => vietnameseCollator.compare(a, b))
    .map(([source, of]) => [
      source,
      new Set(of.map(({ commune }) => commune.id)).size,
      of.length,
      of.reduce((sum, { investment }) => sum + investment.amountVnd, 0),
    ]);
  const bySource = numbered(sources);
  const foot = totals(bySource, BY_SOURCE, [3, 4]);
  foot[2] = new Set(lines.map(({ commune }) => commune.id)).size;
  const empty = 'Chưa ghi khoản đầu tư nào.';
  return documentOf('investments', head, {
    title: 'ĐẦU TƯ CHO ĐÀI TRUYỀN THANH CẤP XÃ',
    basis: 'Hồ sơ đài do xã và tỉnh nhập',
    facts: [{ label: 'Tính đến', value: `hết năm ${until}` }],
    tables: [
      { title: 'Theo nguồn', columns: [...BY_SOURCE], rows: bySource, ...(bySource.length > 0 ? { foot } : {}), empty },
      {
        ...{ title: 'Theo đài', landscape: true, columns: [...COLUMNS], rows, empty },
        ...(rows.length > 0 ? { foot: totals(rows, COLUMNS, [7]) } : {}),
      },
    ],
  });
}

/** «huyện 2019: 50.000.000 đồng; xã 2020: …», up to a year. */
export function investmentsText(station: Station | undefined, until: number, money: (vnd: number) => string): string {
  return (station?.investments ?? [])
    .filter(({ year }) => year <= until)
    .map(({ source, year, amountVnd }) => `${source ? `${source} ` : ''}${year}: ${money(amountVnd)}`)
    .join('; ');
}
