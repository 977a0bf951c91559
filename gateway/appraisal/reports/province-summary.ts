// pure

import type { Conclusion, Round } from '../../../protocol/api/appraisal.ts';
import type { Area, Station } from '../../../protocol/api/areas.ts';
import type { Coverage, HamletVerdict } from '../../../protocol/api/coverage.ts';
import type { HandLogEntry } from '../../../protocol/api/inspections.ts';
import type { ReportCell, ReportDocument } from '../../../protocol/api/reports.ts';
import type { Technology } from '../../../protocol/nodes.ts';
import { DAY_MS, MINUTE_MS } from '../../../protocol/units.ts';
import { minutesOf } from '../../../protocol/vietnam-time.ts';
import { grouped } from '../grouped.ts';
import type { Airing } from './aired.ts';
import { ownItems, portionsOf } from './airtime.ts';
import {
  column,
  count,
  documentOf,
  type Head,
  moneyText,
  numbered,
  percentText,
  shareOf,
  text,
  totals,
} from './document.ts';
import type { FaultSlip } from './faults-store.ts';
import { investmentsText } from './investments.ts';
import { placeName } from './places.ts';
import { ROUND_LEVEL_WORDS, VERDICT_WORDS } from './report-words.ts';

/** DOMAIN §6, exactly these. */
export const SUMMARY_COLUMNS = [
  count('TT', 0.4),
  text('Mã ĐVHC', 0.9),
  text('Xã/phường/đặc khu', 1.3),
  text('Huyện cũ', 1),
  text('Loại xã', 0.5),
  text('Mức đăng ký', 0.9),
  count('Thôn', 0.5),
  count('Số hộ', 0.6),
  count('Cụm IP', 0.65),
  count('FM', 0.5),
  count('Có dây', 0.5),
  count('Loa', 0.5),
  count('Thôn đạt', 0.6),
  count('Chưa đạt', 0.75),
  count('Chưa đủ dữ liệu', 0.7),
  count('Chưa có loa', 0.75),
  column('percent', 'Tỷ lệ đạt (%)', 0.6),
  column('duration', 'Giờ phát', 0.7),
  count('Tin tự sản xuất', 0.7),
  text('Khẩn cấp phát được/tổng', 0.8),
  count('Sự cố > 7 ngày', 0.6),
  text('Đầu tư, nguồn', 1.5),
  text('Kết luận hội đồng', 1),
] as const;

/** A fault that stays open longer than this is one the commune answers for. */
export const LONG_FAULT_MS = 7 * DAY_MS;

export interface SummaryFacts {
  readonly communes: readonly Area[];
  readonly hamletsOf: (commune: string) => readonly Area[];
  readonly coverage: Coverage;
  readonly nodes: readonly { readonly commune: string; readonly technology: Technology; readonly horns: number }[];
  readonly stationOf: (commune: string) => Station | undefined;
  readonly airings: readonly Airing[];
  readonly hand: readonly HandLogEntry[];
  readonly faults: readonly FaultSlip[];
  /** The appraisal rounds the summary speaks of, the newest first, and the council's newest word on each commune. */
  readonly rounds: readonly Pick<Round, 'title' | 'level' | 'communes'>[];
  readonly conclusions: readonly Pick<Conclusion, 'area' | 'verdict'>[];
  readonly now: number;
}

/** Bảng tổng hợp tỉnh. A hamlet without loudspeakers has a column of its own and is met in none; the share is of all hamlets. */
export function provinceSummary(head: Head, facts: SummaryFacts): ReportDocument {
  const by = indexed(facts);
  const rows = numbered(facts.communes.map((commune) => communeRow(commune, facts, by, Number(head.to.slice(0, 4)))));
  const { coverage, rounds } = facts;
  const { rule } = coverage;
  const foot = totals(rows, SUMMARY_COLUMNS, [6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 18, 20], '');
  foot[2] = 'Cộng';
  foot[16] = shareOf(Number(foot[12]), Number(foot[6]));
  foot[19] = heardOfAll(facts.airings);
  return documentOf('province-summary', head, {
    title: 'BẢNG TỔNG HỢP ĐÀI TRUYỀN THANH CẤP XÃ',
    subtitle: rule.criterion.code,
    basis: rule.criterion.basis,
    facts: [
      { label: 'Quy tắc', value: `${rule.name}, phiên bản ${rule.version} (${rule.criterion.set})` },
      { label: 'Ngưỡng của xã', value: `${percentText(rule.numbers.communeShare)} số thôn đạt` },
      ...(rounds.length > 0 ? [{ label: 'Đợt thẩm định', value: rounds.map(({ title }) => title).join('; ') }] : []),
      ...(coverage.period ? [{ label: 'Kỳ đã chốt', value: coverage.period.name }] : []),
      {
        label: 'Cách tính',
        value: '«Chưa đạt» không gồm thôn chưa có loa (cột riêng); tỷ lệ đạt tính trên tổng số thôn',
      },
    ],
    tables: [
      {
        ...{ landscape: true, columns: [...SUMMARY_COLUMNS], rows, empty: 'Chưa có xã nào.' },
        ...(rows.length > 0 ? { foot } : {}),
      },
    ],
  });
}

