import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import type { FormError } from '../components/ErrorSummary.tsx';
import { FormSheet } from '../components/FormSheet.tsx';
import { Notice } from '../components/Notice.tsx';
import { KeptAnswer } from '../field/KeptAnswer.tsx';
import { LongText } from '../field/LongText.tsx';
import { useWords } from '../i18n/Language.tsx';
import { useRepairers } from './ask.ts';

interface Props {
  id: string;
  /** Who has it now. */
  assignee: string | undefined;
  onGive: (assignee: string, note: string) => void;
  onClose: () => void;
}

/** Whose the case is from now on: somebody whose area it is. Where no message reaches that person, it says so. */
export function AssignSheet({ id, assignee, onGive, onClose }: Props) {
  const { say } = useWords();
  const asked = useRepairers(id);
  const [chosen, setChosen] = useState('');
  const [note, setNote] = useState('');
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const submit = () => {
    if (chosen === '') return setErrors([{ field: 'case-assignee', message: say('case.fault.assignee') }]);
    onGive(chosen, note.trim());
  };
  return (
    <FormSheet
      title={say('case.assign')}
      errors={errors}
      submit={say('case.assign-do')}
      busy={false}
      onSubmit={submit}
      onClose={onClose}
    >
      <KeptAnswer asked={asked}>
        {({ items }) => (
          <>
            <NativeSelect
              id="case-assignee"
              label={say('case.assign-to')}
              error={errors[0]?.message}
              value={chosen}
              data={[
                { value: '', label: say('case.choose') },
                ...items
                  .filter((one) => one.id !== assignee)
                  .map((one) => ({ value: one.id, label: `${one.name} · ${say(`case.role.${one.role}`)}` })),
              ]}
              onChange={({ currentTarget: { value } }) => setChosen(value)}
            />
            {chosen !== '' && (
              <Notice meaning={isTold(items, chosen) ? 'good' : 'partial'} role="status">
                {say(isTold(items, chosen) ? 'case.assign-told' : 'case.assign-untold')}
              </Notice>
            )}
          </>
        )}
      </KeptAnswer>
      <LongText
        id="case-assign-note"
        label={say('case.assign-note')}
        maxLength={2_000}
        rows={2}
        value={note}
        onChange={setNote}
      />
    </FormSheet>
  );
}

function isTold(items: readonly { readonly id: string; readonly isTold: boolean }[], chosen: string): boolean {
  return items.find(({ id }) => id === chosen)?.isTold ?? false;
}
