// pure
import type { HandLogEntry } from '../../../protocol/api/inspections.ts';
import type { ReportCell, ReportDocument } from '../../../protocol/api/reports.ts';
import { MINUTE_MS } from '../../../protocol/units.ts';
import { dayOf, instantAt, minutesOf, timeOf } from '../../../protocol/vietnam-time.ts';
import { partOfDay } from '../../coverage/part-of-day.ts';
import type { Airing } from './aired.ts';
import { column, count, documentOf, type Head, numbered, text, totals } from './document.ts';
import { type Places, placeName } from './places.ts';
import {
  CLASS_WORDS,
  FIELD_WORDS,
  GENRE_WORDS,
  genreWord,
  LEVEL_WORDS,
  languageWord,
  PART_WORDS,
} from './report-words.ts';

/** DOMAIN §6, exactly these. */
export const LOG_COLUMNS = [
  count('TT', 0.4),
  column('day', 'Ngày', 0.8),
  text('Buổi', 0.7),
  text('Bắt đầu', 0.6),
  text('Kết thúc', 0.6),
  text('Nội dung', 2),
  text('Thể loại', 0.8),
  text('Nguồn/tiếp âm', 0.9),
  text('Lĩnh vực', 1),
  text('Mức ưu tiên', 0.8),
  text('Ngôn ngữ', 0.8),
  column('duration', 'Thời lượng', 0.9),
  text('Địa bàn', 1.2),
  text('Cụm phát/tổng', 0.7),
  text('Biên tập', 1),
  text('Duyệt', 1),
  text('Trực', 0.8),
  text('Sự cố', 1.2),
  text('Ghi chú', 1),
] as const;

export interface LogFacts {
  readonly airings: readonly Airing[];
  readonly hand: readonly HandLogEntry[];
  readonly places: Places;
  readonly nameOf: (account: string) => string | undefined;
  /** Several communes stand in one log: each line says whose it is. */
  readonly many: boolean;
}

/** Nhật ký phát thanh: runs of IP nodes and what FM and wired stations wrote down, in one order of time. */
export function broadcastLog(head: Head, facts: LogFacts): ReportDocument {
  const lines = [
    ...facts.airings.map((airing) => ({
      at: airing.tally.startedAt ?? airing.run.dueAt,
      row: airingRow(airing, facts),
    })),
    ...facts.hand.map((entry) => ({ at: instantAt(entry.day, entry.from), row: handRow(entry, facts) })),
  ].sort((a, b) => a.at - b.at);
  const rows = numbered(lines.map(({ row }) => row));
  return documentOf('broadcast-log', head, {
    title: 'NHẬT KÝ PHÁT THANH',
    facts: [
      { label: 'Số lượt', value: `${facts.airings.length} lượt của cụm IP, ${facts.hand.length} dòng sổ ghi tay` },
    ],
    tables: [
      {
        ...{ landscape: true, columns: [...LOG_COLUMNS], rows, empty: 'Không có lượt phát nào trong kỳ.' },
        ...(rows.length > 0 ? { foot: totals(rows, LOG_COLUMNS, [11]) } : {}),
      },
    ],
    signatures: [
      { title: 'Người trực đài', note: '(Ký, ghi rõ họ tên)' },
      { title: 'Người lập', note: '(Ký, ghi rõ họ tên)', name: head.madeBy },
      { title: 'Người duyệt', note: '(Ký, đóng dấu, ghi rõ họ tên)' },
    ],
  });
}

