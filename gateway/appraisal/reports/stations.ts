// pure
import type { Coverage } from '../../../protocol/api/coverage.ts';
import type { ReportCell, ReportDocument, SourceFigure } from '../../../protocol/api/reports.ts';
import { TECHNOLOGIES, type Technology } from '../../../protocol/nodes.ts';
import { HOUR_MS } from '../../../protocol/units.ts';
import { grouped } from '../grouped.ts';
import {
  column,
  count,
  documentOf,
  type Head,
  numbered,
  periodText,
  shareOf,
  type Table,
  text,
  totals,
} from './document.ts';
import { figureParagraphs, figureTable, partText } from './figure-tables.ts';
import type { StationFacts } from './investments.ts';
import { placeName } from './places.ts';
import { RULE_LEVEL_WORDS, TECHNOLOGY_WORDS, UPGRADE_WORDS } from './report-words.ts';

/** What a commune's loudspeakers did in one window. */
export interface CommuneWork {
  readonly onlineMs: number;
  readonly watchedMs: number;
  readonly sentMs: number;
  readonly heardMs: number;
  readonly airMs: number;
}

export interface CommuneStation extends StationFacts {
  readonly hamlets: number;
  readonly hamletsWithNodes: number;
  readonly nodes: Readonly<Record<Technology, number>>;
  readonly horns: number;
  readonly work: CommuneWork;
  readonly before?: CommuneWork | undefined;
}

export interface StationsFacts {
  readonly communes: readonly CommuneStation[];
  /** One for each level of the criterion that has a rule. */
  readonly levels: readonly Coverage[];
  readonly figures: readonly SourceFigure[];
  readonly compare?: { readonly from: string; readonly to: string } | undefined;
}

/** Đài theo công nghệ và xã, tiến độ nâng cấp, độ phủ, trực tuyến và nghe được; with a second period the difference. */
export function stationsReport(head: Head, facts: StationsFacts): ReportDocument {
  const { communes, levels, figures, compare } = facts;
  const stations = communes.flatMap(({ station }) => station ?? []);
  return documentOf('stations', head, {
    title: 'BÁO CÁO HỆ THỐNG ĐÀI TRUYỀN THANH CẤP XÃ',
    basis: 'Hồ sơ đài, sổ cụm loa, theo dõi kết nối và xác nhận phát trong hệ thống LoaXã',
    facts: [
      { label: 'Xã có đài', value: partText(stations.length, communes.length) },
      ...(compare ? [{ label: 'So với', value: periodText(compare.from, compare.to) }] : []),
      {
        label: 'Cách tính',
        value:
          '«Trực tuyến»: thời gian cụm IP có kết nối trên thời gian hệ thống theo dõi được; «nghe được»: thời lượng nghe được trên thời lượng theo lịch, bình quân các cụm',
      },
    ],
    tables: [
      technologyTable(communes),
      upgradeTable(communes, Number(head.to.slice(0, 4))),
      districtTable(communes),
      levelTable(levels),
      communeTable(communes, compare !== undefined),
      figureTable(figures),
    ],
    paragraphs: figureParagraphs(figures),
  });
}

function technologyTable(communes: readonly CommuneStation[]): Table {
  const columns = [
    count('TT', 0.4),
    text('Loại hình đài', 2),
    count('Số đài'),
    column('percent', 'Trên số xã'),
    count('Cụm loa'),
    count('Loa'),
  ];
  const kinds: [string, (one: CommuneStation) => boolean][] = [
    ...TECHNOLOGIES.map((technology): [string, (one: CommuneStation) => boolean] => [
      TECHNOLOGY_WORDS[technology],
      ({ station }) => station?.technology === technology,
    ]),
    ['Có đài, chưa ghi loại hình', ({ station }) => station !== undefined && station.technology === undefined],
    ['Chưa có đài', ({ station }) => station === undefined],
  ];
  const rows = numbered(
    kinds.map(([word, is]) => {
      const of = communes.filter(is);
      return [word, of.length, shareOf(of.length, communes.length), sum(of, allNodes), sum(of, ({ horns }) => horns)];
    }),
  );
  const foot = totals(rows, columns, [2, 4, 5], 'Tổng số xã');
  return { title: 'Đài theo công nghệ', columns, rows, foot };
}

