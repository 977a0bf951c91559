// pure
import type { ReportDocument } from '../../protocol/api/reports.ts';

export type ReportTable = ReportDocument['tables'][number];

/** Session by session on a page: one line a month (or another stretch), a sign a session; `states` is read with the legend. */
export interface PrintedGrid {
  readonly title: string;
  readonly note?: string;
  /** What stands above the signs, for example the days of a month. */
  readonly head: { readonly label: string; readonly signs: string };
  readonly lines: readonly { readonly label: string; readonly signs: string }[];
}

export type Block =
  | { readonly kind: 'text'; readonly title?: string; readonly text: string }
  | { readonly kind: 'table'; readonly table: ReportTable }
  | { readonly kind: 'grid'; readonly grid: PrintedGrid };

/** Begins on a page of its own, behind the signatures. */
export interface Appendix {
  readonly title: string;
  readonly landscape?: boolean;
  readonly blocks: readonly Block[];
}

/** A report as the office files it: what the contract has, and what only paper needs. */
export interface PrintedDocument extends ReportDocument {
  readonly appendices?: readonly Appendix[];
  /** Where anybody asks whether the paper is genuine; printed as QR, with the code below. */
  readonly verification?: { readonly url: string; readonly code: string };
  /** In the foot of every page. */
  readonly footer?: string;
  /** Tables that go into the workbook and the CSV, and not onto paper. */
  readonly sheets?: readonly ReportTable[];
}

/** Every table of the document in order, those of its appendices and of the workbook alone too. */
export function tablesOf(document: PrintedDocument): ReportTable[] {
  const appended = (document.appendices ?? []).flatMap(({ title, blocks }) =>
    blocks.flatMap((block) => (block.kind === 'table' ? [{ ...block.table, title: block.table.title ?? title }] : [])),
  );
  return [...document.tables, ...appended, ...(document.sheets ?? [])];
}
