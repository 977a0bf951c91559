// pure
import type { HandLogEntry } from '../../../protocol/api/inspections.ts';
import type { ReportCell, ReportDocument } from '../../../protocol/api/reports.ts';
import type { FIELDS } from '../../../protocol/bulletins.ts';
import { MINUTE_MS } from '../../../protocol/units.ts';
import { minutesOf } from '../../../protocol/vietnam-time.ts';
import { vietnameseCollator } from '../../../protocol/vietnamese.ts';
import { grouped } from '../grouped.ts';
import type { Airing } from './aired.ts';
import { column, count, documentOf, type Head, numbered, shareOf, type Table, text, totals } from './document.ts';
import { type Places, placeName } from './places.ts';
import { FIELD_WORDS, genreWord, LEVEL_WORDS, languageWord } from './report-words.ts';

/** What communes report one by one. */
const REPORTED: readonly (typeof FIELDS)[number][] = ['digital', 'reform', 'disaster', 'health'];

/** One piece in one commune: what it counts under, and how long it was sent, played and heard. */
export interface Portion {
  readonly commune: string;
  /** The bulletin, or the line of the hand log. */
  readonly item: string;
  readonly field: (typeof FIELDS)[number] | undefined;
  readonly genre: string;
  readonly language: string | undefined;
  readonly source: string;
  /** By the timetable. */
  readonly sentMs: number;
  /** On the average of the nodes it was sent to, by their signed word. */
  readonly playedMs: number;
  readonly heardMs: number;
  /** As written down by hand; nobody measured it. */
  readonly writtenMs: number;
  /** The commune's own work and not passed on. */
  readonly own: boolean;
}

/** Nodes speak of a run as a whole: what they played and heard is shared out over its pieces by their length. */
export function portionsOf(airings: readonly Airing[], hand: readonly HandLogEntry[]): Portion[] {
  const aired = airings.flatMap(({ run, tally, pieces }) => {
    const whole = pieces.reduce((sum, piece) => sum + piece.durationMs, 0);
    const [playedMs, heardMs] = [tally.playedMs / tally.nodes, tally.heardMs / tally.nodes];
    return pieces.map(({ durationMs, bulletin, title, relayed }): Portion => {
      const share = whole === 0 ? 0 : durationMs / whole;
      return {
        ...{ commune: tally.commune, item: bulletin?.id ?? `${run.id} ${title}` },
        ...{ field: bulletin?.field, language: bulletin?.language },
        genre: bulletin ? genreWord(bulletin.genre) : otherKind(run.class),
        source: relayed ? `Tiếp âm ${relayed}` : LEVEL_WORDS[run.level],
        ...{ sentMs: durationMs, playedMs: playedMs * share, heardMs: heardMs * share, writtenMs: 0 },
        own: bulletin?.area === tally.commune && relayed === undefined,
      };
    });
  });
  const written = hand.map(
    (entry): Portion => ({
      ...{ commune: entry.commune, item: entry.id, field: entry.field, language: entry.language },
      genre: genreWord(entry.genre),
      source: entry.relayed ? `Tiếp âm ${entry.relayed}` : LEVEL_WORDS.commune,
      ...{ sentMs: 0, playedMs: 0, heardMs: 0, writtenMs: (minutesOf(entry.to) - minutesOf(entry.from)) * MINUTE_MS },
      own: entry.relayed === undefined,
    }),
  );
  return [...aired, ...written];
}

function otherKind(bulletinClass: string): string {
  return bulletinClass === 'emergency' ? 'Khẩn cấp' : 'Nhạc hiệu, không có bản tin';
}

export interface Sum {
  readonly items: number;
  readonly airings: number;
  readonly sentMs: number;
  readonly playedMs: number;
  readonly heardMs: number;
  readonly writtenMs: number;
}

export function sumOf(portions: readonly Portion[]): Sum {
  const add = (key: 'sentMs' | 'playedMs' | 'heardMs' | 'writtenMs') =>
    Math.round(portions.reduce((sum, portion) => sum + portion[key], 0));
  return {
    items: new Set(portions.map(({ item }) => item)).size,
    airings: portions.length,
    ...{ sentMs: add('sentMs'), playedMs: add('playedMs'), heardMs: add('heardMs'), writtenMs: add('writtenMs') },
  };
}