/** By the class of the commune, since grants are given by it. */
function upgradeTable(communes: readonly CommuneStation[], until: number): Table {
  const columns = [
    ...[count('TT', 0.4), text('Loại xã', 1.4), count('Số xã'), count('Xã có đài')],
    ...Object.values(UPGRADE_WORDS).map((word) => count(word)),
    ...[
      count('Đài được hỗ trợ'),
      column('money', 'Kinh phí (đồng)', 1.3),
      column('money', 'Bình quân một đài (đồng)', 1.2),
    ],
  ];
  const classes = [1, 2, 3, undefined].filter((one) => communes.some(({ commune }) => commune.class === one));
  const row = (of: readonly CommuneStation[]): ReportCell[] => {
    const money = of.map(({ station }) =>
      (station?.investments ?? [])
        .filter(({ year }) => year <= until)
        .reduce((all, { amountVnd }) => all + amountVnd, 0),
    );
    const supported = money.filter((amount) => amount > 0).length;
    const amount = money.reduce((all, one) => all + one, 0);
    const states = Object.keys(UPGRADE_WORDS).map(
      (state) => of.filter(({ station }) => station?.upgrade === state).length,
    );
    const average = supported === 0 ? null : Math.round(amount / supported);
    return [of.length, of.filter(({ station }) => station).length, ...states, supported, amount, average];
  };
  const rows = numbered(
    classes.map((one) => [
      one === undefined ? 'Chưa ghi loại' : `Loại ${one}`,
      ...row(communes.filter(({ commune }) => commune.class === one)),
    ]),
  );
  const foot: ReportCell[] = [null, 'Cộng', ...row(communes)];
  return { title: 'Tiến độ nâng cấp theo loại xã', columns, rows, foot, empty: 'Chưa có xã nào.' };
}

function districtTable(communes: readonly CommuneStation[]): Table {
  const columns = [
    ...[count('TT', 0.4), text('Huyện cũ', 1.4), count('Số xã'), count('Xã có đài'), column('percent', 'Tỷ lệ có đài')],
    ...TECHNOLOGIES.map((technology) => count(TECHNOLOGY_WORDS[technology])),
    ...[count('Đang nâng cấp'), count('Thôn'), count('Thôn có cụm loa'), column('percent', 'Độ phủ thôn')],
    ...[count('Loa'), column('decimal', 'Loa bình quân một thôn')],
  ];
  const row = (of: readonly CommuneStation[]): ReportCell[] => {
    const stations = of.flatMap(({ station }) => station ?? []);
    const [hamlets, covered, horns] = [
      sum(of, (one) => one.hamlets),
      sum(of, (one) => one.hamletsWithNodes),
      sum(of, (one) => one.horns),
    ];
    return [
      ...[of.length, stations.length, shareOf(stations.length, of.length)],
      ...TECHNOLOGIES.map((technology) => stations.filter((station) => station.technology === technology).length),
      stations.filter(({ upgrade }) => upgrade === 'in-progress').length,
      ...[hamlets, covered, shareOf(covered, hamlets), horns],
      covered === 0 ? null : Math.round((horns / covered) * 10) / 10,
    ];
  };
  const groups = [...grouped(communes, ({ commune }) => commune.formerDistrict ?? 'Chưa ghi')];
  const rows = numbered(groups.map(([district, of]) => [district, ...row(of)]));
  return {
    title: 'Theo huyện cũ',
    landscape: true,
    columns,
    rows,
    foot: [null, 'Cộng', ...row(communes)],
    empty: 'Chưa có xã nào.',
  };
}

