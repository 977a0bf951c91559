import { Radio, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { OVERRUN_RULES } from '../../protocol/quiet-hours.ts';
import { useWords } from '../i18n/Language.tsx';
import { useSetBroadcastSettings } from './ask.ts';
import { SettingsSheet } from './SettingsSheet.tsx';
import type { SheetProps } from './VoiceCards.tsx';
import { readLimits, typedLimits } from './voice-form.ts';

const NUMBERS = [
  ['maxRunMinutes', 'settings.longest-minutes', 'settings.longest-bad'],
  ['seconds', 'settings.stagger-seconds', 'settings.stagger-bad'],
  ['metres', 'settings.stagger-within', 'settings.metres-bad'],
] as const;

/** What is too long, and by how much neighbours begin apart; the other half of the settings goes along as it was. */
export function LimitsSheet({ area, settings, onSaved, onClose }: SheetProps) {
  const { say } = useWords();
  const set = useSetBroadcastSettings(area);
  const [typed, setTyped] = useState(() => typedLimits(settings));
  const read = () => {
    const { settings: next, bad } = readLimits(typed, settings);
    const faults = NUMBERS.filter(([field]) => bad.includes(field)).map(([field, , wrong]) => ({
      field: `limit-${field}`,
      message: say(wrong),
    }));
    return { settings: next, faults };
  };
  return (
    <SettingsSheet title={say('settings.limits-change')} set={set} read={read} onSaved={onSaved} onClose={onClose}>
      <Radio.Group
        label={say('settings.overrun')}
        value={typed.overrun}
        onChange={(value) => setTyped((before) => ({ ...before, overrun: value === 'trim' ? 'trim' : 'refuse' }))}
      >
        <Stack gap="xs" mt={6}>
          {OVERRUN_RULES.map((one) => (
            <Radio key={one} size="md" value={one} label={say(`settings.overrun-${one}`)} />
          ))}
        </Stack>
      </Radio.Group>
      {NUMBERS.map(([field, label]) => (
        <TextInput
          key={field}
          id={`limit-${field}`}
          label={say(label)}
          inputMode="numeric"
          autoComplete="off"
          value={typed[field]}
          onChange={({ currentTarget: { value } }) => setTyped((before) => ({ ...before, [field]: value }))}
        />
      ))}
    </SettingsSheet>
  );
}
