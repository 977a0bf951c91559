import { InputBase, Radio } from '@mantine/core';
import { useState } from 'react';
import type { ApprovalItem, ReturnInput } from '../../protocol/api/library.ts';
import { RETURN_REASONS } from '../../protocol/bulletins.ts';
import type { FormError } from '../components/ErrorSummary.tsx';
import { FormSheet } from '../components/FormSheet.tsx';
import { problemText } from '../components/problem-text.ts';
import { useReturn } from '../data/approvals.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Approval.module.css';

interface Props {
  item: Pick<ApprovalItem, 'kind' | 'id' | 'title'>;
  onClose: () => void;
  onReturned: (sentence: string) => void;
}

/** Back to the maker, with a reason that says what to mend. */
export function ReturnSheet({ item, onClose, onReturned }: Props) {
  const { say } = useWords();
  const giveBack = useReturn();
  const [reason, setReason] = useState<ReturnInput['reason'] | undefined>();
  const [note, setNote] = useState('');
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const submit = () => {
    const said = note.trim().normalize('NFC');
    const missing: FormError[] = [];
    if (!reason) missing.push({ field: 'return-reason-content', message: say('return.reason-missing') });
    if (reason === 'other' && !said) missing.push({ field: 'return-note', message: say('return.note-missing') });
    setErrors(missing);
    if (!reason || missing.length > 0) return;
    giveBack.mutate(
      { kind: item.kind, id: item.id, input: { reason, ...(said ? { note: said } : {}) } },
      {
        onSuccess: () => {
          onClose();
          onReturned(say('return.done', { title: item.title }));
        },
        onError: (error) => setErrors([{ message: problemText(error, say) }]),
      },
    );
  };
  return (
    <FormSheet
      title={say('return.title', { title: item.title })}
      errors={errors}
      submit={say('return.submit')}
      dark
      busy={giveBack.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <Radio.Group
        label={say('return.reason')}
        value={reason ?? ''}
        onChange={(value) => setReason(RETURN_REASONS.find((one) => one === value))}
      >
        <div className={styles.chips}>
          {RETURN_REASONS.map((one) => (
            <Radio key={one} size="md" id={`return-reason-${one}`} value={one} label={say(`return.reason.${one}`)} />
          ))}
        </div>
      </Radio.Group>
      <InputBase
        id="return-note"
        component="textarea"
        multiline
        rows={3}
        maxLength={400}
        label={say(reason === 'other' ? 'return.note-needed' : 'return.note')}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </FormSheet>
  );
}
