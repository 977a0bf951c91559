import { TextInput } from '@mantine/core';
import { useWords } from '../i18n/Language.tsx';

interface Props {
  id: string;
  value: string;
  /** One of the paper codes instead of the authenticator's six digits. */
  recovery?: boolean;
  onChange: (code: string) => void;
}

export function CodeField({ id, value, recovery = false, onChange }: Props) {
  const { say } = useWords();
  return recovery ? (
    <TextInput
      id={id}
      key="recovery"
      size="md"
      label={say('second-factor.recovery-code')}
      description={say('second-factor.recovery-hint')}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      maxLength={32}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  ) : (
    <TextInput
      id={id}
      key="authenticator"
      size="md"
      label={say('second-factor.code')}
      description={say('second-factor.code-hint')}
      inputMode="numeric"
      autoComplete="one-time-code"
      maxLength={7}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value.replace(/\D/g, '').slice(0, 6))}
    />
  );
}
