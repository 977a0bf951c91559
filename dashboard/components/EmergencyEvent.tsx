import { NativeSelect } from '@mantine/core';
import type { EmergencyEvent as Event } from '../../protocol/api/emergency.ts';
import { EMERGENCY_EVENTS } from '../../protocol/emergency-events.ts';
import { useWords } from '../i18n/Language.tsx';

/** What it is about: the banner and the log name it. */
export function EmergencyEvent({ value, onChange }: { value: Event; onChange: (event: Event) => void }) {
  const { say } = useWords();
  return (
    <NativeSelect
      label={say('emergency.event')}
      value={value}
      onChange={(event) => onChange(EMERGENCY_EVENTS.find((one) => one === event.currentTarget.value) ?? 'other')}
      data={EMERGENCY_EVENTS.map((one) => ({ value: one, label: say(`emergency.event.${one}`) }))}
    />
  );
}
