import { Checkbox, Group } from '@mantine/core';
import { useWords } from '../i18n/Language.tsx';

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;

/** Days of the week, Monday first. */
export function Weekdays({
  id,
  value,
  error,
  onChange,
}: {
  id: string;
  error?: string | undefined;
  value: readonly number[];
  onChange: (weekdays: number[]) => void;
}) {
  const { say } = useWords();
  return (
    <Checkbox.Group
      id={id}
      tabIndex={-1}
      label={say('plan.weekdays')}
      error={error}
      value={value.map(String)}
      onChange={(values) => onChange(values.map(Number))}
    >
      <Group mt={6} gap="sm">
        {WEEKDAYS.map((weekday) => (
          <Checkbox key={weekday} size="md" value={String(weekday)} label={say(`weekday.title.${weekday}`)} />
        ))}
      </Group>
    </Checkbox.Group>
  );
}