/** Where no node said when it began, the hour is the timetable's, and the line says so. */
function airingRow(airing: Airing, { places, nameOf, many }: LogFacts): ReportCell[] {
  const { run, tally, pieces } = airing;
  const bulletins = pieces.flatMap(({ bulletin }) => bulletin ?? []);
  const names = (accounts: readonly (string | undefined)[]) =>
    list(
      accounts.flatMap((account) =>
        account === undefined || account === 'system' ? [] : (nameOf(account) ?? account),
      ),
    );
  const startedAt = tally.startedAt ?? run.dueAt;
  return [
    dayOf(startedAt),
    PART_WORDS[partOfDay(run.dueAt)],
    timeOf(startedAt),
    tally.endedAt === undefined ? '' : timeOf(tally.endedAt),
    list([run.title, ...bulletins.map(({ title }) => title)]),
    bulletins.length === 0 ? '' : list(bulletins.map(({ genre }) => genreWord(genre))),
    list(pieces.map(({ relayed }) => (relayed ? `Tiếp âm ${relayed}` : LEVEL_WORDS[run.level]))) ||
      LEVEL_WORDS[run.level],
    list(bulletins.map(({ field }) => FIELD_WORDS[field])),
    CLASS_WORDS[run.class],
    list(bulletins.map(({ language }) => languageWord(language))),
    run.durationMs,
    placeOf(airing, places, many),
    `${tally.sounded}/${tally.nodes}`,
    bulletins.length > 0 ? names(bulletins.map(({ createdBy }) => createdBy)) : names([run.createdBy]),
    names([airing.orderedBy ?? airing.approvedBy]),
    run.programme === undefined ? names([run.createdBy]) : '',
    troubles(airing),
    notes(airing),
  ];
}

function handRow(entry: HandLogEntry, { places, many }: LogFacts): ReportCell[] {
  const hamlets = (entry.hamlets ?? []).map((hamlet) => placeName(places.get(hamlet), hamlet));
  const where = hamlets.length === 0 ? 'Toàn xã' : list(hamlets);
  return [
    entry.day,
    PART_WORDS[partOfDay(instantAt(entry.day, entry.from))],
    ...[entry.from, entry.to, entry.title],
    GENRE_WORDS[entry.genre],
    entry.relayed ? `Tiếp âm ${entry.relayed}` : LEVEL_WORDS.commune,
    FIELD_WORDS[entry.field],
    CLASS_WORDS.normal,
    languageWord(entry.language),
    (minutesOf(entry.to) - minutesOf(entry.from)) * MINUTE_MS,
    many ? `${entry.communeName}: ${where}` : where,
    '',
    entry.byName,
    ...['', entry.onDuty, ''],
    list(['Sổ ghi tay', entry.note], '; '),
  ];
}

function placeOf({ tally }: Airing, places: Places, many: boolean): string {
  const all = places.hamletsOf(tally.commune);
  const where =
    tally.hamlets === 1
      ? placeName(places.get(tally.hamlet), tally.hamlet)
      : tally.hamlets >= all
        ? 'Toàn xã'
        : `${tally.hamlets}/${all} thôn`;
  return many ? `${placeName(places.get(tally.commune), tally.commune)}: ${where}` : where;
}

function troubles({ run, tally }: Airing): string {
  const partly = tally.sounded - tally.full;
  return list(
    [
      tally.silent > 0 ? `${tally.silent} cụm không phát` : '',
      partly > 0 ? `${partly} cụm phát chưa hết` : '',
      tally.unknown > 0 ? `${tally.unknown} cụm chưa rõ` : '',
      run.losses ? `mất nguồn tiếp âm ${run.losses} lần` : '',
      tally.filledIn > 0 ? `${tally.filledIn} cụm phát bản dự phòng` : '',
    ],
    '; ',
  );
}

function notes({ run, tally }: Airing): string {
  return list(
    [
      run.programme === undefined ? (run.class === 'emergency' ? 'Phát khẩn cấp' : 'Phát ngay') : '',
      tally.startedAt === undefined ? 'Giờ theo lịch, chưa cụm nào xác nhận' : '',
    ],
    '; ',
  );
}

/** Without what is empty and without saying a thing twice. */
function list(words: readonly string[], separator = ', '): string {
  return [...new Set(words.filter((word) => word !== ''))].join(separator);
}
