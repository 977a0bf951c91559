import { type ReactNode, useState } from 'react';
import type { FormError } from '../components/ErrorSummary.tsx';
import { FormSheet } from '../components/FormSheet.tsx';
import { problemText } from '../components/problem-text.ts';
import { useWords } from '../i18n/Language.tsx';
import { ReasonField, SHORTEST_REASON } from './ReasonField.tsx';

interface Props<Settings> {
  title: string;
  /** What was typed, and what is wrong with it. */
  read: () => { settings: Settings; faults: readonly FormError[] };
  set: {
    isPending: boolean;
    mutate: (
      input: Settings & { reason: string },
      then: { onSuccess: () => void; onError: (error: Error) => void },
    ) => void;
  };
  onSaved: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** Settings anew in a dialog, with the reason. */
export function SettingsSheet<Settings>({ title, read, set, onSaved, onClose, children }: Props<Settings>) {
  const { say } = useWords();
  const [reason, setReason] = useState('');
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const submit = () => {
    const { settings, faults } = read();
    const all = [
      ...faults,
      ...(reason.trim().length < SHORTEST_REASON
        ? [{ field: 'settings-reason', message: say('settings.reason-missing') }]
        : []),
    ];
    setErrors(all);
    if (all.length > 0) return;
    set.mutate(
      { ...settings, reason: reason.trim() },
      { onSuccess: onSaved, onError: (error) => setErrors([{ message: problemText(error, say) }]) },
    );
  };
  return (
    <FormSheet
      title={title}
      errors={errors}
      submit={say('account.save')}
      gap="sm"
      busy={set.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      {children}
      <ReasonField value={reason} onChange={setReason} />
    </FormSheet>
  );
}
