import { TextInput } from '@mantine/core';
import { dayText, parseDay } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';

interface Props {
  id: string;
  label: string;
  value: string;
  onChange: (text: string) => void;
  error?: string | undefined;
}

/** A date as it is written here, 24/11/2026, with its weekday said back; a native field would follow the computer's language. */
export function DateField({ id, label, value, onChange, error }: Props) {
  const { format } = useWords();
  const day = parseDay(value);
  return (
    <div>
      <TextInput
        id={id}
        label={label}
        inputMode="numeric"
        autoComplete="off"
        placeholder="24/11/2026"
        value={value}
        error={error}
        onChange={(event) => onChange(event.currentTarget.value)}
        onBlur={() => day && onChange(dayText(day))}
        w={180}
      />
      <p aria-live="polite">{day && format.longDay(day)}</p>
    </div>
  );
}
