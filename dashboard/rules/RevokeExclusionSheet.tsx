import { useState } from 'react';
import type { Exclusion } from '../../protocol/api/periods.ts';
import type { FormError } from '../components/ErrorSummary.tsx';
import { FormSheet } from '../components/FormSheet.tsx';
import { problemText } from '../components/problem-text.ts';
import { WordsField } from '../components/WordsField.tsx';
import { useWords } from '../i18n/Language.tsx';
import { useRevokeExclusion } from './ask.ts';

/** Taken back with a reason; the row stays in the list. */
export function RevokeExclusionSheet({ exclusion, onClose }: { exclusion: Exclusion; onClose: () => void }) {
  const { say } = useWords();
  const [reason, setReason] = useState('');
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const revoke = useRevokeExclusion();
  const submit = () => {
    if (!reason.trim()) return setErrors([{ field: 'revoke-reason', message: say('left-out.fault.revoke-reason') }]);
    revoke.mutate(
      { id: exclusion.id, reason: reason.trim().normalize('NFC') },
      { onSuccess: onClose, onError: (error) => setErrors([{ message: problemText(error, say) }]) },
    );
  };
  return (
    <FormSheet
      title={say('left-out.revoke-of', { number: exclusion.decision.number })}
      lead={<p>{say('left-out.revoke-what')}</p>}
      submit={say('left-out.revoke')}
      dark
      errors={errors}
      busy={revoke.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <WordsField
        id="revoke-reason"
        label={say('left-out.revoke-reason')}
        maxLength={500}
        value={reason}
        onChange={setReason}
      />
    </FormSheet>
  );
}
