import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { HandLogEntry } from '../../protocol/api/inspections.ts';
import type { FormError } from '../components/ErrorSummary.tsx';
import { FormSheet } from '../components/FormSheet.tsx';
import { problemText } from '../components/problem-text.ts';
import { dayText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { useCancelEntry } from './ask.ts';

/** A line is never changed: it is cancelled with a reason, and a right one is written. */
export function CancelEntrySheet({ entry, onClose }: { entry: HandLogEntry; onClose: () => void }) {
  const { say } = useWords();
  const cancel = useCancelEntry();
  const [reason, setReason] = useState('');
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const submit = () => {
    if (reason.trim() === '') return setErrors([{ field: 'log-reason', message: say('log.fault-reason') }]);
    cancel.mutate(
      { id: entry.id, reason: reason.trim() },
      { onSuccess: onClose, onError: (error) => setErrors([{ message: problemText(error, say) }]) },
    );
  };
  return (
    <FormSheet
      title={say('log.cancel-title')}
      lead={<p>{say('log.cancel-sentence', { title: entry.title, day: dayText(entry.day) })}</p>}
      errors={errors}
      submit={say('log.cancel')}
      dark
      busy={cancel.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput
        id="log-reason"
        label={say('log.reason')}
        maxLength={300}
        autoComplete="off"
        value={reason}
        onChange={({ currentTarget: { value } }) => setReason(value)}
      />
    </FormSheet>
  );
}
