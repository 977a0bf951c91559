// pure
import type { Coverage, HamletVerdict, SessionDetail } from '../../../protocol/api/coverage.ts';
import type { Checkpoint } from '../../../protocol/api/evidence.ts';
import type { ReportCell, ReportColumn, ReportDocument } from '../../../protocol/api/reports.ts';
import type { Day } from '../../../protocol/vietnam-time.ts';
import type { Visit } from '../../coverage/sources.ts';
import { dayText, instantText, numberText, shareText } from '../../documents/cell-text.ts';
import type { Appendix, PrintedDocument, ReportTable } from '../../documents/printed.ts';
import { notHeard, resultText } from '../reports/criterion.ts';
import { missingSentence, reasonSentences } from '../reports/reason-sentences.ts';
import { CAUSE_WORDS, PART_WORDS, STATE_WORDS, TECHNOLOGY_WORDS } from '../reports/words.ts';
import { isAfterClosing } from './dossier-rules.ts';
import { gridOf, legend, partsUsed } from './session-grids.ts';
import type { Silence } from './silent-sessions.ts';
import type { ExclusionLine } from './sources.ts';

export interface DossierContents {
  readonly coverage: Coverage;
  readonly sessions: ReadonlyMap<string, readonly SessionDetail[]>;
  /** First day looked at: before the window where too few sessions lie in it. */
  readonly from: Day;
  readonly silent: readonly Silence[];
  readonly visits: readonly Visit[];
  readonly exclusions: readonly ExclusionLine[];
  readonly rulePoints: readonly (readonly [title: string, text: string])[];
  readonly checkpoint: Checkpoint;
  readonly receipts: number;
  /** Of these, receipts that came when the period was closed already. */
  readonly afterClosing: number;
  /** Lines of inspection records and of the hand log that were written down after it. */
  readonly lateRecords: { readonly visits: number; readonly logLines: number };
  readonly nameOf: (area: string) => string;
  readonly codeOf: (node: string) => string;
  readonly verification: { readonly url: string; readonly code: string };
}

/** The report on the criterion with everything an appraiser asks next, each in an appendix of its own. */
export function dossierDocument(report: ReportDocument, contents: DossierContents): PrintedDocument {
  const { verification } = contents;
  const appendices = [
    reasons(contents),
    grids(contents),
    silent(contents),
    visits(contents),
    exclusions(contents),
    rule(contents),
    record(contents),
  ];
  return {
    ...report,
    footer: `Hồ sơ số ${report.number ?? ''} · mã xác minh ${verification.code}`,
    verification,
    appendices: appendices.map((one, index) => ({ ...one, title: `Phụ lục ${index + 1}. ${one.title}` })),
    sheets: [figures(contents)],
  };
}

function reasons({ coverage }: DossierContents): Appendix {
  const columns: ReportColumn[] = [
    { title: 'TT', kind: 'count', width: 0.4 },
    { title: 'Thôn', kind: 'text', width: 1.4 },
    { title: 'Kết quả', kind: 'text', width: 1.2 },
    { title: 'Vì sao', kind: 'text', width: 4.5 },
    { title: 'Còn thiếu để đạt', kind: 'text', width: 1.5 },
  ];
  const rows = coverage.hamlets.map((hamlet, index): ReportCell[] => [
    ...[index + 1, hamlet.name, resultText(hamlet)],
    ...[reasonSentences(hamlet, coverage.rule).join(' '), missingSentence(hamlet)],
  ]);
  return { title: 'Lý do của từng kết quả', blocks: [{ kind: 'table', table: { title: 'Lý do', columns, rows } }] };
}

function grids({ coverage, sessions, from }: DossierContents): Appendix {
  const parts = partsUsed(sessions);
  return {
    title: 'Từng buổi của từng thôn',
    landscape: true,
    blocks: [
      { kind: 'text', text: legend(parts) },
      ...coverage.hamlets.map(
        (hamlet) =>
          ({
            kind: 'grid',
            grid: gridOf(
              hamlet.name,
              `${resultText(hamlet)}. Nghe được ${numberText(hamlet.sessions.heard, 0)}/${numberText(hamlet.owed, 0)} buổi (thấp ${shareText(hamlet.lower)}%, cao ${shareText(hamlet.upper)}%).`,
              sessions.get(hamlet.hamlet) ?? [],
              { from, to: coverage.to },
              parts,
            ),
          }) as const,
      ),
    ],
  };
}

