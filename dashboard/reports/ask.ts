import type { ReportDocument, SourceFigure } from '../../protocol/api/reports.ts';
import { paths, type Query } from '../data/paths.ts';
import { useGet } from '../data/queries.ts';

export interface ReportQuestion {
  readonly area: string | undefined;
  readonly from: string;
  readonly to: string;
  readonly compareFrom?: string | undefined;
  readonly compareTo?: string | undefined;
}

export const queryOf = (question: ReportQuestion): Query => ({ ...question });

export const useReport = (form: string, question: ReportQuestion | undefined) =>
  useGet<ReportDocument>(paths.report(form), question ? queryOf(question) : {}, { enabled: question !== undefined });
export const useFigures = (area: string | undefined, year: string) =>
  useGet<{ items: SourceFigure[] }>(paths.figures, { area, year: year || undefined });
