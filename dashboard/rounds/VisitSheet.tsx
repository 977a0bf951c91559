import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { dayOf, timeOf } from '../../protocol/vietnam-time.ts';
import { DateField } from '../components/DateField.tsx';
import type { FormError } from '../components/ErrorSummary.tsx';
import { FormSheet } from '../components/FormSheet.tsx';
import { problemText } from '../components/problem-text.ts';
import { TimeField } from '../components/TimeField.tsx';
import { WordsField } from '../components/WordsField.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { dayText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from '../rules/Rules.module.css';
import { useRecordVisit } from './ask.ts';
import type { Place } from './SideTable.tsx';
import { faultsOfVisit, type TypedVisit, toVisit, type VisitStep } from './visit-form.ts';

interface Props {
  round: string;
  commune: string | undefined;
  hamlets: readonly Place[];
  /** Where it begins: the hamlet of the row, and the item of the draw it answers. */
  hamlet?: string | undefined;
  draw?: { id: string; item: number } | undefined;
  /** Which commune's hamlets are offered, where the form is not about one already. */
  communeChoice?: ReactNode;
  onClose: () => void;
}

/** What a member saw and heard in a hamlet, in two steps: where and when, then the horns. */
export function VisitSheet({ round, commune, hamlets, hamlet, draw, communeChoice, onClose }: Props) {
  const { say } = useWords();
  const now = useServerNow(60_000);
  const [step, setStep] = useState<VisitStep>('when');
  const [typed, setTyped] = useState<TypedVisit>(() => ({
    ...{ hamlet: hamlet ?? hamlets[0]?.id ?? '', day: dayText(dayOf(now)), time: timeOf(now) },
    ...{ hornsThere: '', hornsSounding: '', duringSession: true, unannounced: true, note: '' },
  }));
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const record = useRecordVisit(round, commune);
  const set = (part: Partial<TypedVisit>) => setTyped((before) => ({ ...before, ...part }));
  const offered = hamlets.some(({ id }) => id === typed.hamlet);
  const visited = { ...typed, hamlet: offered ? typed.hamlet : (hamlets[0]?.id ?? '') };
  const submit = () => {
    const faults = faultsOfVisit(step, visited, now).map((fault) => ({
      field: `visit-${fault === 'future' ? 'time' : fault}`,
      message: say(`round.visit-fault.${fault}`),
    }));
    setErrors(faults);
    if (faults.length > 0) return;
    if (step === 'when') return setStep('heard');
    const visit = toVisit(visited, draw);
    if (visit)
      record.mutate(visit, {
        onSuccess: onClose,
        onError: (error) => setErrors([{ message: problemText(error, say) }]),
      });
  };
  return (
    <FormSheet
      title={say('round.visit')}
      lead={<p>{say(step === 'when' ? 'round.visit-step-1' : 'round.visit-step-2')}</p>}
      submit={say(step === 'when' ? 'action.continue' : 'round.visit-save')}
      errors={errors}
      busy={record.isPending}
      onSubmit={submit}
      onClose={() => (step === 'heard' ? setStep('when') : onClose())}
    >
      {step === 'when' ? (
        <>
          {communeChoice}
          <NativeSelect
            id="visit-hamlet"
            label={say('filter.hamlet')}
            value={visited.hamlet}
            disabled={draw !== undefined}
            onChange={({ currentTarget: { value } }) => set({ hamlet: value })}
            data={hamlets.map(({ id, name }) => ({ value: id, label: name }))}
          />
          <DateField id="visit-day" label={say('round.visit-day')} value={typed.day} onChange={(day) => set({ day })} />
          <TimeField
            id="visit-time"
            label={say('round.visit-time')}
            value={typed.time}
            onChange={(time) => set({ time })}
          />
        </>
      ) : (
        <>
          <div className={styles.pair}>
            <TextInput
              id="visit-there"
              label={say('round.horns-there')}
              inputMode="numeric"
              autoComplete="off"
              value={typed.hornsThere}
              onChange={({ currentTarget: { value } }) => set({ hornsThere: value })}
            />
            <TextInput
              id="visit-sounding"
              label={say('round.horns-sounding')}
              inputMode="numeric"
              autoComplete="off"
              value={typed.hornsSounding}
              onChange={({ currentTarget: { value } }) => set({ hornsSounding: value })}
            />
          </div>
          <Checkbox
            size="md"
            label={say('round.during-session')}
            checked={typed.duringSession}
            onChange={({ currentTarget: { checked } }) => set({ duringSession: checked })}
          />
          <Checkbox
            size="md"
            label={say('round.unannounced')}
            checked={typed.unannounced}
            onChange={({ currentTarget: { checked } }) => set({ unannounced: checked })}
          />
          <WordsField
            id="visit-note"
            label={say('round.note')}
            maxLength={2_000}
            value={typed.note}
            onChange={(note) => set({ note })}
          />
        </>
      )}
    </FormSheet>
  );
}
