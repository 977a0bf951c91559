import { type ReactNode, useState } from 'react';
import type { Programme } from '../../protocol/api/broadcast.ts';
import type { OccurrenceChange } from '../../protocol/api/schedule.ts';
import { timeOf } from '../../protocol/vietnam-time.ts';
import type { FormError } from '../components/ErrorSummary.tsx';
import { FormSheet } from '../components/FormSheet.tsx';
import { problemText } from '../components/problem-text.ts';
import { dateText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { ScopeChoice } from './ScopeChoice.tsx';
import { useOccurrence } from './use-occurrence.ts';

/** The run whose sheet it is. */
export interface RunProps {
  programme: Programme;
  /** The original instant, and when it sounds now. */
  at: number;
  startAt: number;
  onClose: () => void;
}

interface Props {
  run: RunProps;
  act: 'move' | 'skip' | 'replace';
  /** What was typed: what is wrong with it, or the change and the sentence «Hoàn tác» names it by. */
  read: (
    scope: OccurrenceChange['scope'],
  ) => { faults: readonly FormError[] } | { change: OccurrenceChange['change']; sentence: string };
  children: ReactNode;
}

/** Changes one run, those from it on, or the series. */
export function RunSheet({ run: { programme, at, startAt, onClose }, act, read, children }: Props) {
  const { say } = useWords();
  const [scope, setScope] = useState<OccurrenceChange['scope']>('this');
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const change = useOccurrence(programme, onClose);
  const shown: readonly FormError[] = change.error ? [{ message: problemText(change.error, say) }] : errors;
  const submit = () => {
    const said = read(scope);
    setErrors('faults' in said ? said.faults : []);
    if ('change' in said) change.act(at, scope, said.change, said.sentence);
  };
  const word = say(`plan.act.${act}`);
  return (
    <FormSheet
      title={word}
      lead={<p>{say('plan.now-at', { title: programme.title, day: dateText(startAt), time: timeOf(startAt) })}</p>}
      errors={shown}
      submit={word}
      dark={act === 'skip'}
      busy={change.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      {children}
      <ScopeChoice programme={programme} at={at} value={scope} onChange={setScope} />
      {act !== 'skip' && <p>{say('plan.again-approval')}</p>}
    </FormSheet>
  );
}
