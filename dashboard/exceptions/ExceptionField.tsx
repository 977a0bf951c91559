import { Checkbox, Stack, Textarea } from '@mantine/core';
import { useWords } from '../i18n/Language.tsx';

interface Props {
  /** Why, as typed; undefined while no exception is asked for. */
  value: string | undefined;
  onChange: (reason: string | undefined) => void;
  error: string | undefined;
  endError: string | undefined;
}

/** Under a time in quiet hours: ask for an exception instead of choosing another time. */
export function ExceptionField({ value, onChange, error, endError }: Props) {
  const { say } = useWords();
  return (
    <Stack gap="xs">
      <Checkbox
        id="plan-exception-end"
        size="md"
        label={say('exception.ask')}
        description={say('exception.rule')}
        error={endError}
        checked={value !== undefined}
        onChange={(event) => onChange(event.currentTarget.checked ? '' : undefined)}
      />
      {value !== undefined && (
        <Textarea
          id="plan-exception"
          label={say('exception.why')}
          description={say('exception.why-example')}
          autosize
          minRows={2}
          maxLength={400}
          maw={560}
          value={value}
          error={error}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Stack>
  );
}
