// pure
import type { ReportCell, ReportColumn, ReportDocument } from '../../../protocol/api/reports.ts';
import type { ReportForm } from '../../../protocol/reports.ts';
import type { Day } from '../../../protocol/vietnam-time.ts';
import { dayText, numberText } from '../../documents/cell-text.ts';

export type Table = ReportDocument['tables'][number];
export type Fact = ReportDocument['facts'][number];

/** Who writes, where and about which days: the same head for every form. */
export interface Head {
  readonly organisation: ReportDocument['organisation'];
  /** The commune or province in whose name it is made. */
  readonly place: string;
  /** «xã Hưng Lĩnh, tỉnh Nghệ An». */
  readonly areaName: string;
  readonly from: Day;
  readonly to: Day;
  readonly madeAt: number;
  readonly madeBy: string;
  /** Said where the figures are made up: «số liệu minh họa 2023». */
  readonly demo?: string | undefined;
}

export interface Body {
  readonly title: string;
  readonly subtitle?: string;
  readonly basis?: string;
  readonly facts?: readonly Fact[];
  readonly tables: readonly Table[];
  readonly paragraphs?: ReportDocument['paragraphs'];
  readonly signatures?: ReportDocument['signatures'];
}

/** A form filled in: head, what was asked, the tables, and who signs. */
export function documentOf(form: ReportForm, head: Head, body: Body): ReportDocument {
  const demo = head.demo === undefined ? [] : [{ label: 'Lưu ý', value: head.demo }];
  return {
    form,
    ...{ organisation: head.organisation, place: head.place, madeAt: head.madeAt },
    title: body.title,
    ...(body.subtitle === undefined ? {} : { subtitle: body.subtitle }),
    facts: [
      { label: 'Kỳ', value: periodText(head.from, head.to) },
      { label: 'Địa bàn', value: head.areaName },
      {
        label: 'Căn cứ',
        value: body.basis ?? 'Xác nhận phát có chữ ký của cụm loa và sổ ghi tay trong hệ thống LoaXã',
      },
      ...(body.facts ?? []),
      ...demo,
    ],
    tables: [...body.tables],
    paragraphs: [...(body.paragraphs ?? [])],
    signatures: [
      ...(body.signatures ?? [
        { title: 'Người lập', note: '(Ký, ghi rõ họ tên)', name: head.madeBy },
        { title: 'Người duyệt', note: '(Ký, đóng dấu, ghi rõ họ tên)' },
      ]),
    ],
  };
}

/** «Tháng 11/2026», «Quý IV/2026», «Năm 2026», or from day to day. */
export function periodText(from: Day, to: Day): string {
  const [year, month] = from.split('-').map(Number) as [number, number];
  const sameYear = to.startsWith(`${year}-`);
  const lastMonth = Number(to.slice(5, 7));
  const isWhole = from.endsWith('-01') && to === lastDayOf(to);
  if (sameYear && isWhole && month === lastMonth) return `Tháng ${month}/${year}`;
  if (sameYear && isWhole && month === 1 && lastMonth === 12) return `Năm ${year}`;
  if (sameYear && isWhole && month % 3 === 1 && lastMonth === month + 2)
    return `Quý ${['I', 'II', 'III', 'IV'][(month - 1) / 3]}/${year}`;
  return `Từ ngày ${dayText(from)} đến ngày ${dayText(to)}`;
}

/** 1.020.000.000 đồng. */
export function moneyText(amountVnd: number): string {
  return `${numberText(amountVnd, 0)} đồng`;
}

/** «91 %»: whole percents, in sentences. */
export function percentText(share: number): string {
  return `${numberText(share * 100, 0)} %`;
}

export function text(title: string, width?: number): ReportColumn {
  return column('text', title, width);
}
export function count(title: string, width?: number): ReportColumn {
  return column('count', title, width);
}
export function column(kind: ReportColumn['kind'], title: string, width?: number): ReportColumn {
  return { title, kind, ...(width === undefined ? {} : { width }) };
}

/** Rows numbered from 1 in their first column. */
export function numbered(rows: readonly (readonly ReportCell[])[]): ReportCell[][] {
  return rows.map((row, index) => [index + 1, ...row]);
}

/** «Cộng» under the second column, and the sums of those named; nothing elsewhere, since a sum of shares means nothing. */
export function totals(
  rows: readonly (readonly ReportCell[])[],
  columns: readonly ReportColumn[],
  summed: readonly number[],
  label = 'Cộng',
): ReportCell[] {
  return columns.map((_, index) => {
    if (index === 1) return label;
    if (!summed.includes(index)) return null;
    return rows.reduce((sum, row) => sum + (typeof row[index] === 'number' ? row[index] : 0), 0);
  });
}

/** Undefined parts of nothing are no share. */
export function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function lastDayOf(day: Day): Day {
  const [year, month] = day.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}