function levelTable(levels: readonly Coverage[]): Table {
  const columns = [
    ...[count('TT', 0.4), text('Mức', 1.1), text('Quy tắc', 2.4), count('Thôn'), count('Thôn đạt'), count('Chưa đạt')],
    ...[count('Chưa đủ dữ liệu'), column('percent', 'Tỷ lệ thôn đạt'), count('Xã đạt'), count('Xã')],
  ];
  const rows = numbered(
    levels.map(({ rule, hamlets, communes }) => {
      const judged = (word: string) => hamlets.filter(({ verdict }) => verdict === word).length;
      return [
        RULE_LEVEL_WORDS[rule.criterion.level],
        `${rule.name}, phiên bản ${rule.version}`,
        ...[hamlets.length, judged('met'), judged('not-met'), judged('insufficient')],
        ...[
          shareOf(judged('met'), hamlets.length),
          communes.filter(({ verdict }) => verdict === 'met').length,
          communes.length,
        ],
      ];
    }),
  );
  return { title: 'Loa hoạt động thường xuyên theo mức', columns, rows, empty: 'Chưa có quy tắc nào.' };
}

function communeTable(communes: readonly CommuneStation[], compared: boolean): Table {
  const columns = [
    ...[
      count('TT', 0.4),
      text('Xã/phường/đặc khu', 1.4),
      text('Huyện cũ', 1),
      text('Loại hình đài', 1),
      text('Nâng cấp', 1),
    ],
    ...[count('Cụm IP', 0.6), count('FM', 0.6), count('Có dây', 0.6), count('Loa', 0.6), count('Thôn', 0.6)],
    ...[
      count('Thôn có cụm loa', 0.7),
      column('percent', 'Trực tuyến'),
      column('percent', 'Nghe được'),
      column('duration', 'Giờ phát'),
    ],
    ...(compared
      ? [
          column('percent', 'Nghe được kỳ trước'),
          column('percent', 'Chênh lệch'),
          column('duration', 'Giờ phát kỳ trước'),
          column('decimal', 'Chênh lệch (giờ)'),
        ]
      : []),
  ];
  const rows = numbered(
    communes.map((one) => [
      ...[placeName(one.commune), one.commune.formerDistrict ?? '', kindOf(one), upgradeOf(one)],
      ...[one.nodes.ip, one.nodes.fm, one.nodes.wired, one.horns, one.hamlets, one.hamletsWithNodes],
      ...workCells(one.work, compared ? one.before : undefined, compared),
    ]),
  );
  const foot = totals(rows, columns, [5, 6, 7, 8, 9, 10]);
  const all = workOf(communes.map(({ work }) => work));
  const before = compared ? workOf(communes.flatMap((one) => one.before ?? [])) : undefined;
  foot.splice(11, foot.length - 11, ...workCells(all, before, compared));
  return {
    title: 'Từng xã',
    landscape: true,
    columns,
    rows,
    ...(rows.length > 0 ? { foot } : {}),
    empty: 'Chưa có xã nào.',
  };
}

function workCells(work: CommuneWork, before: CommuneWork | undefined, compared: boolean): ReportCell[] {
  const heard = shareOf(work.heardMs, work.sentMs);
  const cells = [shareOf(work.onlineMs, work.watchedMs), heard, work.airMs];
  if (!compared) return cells;
  const heardBefore = before ? shareOf(before.heardMs, before.sentMs) : null;
  const difference = heard === null || heardBefore === null ? null : heard - heardBefore;
  return [...cells, heardBefore, difference, before?.airMs ?? 0, (work.airMs - (before?.airMs ?? 0)) / HOUR_MS];
}

function kindOf({ station }: CommuneStation): string {
  if (!station) return 'Chưa có đài';
  return station.technology === undefined ? 'Chưa ghi' : TECHNOLOGY_WORDS[station.technology];
}

function upgradeOf({ station }: CommuneStation): string {
  return station ? UPGRADE_WORDS[station.upgrade] : '';
}

function workOf(works: readonly CommuneWork[]): CommuneWork {
  const add = (key: keyof CommuneWork) => works.reduce((all, work) => all + work[key], 0);
  return {
    onlineMs: add('onlineMs'),
    watchedMs: add('watchedMs'),
    sentMs: add('sentMs'),
    heardMs: add('heardMs'),
    airMs: add('airMs'),
  };
}

function allNodes({ nodes }: CommuneStation): number {
  return nodes.ip + nodes.fm + nodes.wired;
}

function sum(of: readonly CommuneStation[], value: (one: CommuneStation) => number): number {
  return of.reduce((all, one) => all + value(one), 0);
}