function silent({ silent: all, nameOf }: DossierContents): Appendix {
  const columns: ReportColumn[] = [
    { title: 'Thôn', kind: 'text', width: 1.2 },
    { title: 'Từ buổi', kind: 'text', width: 1.5 },
    { title: 'Đến buổi', kind: 'text', width: 1.5 },
    { title: 'Số buổi', kind: 'count', width: 0.5 },
    { title: 'Kết quả', kind: 'text', width: 1.4 },
    { title: 'Phải phát', kind: 'duration', width: 0.9 },
    { title: 'Nghe được', kind: 'duration', width: 0.9 },
    { title: 'Vì sao', kind: 'text', width: 2.8 },
  ];
  const place = ({ day, part }: Silence['first']) => `${PART_WORDS[part]} ${dayText(day)}`;
  const rows = all.map((one): ReportCell[] => [
    ...[nameOf(one.hamlet), place(one.first), one.sessions > 1 ? place(one.last) : '', one.sessions],
    ...[STATE_WORDS[one.state], one.dueMs, one.surelyMs, one.why],
  ]);
  const total = (of: (one: Silence) => number) => all.reduce((whole, one) => whole + of(one), 0);
  const foot = ['Cộng', null, null, total((one) => one.sessions), null, total((one) => one.dueMs), null, null];
  const empty = 'Không có buổi nào như vậy trong kỳ.';
  return {
    title: 'Buổi không nghe được, nghe một phần, không rõ',
    blocks: [
      {
        kind: 'text',
        text: 'Các buổi liền nhau có cùng kết quả và cùng lý do được gộp thành một dòng. «Nghe được»: số phút chắc chắn có tiếng.',
      },
      { kind: 'table', table: { title: 'Buổi không đủ', columns, rows, ...(all.length > 0 ? { foot } : {}), empty } },
    ],
  };
}

function visits({ visits: all, coverage, lateRecords, nameOf, codeOf }: DossierContents): Appendix {
  const isLate = (one: Visit) => isAfterClosing(one, coverage.period?.closedAt);
  const columns: ReportColumn[] = [
    { title: 'Thôn', kind: 'text', width: 1.5 },
    { title: 'Cụm', kind: 'text' },
    { title: 'Loại hình', kind: 'text', width: 1.2 },
    { title: 'Lúc', kind: 'instant', width: 1.3 },
    { title: 'Loa lắp', kind: 'count', width: 0.7 },
    { title: 'Loa có tiếng', kind: 'count', width: 0.8 },
    { title: 'Không báo trước', kind: 'text', width: 0.8 },
    { title: 'Người ngoài xã', kind: 'text', width: 0.8 },
    { title: 'Trong buổi phát', kind: 'text', width: 0.8 },
    ...(lateRecords.visits > 0 ? [{ title: 'Ghi chú', kind: 'text', width: 1.2 } as const] : []),
  ];
  const rows = all.map((one): ReportCell[] => [
    ...[nameOf(one.hamlet), one.node === undefined ? '' : codeOf(one.node), TECHNOLOGY_WORDS[one.technology], one.at],
    ...[one.hornsThere, one.hornsSounding, yes(one.unannounced), yes(one.fromOutside), yes(one.duringSession)],
    ...(lateRecords.visits > 0 ? [isLate(one) ? 'Ghi sau ngày chốt, không tính' : ''] : []),
  ]);
  const empty = 'Không có lượt kiểm tra nào được ghi trong kỳ.';
  return {
    title: 'Kiểm tra hiện trường',
    blocks: [{ kind: 'table', table: { title: 'Kiểm tra', columns, rows, empty } }],
  };
}

function exclusions({ exclusions: all, nameOf }: DossierContents): Appendix {
  const columns: ReportColumn[] = [
    { title: 'TT', kind: 'count', width: 0.4 },
    { title: 'Từ ngày', kind: 'day', width: 0.9 },
    { title: 'Đến ngày', kind: 'day', width: 0.9 },
    { title: 'Buổi', kind: 'text' },
    { title: 'Địa bàn', kind: 'text', width: 2 },
    { title: 'Nguyên nhân', kind: 'text', width: 1.2 },
    { title: 'Quyết định', kind: 'text', width: 1.8 },
  ];
  const rows = all.map((one, index): ReportCell[] => [
    ...[index + 1, one.from, one.to, one.parts?.map((part) => PART_WORDS[part]).join(', ') ?? 'Cả ngày'],
    ...[one.areas.map(nameOf).join(', '), CAUSE_WORDS[one.cause], one.decision],
  ]);
  const empty = 'Không có quyết định loại trừ nào trong kỳ.';
  return {
    title: 'Loại trừ theo quyết định',
    blocks: [{ kind: 'table', table: { title: 'Loại trừ', columns, rows, empty } }],
  };
}

