// pure
import { REPORT_FORMS, type ReportForm } from '../../protocol/reports.ts';
import type { Role } from '../../protocol/roles.ts';

/** Figures of other sources are no form, but stand in the same list. */
export const FIGURES = 'figures';
export type Choice = ReportForm | typeof FIGURES;

/** Forms that can stand beside an earlier window. */
export const COMPARED: readonly Choice[] = ['stations', 'airtime', 'province-summary', 'node-airtime'];

/** Which forms concern whom, the daily work first; the gateway decides. */
export function formsOf(role: Role): readonly Choice[] {
  const all: readonly Choice[] = [...REPORT_FORMS, FIGURES];
  const wide: readonly Choice[] = ['province-summary', 'stations', 'investments', FIGURES];
  return role === 'operator' || role === 'approver' ? all.filter((form) => !wide.includes(form)) : all;
}

export function asChoice(text: string | null): Choice | undefined {
  return [...REPORT_FORMS, FIGURES].find((form) => form === text) as Choice | undefined; // found among them
}
