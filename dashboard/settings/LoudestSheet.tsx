import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { TimeField } from '../components/TimeField.tsx';
import { useWords } from '../i18n/Language.tsx';
import styles from '../schedule/Rows.module.css';
import { useSetBroadcastSettings } from './ask.ts';
import { isWholeDay } from './hours-form.ts';
import { MOST_LOUDEST, readLoudest, type TypedLoudest, typedLoudest, withOneMoreLimit } from './loudest-form.ts';
import { SettingsSheet } from './SettingsSheet.tsx';
import type { SheetProps } from './VoiceCards.tsx';

/** In which hours how loud at most; the rest of the settings goes along as it was. */
export function LoudestSheet({ area, settings, onSaved, onClose }: SheetProps) {
  const { say } = useWords();
  const set = useSetBroadcastSettings(area);
  const [typed, setTyped] = useState(() => typedLoudest(settings));
  const read = () => {
    const { settings: next, bad } = readLoudest(typed, settings);
    const faults = bad.map(({ place, field }) => ({
      field: `loudest-${place}-${field}`,
      message: say(field === 'percent' ? 'settings.loudest-bad' : 'settings.window-missing', { n: place + 1 }),
    }));
    return { settings: next, faults };
  };
  const change = (key: number, part: Partial<TypedLoudest>) =>
    setTyped((before) => before.map((other) => (other.key === key ? { ...other, ...part } : other)));
  return (
    <SettingsSheet title={say('settings.loudest-change')} set={set} read={read} onSaved={onSaved} onClose={onClose}>
      <p>{say(typed.length === 0 ? 'settings.loudest-none' : 'settings.loudest-what')}</p>
      {typed.map((one, place) => (
        <OneLimit
          key={one.key}
          place={place}
          one={one}
          onChange={(part) => change(one.key, part)}
          onRemove={() => setTyped((before) => before.filter((other) => other.key !== one.key))}
        />
      ))}
      {typed.length < MOST_LOUDEST && (
        <div>
          <Button variant="default" size="md" onClick={() => setTyped(withOneMoreLimit)}>
            {say('settings.window-add')}
          </Button>
        </div>
      )}
    </SettingsSheet>
  );
}

interface LimitProps {
  place: number;
  one: TypedLoudest;
  onChange: (part: Partial<TypedLoudest>) => void;
  onRemove: () => void;
}

function OneLimit({ place, one, onChange, onRemove }: LimitProps) {
  const { say } = useWords();
  const n = place + 1;
  return (
    <fieldset className={styles.choices}>
      <legend>{say('settings.window', { n })}</legend>
      <div className={styles.chips}>
        <TimeField
          id={`loudest-${place}-from`}
          label={say('plan.from-time')}
          value={one.from}
          onChange={(from) => onChange({ from })}
        />
        <TimeField
          id={`loudest-${place}-to`}
          label={say('plan.to-time')}
          value={one.to}
          onChange={(to) => onChange({ to })}
        />
        <TextInput
          id={`loudest-${place}-percent`}
          label={say('settings.loudest-percent')}
          inputMode="numeric"
          autoComplete="off"
          rightSection={'%'}
          w={170}
          value={one.percent}
          onChange={({ currentTarget: { value } }) => onChange({ percent: value })}
        />
      </div>
      {isWholeDay(one) && <p role="status">{say('settings.whole-day-warning')}</p>}
      <div>
        <Button variant="default" size="sm" onClick={onRemove}>
          {say('settings.window-remove', { n })}
        </Button>
      </div>
    </fieldset>
  );
}