const SUM_COLUMNS = [
  count('Số tin'),
  count('Lượt phát'),
  column('duration', 'Theo lịch'),
  column('duration', 'Đã phát (xác nhận)'),
  column('duration', 'Nghe được'),
  column('percent', 'Nghe được/theo lịch'),
  column('duration', 'Ghi sổ (FM, có dây)'),
];

function sumCells({ items, airings, sentMs, playedMs, heardMs, writtenMs }: Sum): ReportCell[] {
  return [items, airings, sentMs, playedMs, heardMs, shareOf(heardMs, sentMs), writtenMs];
}

/** Minutes and items by topic, genre, language and source, in all and commune by commune: sent beside heard, never one for the other. */
export function airtime(
  head: Head,
  { airings, hand, places }: { airings: readonly Airing[]; hand: readonly HandLogEntry[]; places: Places },
): ReportDocument {
  const portions = portionsOf(airings, hand);
  const fieldWord = ({ field, genre }: Portion) => (field === undefined ? genre : FIELD_WORDS[field]);
  return documentOf('airtime', head, {
    title: 'BÁO CÁO THỜI LƯỢNG PHÁT THANH',
    subtitle: 'Theo lĩnh vực, thể loại, ngôn ngữ và nguồn tin',
    facts: [
      {
        label: 'Cách tính',
        value:
          'Một lượt phát tới nhiều xã tính cho từng xã; «nghe được» là bình quân các cụm được giao, đo bằng micro hoặc dòng điện',
      },
    ],
    tables: [
      by('Theo lĩnh vực', 'Lĩnh vực', portions, fieldWord),
      by('Theo thể loại', 'Thể loại', portions, ({ genre }) => genre),
      by('Theo ngôn ngữ', 'Ngôn ngữ', portions, ({ language, genre }) => (language ? languageWord(language) : genre)),
      by('Theo nguồn', 'Nguồn/tiếp âm', portions, ({ source }) => source),
      communesTable(portions, places),
    ],
  });
}

function by(title: string, first: string, portions: readonly Portion[], keyOf: (portion: Portion) => string): Table {
  const columns = [count('TT', 0.4), text(first, 2), ...SUM_COLUMNS];
  const groups = [...grouped(portions, keyOf)].map(([key, of]) => ({ key, sum: sumOf(of) }));
  groups.sort((a, b) => b.sum.sentMs + b.sum.writtenMs - a.sum.sentMs - a.sum.writtenMs || (a.key < b.key ? -1 : 1));
  const rows = numbered(groups.map(({ key, sum }) => [key, ...sumCells(sum)]));
  const foot: ReportCell[] = [null, 'Cộng', ...sumCells(sumOf(portions))];
  return { title, columns, rows, ...(rows.length > 0 ? { foot } : {}), empty: 'Không có lượt phát nào trong kỳ.' };
}

function communesTable(portions: readonly Portion[], places: Places): Table {
  const columns = [
    ...[count('TT', 0.4), text('Xã/phường/đặc khu', 2), ...SUM_COLUMNS, count('Tin tự sản xuất')],
    ...REPORTED.map((field) => column('duration', FIELD_WORDS[field])),
    column('duration', 'Tiếng dân tộc'),
  ];
  const rows = numbered(
    [...grouped(portions, ({ commune }) => commune)]
      .map(([commune, of]) => ({ name: placeName(places.get(commune), commune), of }))
      .sort((a, b) => vietnameseCollator.compare(a.name, b.name))
      .map(({ name, of }) => [
        ...[name, ...sumCells(sumOf(of)), ownItems(of)],
        ...REPORTED.map((field) => airMs(of.filter((portion) => portion.field === field))),
        airMs(of.filter(({ language }) => language !== undefined && language !== 'vi')),
      ]),
  );
  const foot = totals(rows, columns, [3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14]);
  foot[2] = sumOf(portions).items;
  const { sentMs, heardMs } = sumOf(portions);
  foot[7] = shareOf(heardMs, sentMs);
  const title = 'Theo xã, và các nội dung xã báo cáo (thời lượng theo lịch và ghi sổ)';
  return {
    title,
    landscape: true,
    columns,
    rows,
    ...(rows.length > 0 ? { foot } : {}),
    empty: 'Không có xã nào phát.',
  };
}

export function ownItems(portions: readonly Portion[]): number {
  return sumOf(portions.filter(({ own }) => own)).items;
}

function airMs(portions: readonly Portion[]): number {
  const { sentMs, writtenMs } = sumOf(portions);
  return sentMs + writtenMs;
}
