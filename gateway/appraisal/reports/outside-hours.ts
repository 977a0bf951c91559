// pure
import type { ReportDocument } from '../../../protocol/api/reports.ts';
import { type QuietWindow, quietVerdict } from '../../../protocol/quiet-hours.ts';
import { dayOf, timeOf } from '../../../protocol/vietnam-time.ts';
import type { Airing } from './aired.ts';
import { column, count, documentOf, type Head, numbered, text, totals } from './document.ts';
import { type Places, placeName } from './places.ts';
import { CLASS_WORDS } from './report-words.ts';

const COLUMNS = [
  count('TT', 0.4),
  column('day', 'Ngày', 0.8),
  text('Bắt đầu', 0.6),
  text('Kết thúc', 0.6),
  text('Xã/phường/đặc khu', 1.2),
  text('Nội dung', 2),
  text('Mức ưu tiên', 0.8),
  text('Lý do', 1.3),
  text('Người ra lệnh', 1.2),
  text('Cụm phát/tổng', 0.7),
  column('duration', 'Thời lượng', 0.8),
  text('Ghi chú', 1.2),
] as const;

export interface OutsideFacts {
  readonly airings: readonly Airing[];
  readonly places: Places;
  readonly nameOf: (account: string) => string | undefined;
  readonly quietOf: (commune: string) => readonly QuietWindow[];
}

/** Phát ngoài giờ, khẩn cấp: every emergency, and whatever began or ended within the quiet hours of its commune. */
export function outsideHours(head: Head, { airings, places, nameOf, quietOf }: OutsideFacts): ReportDocument {
  const rows = numbered(
    airings.flatMap((airing) => {
      const { run, tally } = airing;
      const startedAt = tally.startedAt ?? run.dueAt;
      const quiet = isOutside(airing, quietOf(tally.commune));
      if (run.class !== 'emergency' && !quiet) return [];
      const by = airing.orderedBy ?? (run.programme === undefined ? run.createdBy : airing.approvedBy);
      return [
        [
          dayOf(startedAt),
          timeOf(startedAt),
          tally.endedAt === undefined ? '' : timeOf(tally.endedAt),
          placeName(places.get(tally.commune), tally.commune),
          run.title,
          CLASS_WORDS[run.class],
          [run.class === 'emergency' ? 'Khẩn cấp' : '', quiet ? 'Trong giờ không phát' : ''].filter(Boolean).join('; '),
          by === undefined ? '' : (nameOf(by) ?? by),
          `${tally.sounded}/${tally.nodes}`,
          run.durationMs,
          tally.startedAt === undefined ? 'Giờ theo lịch, chưa cụm nào xác nhận' : '',
        ],
      ];
    }),
  );
  return documentOf('outside-hours', head, {
    title: 'PHÁT NGOÀI GIỜ, KHẨN CẤP',
    facts: [{ label: 'Giờ không phát', value: 'Theo cài đặt của từng xã lúc lập báo cáo' }],
    tables: [
      {
        ...{
          landscape: true,
          columns: [...COLUMNS],
          rows,
          empty: 'Không có lượt phát ngoài giờ hay khẩn cấp nào trong kỳ.',
        },
        ...(rows.length > 0 ? { foot: totals(rows, COLUMNS, [10]) } : {}),
      },
    ],
  });
}

/** What nobody confirms to have sounded is judged by the hour it was due. */
function isOutside({ run, tally }: Airing, quiet: readonly QuietWindow[]): boolean {
  const startedAt = tally.startedAt ?? run.dueAt;
  const durationMs = tally.endedAt === undefined ? run.durationMs : Math.max(0, tally.endedAt - startedAt);
  return !quietVerdict(quiet, 'normal', startedAt, durationMs).allowed;
}
