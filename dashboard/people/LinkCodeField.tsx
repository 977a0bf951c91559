import { TextInput } from '@mantine/core';
import { useWords } from '../i18n/Language.tsx';

/** For a link that came on paper. */
export function LinkCodeField({ value, onChange }: { value: string; onChange: (code: string) => void }) {
  const { say } = useWords();
  return (
    <TextInput
      id="link-code"
      size="md"
      label={say('link.code')}
      description={say('link.code-hint')}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      maxLength={64}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

export const LEAST_LINK_CODE = 16;
