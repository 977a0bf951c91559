// pure
import { CASE_CAUSES, type CaseCause } from '../../protocol/faults.ts';
import type { NewStep } from './case-state.ts';

/** What is being written about a case. `key` is made once: however often it is sent, it is one step. */
export interface CaseDraft {
  readonly key: string;
  readonly form: 'note' | 'result' | '';
  readonly note: string;
  readonly cause: CaseCause | '';
  readonly heard: 'yes' | 'no' | '';
  readonly measure: string;
  readonly parts: string;
  readonly cost: string;
  readonly minutes: string;
  /** Ids of photos kept here. */
  readonly photos: readonly string[];
}

export function newCaseDraft(key: string): CaseDraft {
  return {
    ...{ key, form: '', note: '', cause: '', heard: '', measure: '', parts: '', cost: '', minutes: '', photos: [] },
  } as const;
}

export type DraftFault = 'cause' | 'heard' | 'note' | 'cost' | 'minutes';

/** What must be mended before it can be saved; nothing that is judged has a value before somebody chose it. */
export function faultsOf(draft: CaseDraft): DraftFault[] {
  if (draft.form === 'note') return draft.note.trim() === '' && draft.photos.length === 0 ? ['note'] : [];
  const found: DraftFault[] = [];
  if (!CASE_CAUSES.some((cause) => cause === draft.cause)) found.push('cause');
  if (draft.heard === '') found.push('heard');
  if (Number.isNaN(wholeNumber(draft.cost))) found.push('cost');
  const minutes = wholeNumber(draft.minutes);
  if (minutes !== undefined && !(minutes <= 10_080)) found.push('minutes');
  return found;
}

/** The step as it is sent; photos are still named by their ids here. Call it only for a draft without faults. */
export function stepFrom(draft: CaseDraft): NewStep {
  const said = { note: draft.note.trim(), photos: [...draft.photos] };
  if (draft.form === 'note' || draft.cause === '') return { kind: 'note', ...said };
  const [costVnd, workMinutes] = [wholeNumber(draft.cost), wholeNumber(draft.minutes)];
  return {
    ...{ kind: 'resolved', ...said, cause: draft.cause, measure: draft.measure.trim(), parts: draft.parts.trim() },
    ...(costVnd === undefined ? {} : { costVnd }),
    ...(workMinutes === undefined ? {} : { workMinutes }),
    soundHeard: draft.heard === 'yes',
  };
}

/** «350.000» as people write money; undefined when nothing is written, NaN when it is no whole number. */
export function wholeNumber(text: string): number | undefined {
  const trimmed = text.replace(/[\s.,]|đ$/g, '');
  if (trimmed === '') return undefined;
  return /^\d{1,12}$/.test(trimmed) ? Number(trimmed) : Number.NaN;
}
