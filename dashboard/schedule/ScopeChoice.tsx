import { Radio, Stack } from '@mantine/core';
import type { Programme } from '../../protocol/api/broadcast.ts';
import type { OccurrenceChange } from '../../protocol/api/schedule.ts';
import { CHANGE_SCOPES } from '../../protocol/timetable.ts';
import { dayOf } from '../../protocol/vietnam-time.ts';
import { shortDayText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';

type Scope = OccurrenceChange['scope'];

interface Props {
  programme: Programme;
  at: number;
  value: Scope;
  onChange: (scope: Scope) => void;
}

/** «Chỉ ngày 24/11» / «Từ 24/11 trở đi» / «Cả chuỗi»; nothing to ask where it sounds once. */
export function ScopeChoice({ programme, at, value, onChange }: Props) {
  const { say } = useWords();
  if (programme.recurrence.from === programme.recurrence.to) return null;
  const day = shortDayText(dayOf(at));
  return (
    <Radio.Group
      label={say('plan.scope')}
      value={value}
      onChange={(next) => onChange(next === 'from-on' || next === 'all' ? next : 'this')}
    >
      <Stack gap="xs" mt={6}>
        {CHANGE_SCOPES.map((scope) => (
          <Radio key={scope} size="md" value={scope} label={say(`plan.scope.${scope}`, { day })} />
        ))}
      </Stack>
    </Radio.Group>
  );
}
