import { useState } from 'react';
import { useRemoteDraft } from '../drafts/use-remote-draft.ts';
import { dropForm, keepForm, keptForm } from './programme-draft.ts';
import type { ProgrammeForm } from './programme-form.ts';

/** What the wizard holds of one thing, kept at every change. */
export function useForm(account: string, of: string, start: ProgrammeForm) {
  const [kept] = useState(() => keptForm(account, of));
  // A draft of an older version of the same programme would undo what somebody did since.
  const usable = kept && kept.kept?.version === start.kept.version ? kept : undefined;
  const [form, setForm] = useState<ProgrammeForm>({ ...start, ...usable });
  const [resumed, setResumed] = useState(usable !== undefined);
  const put = (after: ProgrammeForm) => {
    keepForm(account, of, after);
    setForm(after);
  };
  const remote = useRemoteDraft<Partial<ProgrammeForm>>(`loaxa.draft.${account}.${of}`, of, usable, (theirs) => {
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
        keepForm(account, of, after);
        queueMicrotask(() => remote.changed(after));
        return after;
      });
    },
    restart() {
      dropForm(account, of);
      remote.drop();
      setForm(start);
      setResumed(false);
    },
    drop() {
      dropForm(account, of);
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
