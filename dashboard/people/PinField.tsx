import { PasswordInput } from '@mantine/core';
import { useWords } from '../i18n/Language.tsx';

interface Props {
  id: string;
  label: string;
  description?: string;
  value: string;
  onChange: (pin: string) => void;
}

export const PIN_LENGTH = 6;

/** Six digits, hidden, on the keyboard of digits; one field, so that it can be pasted and read out. */
export function PinField({ id, label, description, value, onChange }: Props) {
  const { say } = useWords();
  return (
    <PasswordInput
      id={id}
      size="md"
      label={label}
      description={description}
      inputMode="numeric"
      autoComplete="off"
      maxLength={PIN_LENGTH}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value.replace(/\D/g, ''))}
      visibilityToggleButtonProps={{ 'aria-label': say('pin.show'), tabIndex: 0 }}
    />
  );
}
