import { NativeSelect } from '@mantine/core';
import type { EmergencyEvent as Event } from '../../protocol/api/emergency.ts';
import { useWords } from '../i18n/Language.tsx';

const EVENTS = ['flood', 'discharge', 'storm', 'fire', 'landslide', 'epidemic', 'other'] as const satisfies Event[];

/** What it is about: the banner and the log name it. */
export function EmergencyEvent({ value, onChange }: { value: Event; onChange: (event: Event) => void }) {
  const { say } = useWords();
  return (
    <NativeSelect
      label={say('emergency.event')}
      value={value}
      onChange={(event) => onChange(EVENTS.find((one) => one === event.currentTarget.value) ?? 'other')}
      data={EVENTS.map((one) => ({ value: one, label: say(`emergency.event.${one}`) }))}
    />
  );
}
