// pure
import { mayHaveForm, REPORT_FORMS, type ReportForm } from '../../protocol/reports.ts';
import type { Role } from '../../protocol/roles.ts';

/** Figures of other sources are no form, but stand in the same list. */
export const FIGURES = 'figures';
export type Choice = ReportForm | typeof FIGURES;

const WIDE: readonly ReportForm[] = ['province-summary', 'stations', 'investments'];

/** Forms that can stand beside an earlier window. */
export const COMPARED: readonly Choice[] = ['stations', 'airtime', 'province-summary', 'node-airtime'];

/** Which forms concern whom, the daily work first: what the gateway lets them have, less what is a province's. */
export function formsOf(role: Role): readonly Choice[] {
  const own = REPORT_FORMS.filter((form) => mayHaveForm(role, form));
  if (role === 'operator' || role === 'approver') return own.filter((form) => !WIDE.includes(form));
  return role === 'administrator' || role === 'appraiser' ? [...own, FIGURES] : own;
}

export function asChoice(text: string | null): Choice | undefined {
  return [...REPORT_FORMS, FIGURES].find((form) => form === text) as Choice | undefined; // found among them
}
