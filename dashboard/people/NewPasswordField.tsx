import { PasswordInput } from '@mantine/core';
import { useWords } from '../i18n/Language.tsx';
import { LEAST_PASSWORD } from './entries.ts';

interface Props {
  id: string;
  value: string;
  onChange: (password: string) => void;
}

export function NewPasswordField({ id, value, onChange }: Props) {
  const { say } = useWords();
  return (
    <PasswordInput
      id={id}
      size="md"
      label={say('password.new')}
      description={say('password.hint', { n: LEAST_PASSWORD })}
      autoComplete="new-password"
      maxLength={256}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      visibilityToggleButtonProps={{ 'aria-label': say('sign-in.show'), tabIndex: 0 }}
    />
  );
}
