import { TextInput } from '@mantine/core';
import { useWords } from '../i18n/Language.tsx';

export const SHORTEST_REASON = 3;

/** Why it is changed: it stands in the log beside what was there before. */
export function ReasonField({ value, onChange }: { value: string; onChange: (reason: string) => void }) {
  const { say } = useWords();
  return (
    <TextInput
      id="settings-reason"
      label={say('settings.reason')}
      description={say('settings.reason-why')}
      maxLength={200}
      autoComplete="off"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