type Indexed = ReturnType<typeof indexed>;

function indexed(facts: SummaryFacts) {
  const { airings, hand, faults, nodes, coverage, conclusions, rounds } = facts;
  const long = faults.filter(({ since, until }) => (until ?? facts.now) - since > LONG_FAULT_MS);
  return {
    verdicts: grouped(coverage.hamlets, ({ commune }) => commune),
    nodes: grouped(nodes, ({ commune }) => commune),
    airings: grouped(airings, ({ tally }) => tally.commune),
    hand: grouped(hand, ({ commune }) => commune),
    portions: grouped(portionsOf(airings, hand), ({ commune }) => commune),
    faults: grouped(long, ({ commune }) => commune),
    conclusions: new Map(conclusions.map(({ area, verdict }) => [area, verdict])),
    // The newest round that names a commune comes last and so stays.
    levels: new Map(
      [...rounds].reverse().flatMap(({ communes, level }) => communes.map((commune) => [commune, level])),
    ),
  };
}

function communeRow(commune: Area, facts: SummaryFacts, by: Indexed, until: number): ReportCell[] {
  const { id } = commune;
  const hamlets = facts.hamletsOf(id);
  const verdicts = by.verdicts.get(id) ?? [];
  const nodes = by.nodes.get(id) ?? [];
  const airings = by.airings.get(id) ?? [];
  const none = verdicts.filter(isWithout).length;
  const judged = (verdict: string) => verdicts.filter((one) => !isWithout(one) && one.verdict === verdict).length;
  const of = (technology: Technology) => nodes.filter((node) => node.technology === technology).length;
  const conclusion = by.conclusions.get(id);
  const level = by.levels.get(id);
  return [
    commune.code ?? '',
    placeName(commune),
    commune.formerDistrict ?? '',
    commune.class === undefined ? '' : String(commune.class),
    level === undefined ? '' : ROUND_LEVEL_WORDS[level],
    hamlets.length,
    householdsOf(commune, hamlets),
    ...[of('ip'), of('fm'), of('wired'), nodes.reduce((sum, { horns }) => sum + horns, 0)],
    ...[judged('met'), judged('not-met'), judged('insufficient'), none, shareOf(judged('met'), verdicts.length)],
    airMs(airings, by.hand.get(id) ?? []),
    ownItems(by.portions.get(id) ?? []),
    heardOfAll(airings),
    by.faults.get(id)?.length ?? 0,
    investmentsText(facts.stationOf(id), until, moneyText),
    conclusion ? VERDICT_WORDS[conclusion] : '',
  ];
}

function isWithout({ nodes, basis }: HamletVerdict): boolean {
  return nodes === 0 && basis === 'none';
}

/** The commune's own figure, or its hamlets' together; nothing when nobody has said. */
function householdsOf(commune: Area, hamlets: readonly Area[]): number | null {
  if (commune.households !== undefined) return commune.households;
  const known = hamlets.flatMap(({ households }) => households ?? []);
  return known.length === 0 ? null : known.reduce((sum, households) => sum + households, 0);
}

/** What sounded on at least one node, once each, and what was written down by hand. */
export function airMs(airings: readonly Airing[], hand: readonly HandLogEntry[]): number {
  const aired = airings.reduce((sum, { run, tally }) => sum + (tally.sounded > 0 ? run.durationMs : 0), 0);
  return hand.reduce((sum, { from, to }) => sum + (minutesOf(to) - minutesOf(from)) * MINUTE_MS, aired);
}

/** Emergencies: nodes on which they sounded, of all they were sent to. */
function heardOfAll(airings: readonly Airing[]): string {
  const emergencies = airings.filter(({ run }) => run.class === 'emergency');
  const [sounded, nodes] = emergencies.reduce(
    ([some, all], { tally }) => [some + tally.sounded, all + tally.nodes],
    [0, 0],
  );
  return nodes === 0 ? '' : `${sounded}/${nodes}`;
}
