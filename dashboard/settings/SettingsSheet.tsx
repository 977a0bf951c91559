import { Button, Stack } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { BroadcastSettings } from '../../protocol/api/broadcast-settings.ts';
import { ErrorSummary, type FormError } from '../components/ErrorSummary.tsx';
import { problemText } from '../components/problem-text.ts';
import { Sheet, SheetButtons } from '../components/Sheet.tsx';
import { useWords } from '../i18n/Language.tsx';
import { useSetBroadcastSettings } from './ask.ts';
import { ReasonField, SHORTEST_REASON } from './ReasonField.tsx';

interface Props {
  title: string;
  area: string;
  /** What was typed, and what is wrong with it. */
  read: () => { settings: BroadcastSettings; faults: readonly FormError[] };
  onSaved: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** One half of the settings in a dialog; the other half goes along as it was. */
export function SettingsSheet({ title, area, read, onSaved, onClose, children }: Props) {
  const { say } = useWords();
  const set = useSetBroadcastSettings(area);
  const [reason, setReason] = useState('');
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
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
    <Sheet title={title} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <ErrorSummary errors={errors} />
          {children}
          <ReasonField value={reason} onChange={setReason} />
          <SheetButtons>
            <Button type="submit" size="lg" loading={set.isPending}>
              {say('account.save')}
            </Button>
            <Button size="lg" variant="default" onClick={onClose}>
              {say('action.back')}
            </Button>
          </SheetButtons>
        </Stack>
      </form>
    </Sheet>
  );
}
