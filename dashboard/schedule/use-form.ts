import { useState } from 'react';
import { dropForm, formKey, keepForm, keptForm } from '../drafts/kept-forms.ts';
import { useRemoteDraft } from '../drafts/use-remote-draft.ts';
import type { ProgrammeForm } from './programme-form.ts';

/**
 * What the wizard holds of one thing, kept at every change: each (`new`, or the programme that is changed) has a draft of its own, so
 * that none shows the fields of another.
 */
export function useForm(account: string, of: string, start: ProgrammeForm) {
  const key = formKey(account, of);
  const [kept] = useState(() => keptForm<ProgrammeForm>(key));
  // A draft of an older version of the same programme would undo what somebody did since.
  const usable = kept && kept.kept?.version === start.kept.version ? kept : undefined;
  const [form, setForm] = useState<ProgrammeForm>({ ...start, ...usable });
  const [resumed, setResumed] = useState(usable !== undefined);
  const put = (after: ProgrammeForm) => {
    keepForm(key, after);
    setForm(after);
  };
  const remote = useRemoteDraft<Partial<ProgrammeForm>>(key, of, usable, (theirs) => {
    // As here: a draft of an older version of the programme is no draft of this one.
    if (theirs.kept?.version === start.kept.version) put({ ...start, ...theirs });
  });
  return {
    form,
    /** It goes on with what was typed before. */
    resumed,
    set(change: Partial<ProgrammeForm>) {
      setForm((before) => {
        const after = { ...before, ...change, ...answersAfter(change) };
        keepForm(key, after);
        queueMicrotask(() => remote.changed(after));
        return after;
      });
    },
    restart() {
      dropForm(key);
      remote.drop();
      setForm(start);
      setResumed(false);
    },
    drop() {
      dropForm(key);
      remote.drop();
    },
    remote,
  };
}

const MOVES: readonly (keyof ProgrammeForm)[] = [
  'bulletins',
  'areas',
  'nodes',
  'repeat',
  'from',
  'to',
  'times',
  'weekdays',
  'monthDay',
  'lunarDay',
  'lunarMonth',
  'rule',
  'holidays',
];

/** How conflicts were answered holds only for the question it was given to. */
function answersAfter(change: Partial<ProgrammeForm>): Partial<ProgrammeForm> {
  return MOVES.some((name) => name in change) && !('resolutions' in change) ? { resolutions: [] } : {};
}