function rule({ coverage, rulePoints }: DossierContents): Appendix {
  const { name, version, criterion } = coverage.rule;
  const columns: ReportColumn[] = [
    { title: 'Điểm', kind: 'count', width: 0.4 },
    { title: 'Nội dung', kind: 'text', width: 1.3 },
    { title: 'Quy tắc', kind: 'text', width: 5 },
  ];
  const rows = rulePoints.map(([title, text], index): ReportCell[] => [index + 1, title, text]);
  return {
    title: 'Quy tắc đánh giá',
    blocks: [
      {
        kind: 'text',
        text: `${name}, phiên bản ${version}. Bộ tiêu chí: ${criterion.set}. Căn cứ: ${criterion.basis}.`,
      },
      { kind: 'table', table: { title: 'Quy tắc', columns, rows } },
      {
        kind: 'text',
        text: `Xã đạt khi ít nhất ${shareText(coverage.rule.numbers.communeShare)}% số thôn hiện có đạt; thôn chưa có loa tính là chưa đạt.`,
      },
    ],
  };
}

function late(lines: number, what: string, file: string): string[] {
  if (lines === 0) return [];
  return [
    `${lines} ${what} ghi sau ngày chốt kỳ: có trong gói, ghi rõ ở cột after_closing của ${file}, không tính vào kết quả đã chốt.`,
  ];
}

function record({ checkpoint, receipts, afterClosing, lateRecords, verification }: DossierContents): Appendix {
  const lines = [
    `Hồ sơ dựa trên ${numberText(receipts, 0)} xác nhận phát do chính các cụm loa ký, nằm trong sổ chứng cứ «${checkpoint.origin}» gồm ${numberText(checkpoint.size, 0)} mục, niêm phong lúc ${instantText(checkpoint.at)}.`,
    `Mã băm gốc của sổ: ${checkpoint.rootHash}`,
    `Khóa công khai của máy chủ: ${checkpoint.publicKey}`,
    ...(afterClosing === 0
      ? []
      : [
          `${afterClosing} biên nhận đến sau ngày chốt kỳ: có trong gói, ghi rõ ở cột after_closing của deliveries.csv, không tính vào kết quả đã chốt.`,
        ]),
    ...late(lateRecords.visits, 'dòng biên bản kiểm tra', 'inspections.csv'),
    ...late(lateRecords.logLines, 'dòng sổ phát thanh', 'hand-log.csv'),
  ];
  const how = [
    `1. Mở ${verification.url} (hoặc quét mã QR ở phần chính): trang này cho biết hồ sơ có thật không và mã băm của từng tệp.`,
    '2. Không có mạng: mở tệp xac-minh.html trong gói, chọn tệp dossier.zip; trình duyệt tự kiểm tra, không gửi tệp đi đâu.',
    '3. Trên máy có LoaXã: npm run verify -- dossier.zip. Mục đầu tiên bị sửa được nêu rõ.',
    '4. Tính lại kết quả bằng chương trình riêng từ các tệp CSV: xem docs/recompute.md.',
  ];
  return {
    title: 'Niêm phong và cách xác minh',
    blocks: [
      { kind: 'text', title: 'Niêm phong', text: lines.join('\n') },
      { kind: 'text', title: 'Cách xác minh', text: how.join('\n') },
    ],
  };
}

/** The numbers behind the report, each in a cell of its own: for the workbook. */
function figures({ coverage }: DossierContents): ReportTable {
  const columns: ReportColumn[] = [
    { title: 'Mã thôn', kind: 'text' },
    { title: 'Thôn', kind: 'text' },
    { title: 'Kết quả', kind: 'text' },
    { title: 'Buổi có lịch', kind: 'count' },
    { title: 'Buổi phải phát', kind: 'count' },
    { title: 'Nghe được', kind: 'count' },
    { title: 'Nghe một phần', kind: 'count' },
    { title: 'Không nghe được', kind: 'count' },
    { title: 'Không phát (cả buổi thiếu)', kind: 'count' },
    { title: 'Không rõ', kind: 'count' },
    { title: 'Loại trừ', kind: 'count' },
    { title: 'Hủy trước', kind: 'count' },
    { title: 'Tỷ lệ thấp', kind: 'percent' },
    { title: 'Tỷ lệ cao', kind: 'percent' },
    { title: 'Thấp, không loại trừ', kind: 'percent' },
    { title: 'Cao, không loại trừ', kind: 'percent' },
    { title: 'Lỡ liên tiếp', kind: 'count' },
  ];
  return { title: 'Số liệu từng thôn', columns, rows: coverage.hamlets.map(figuresOf) };
}

function figuresOf(one: HamletVerdict): ReportCell[] {
  const { sessions, without } = one;
  return [
    ...[one.hamlet, one.name, resultText(one), sessions.due, one.owed, sessions.heard, sessions.partial],
    ...[sessions.notHeard, notHeard(one), sessions.unknown, sessions.excluded, sessions.cancelled],
    ...[one.lower, one.upper, without.lower, without.upper, one.longestMiss],
  ];
}

function yes(answer: boolean): string {
  return answer ? 'Có' : 'Không';
}
