import { ENROL_PAGE, readLabelFragment } from '../../protocol/label.ts';

/** What a technician has entered of one enrolment; kept for the tab, so that a reload on the pole loses nothing. */
export interface EnrolDraft {
  /** Plain claim code. */
  readonly code: string;
  readonly commune: string;
  readonly hamlet: string;
  /** The node whose device is replaced; empty for a new one. */
  readonly replaces: string;
  readonly nodeCode: string;
  readonly place: string;
  readonly horns: string;
  readonly latitude?: number;
  readonly longitude?: number;
  /** Of how it hangs, by their names on this phone, under the key they are sent with. */
  readonly photos: readonly string[];
  readonly photoKey: string;
  /** The node the label was bound to: from then on the device is awaited. */
  readonly node?: string;
}

export const EMPTY_DRAFT: EnrolDraft = {
  code: '',
  commune: '',
  hamlet: '',
  replaces: '',
  nodeCode: '',
  place: '',
  horns: '2',
  photos: [],
  photoKey: '',
};

const KEY = 'loaxa.enrol.draft';

/** Ends with the tab: the code is a secret until it is used. */
export function keptDraft(): EnrolDraft {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '{}');
    return { ...EMPTY_DRAFT, ...(typeof kept === 'object' ? kept : {}) };
  } catch {
    return EMPTY_DRAFT;
  }
}

export function keepDraft(draft: EnrolDraft): void {
  sessionStorage.setItem(KEY, JSON.stringify(draft));
}

/**
 * A plain camera app opens a label's link: its code goes from the address into the draft at once, so that it neither stands
 * in the history nor is lost while somebody signs in.
 */
export function takeCodeFromAddress(): void {
  if (location.pathname !== ENROL_PAGE || location.hash === '') return;
  const label = readLabelFragment(location.hash);
  if (label && label.code !== keptDraft().code) keepDraft({ ...EMPTY_DRAFT, code: label.code });
  history.replaceState(history.state, '', location.pathname + location.search);
}
