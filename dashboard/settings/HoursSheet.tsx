import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { TimeField } from '../components/TimeField.tsx';
import { useWords } from '../i18n/Language.tsx';
import styles from '../schedule/Rows.module.css';
import { useSetHours } from './ask.ts';
import {
  type Hours,
  type HoursKind,
  isWholeDay,
  readWindows,
  type TypedWindow,
  typedWindows,
  withOneMore,
} from './hours-form.ts';
import { SettingsSheet } from './SettingsSheet.tsx';

/** Most windows the gateway takes of a kind. */
const MOST = { quiet: 16, allowed: 8 } as const;

interface Props {
  kind: HoursKind;
  area: string;
  windows: readonly Hours[];
  onSaved: () => void;
  onClose: () => void;
}

/** All windows of a kind anew, with the reason. */
export function HoursSheet({ kind, area, windows, onSaved, onClose }: Props) {
  const { say } = useWords();
  const set = useSetHours(kind, area);
  const [typed, setTyped] = useState(() => typedWindows(windows));
  const read = () => {
    const { windows: all, bad } = readWindows(typed);
    const faults = bad.map(({ place, end }) => ({
      field: `window-${place}-${end}`,
      message: say('settings.window-missing', { n: place + 1 }),
    }));
    return { settings: { windows: all }, faults };
  };
  return (
    <SettingsSheet title={say(`settings.${kind}-change`)} set={set} read={read} onSaved={onSaved} onClose={onClose}>
      {typed.length === 0 && <p>{say(`settings.${kind}-none`)}</p>}
      {typed.map((one, place) => (
        <OneWindow
          key={one.key}
          kind={kind}
          place={place}
          window={one}
          onChange={(part) =>
            setTyped((before) => before.map((other) => (other.key === one.key ? { ...other, ...part } : other)))
          }
          onRemove={() => setTyped((before) => before.filter((other) => other.key !== one.key))}
        />
      ))}
      {typed.length < MOST[kind] && (
        <div>
          <Button variant="default" size="md" onClick={() => setTyped(withOneMore)}>
            {say('settings.window-add')}
          </Button>
        </div>
      )}
    </SettingsSheet>
  );
}

interface WindowProps {
  kind: HoursKind;
  place: number;
  window: TypedWindow;
  onChange: (part: Partial<TypedWindow>) => void;
  onRemove: () => void;
}

function OneWindow({ kind, place, window, onChange, onRemove }: WindowProps) {
  const { say } = useWords();
  const n = place + 1;
  return (
    <fieldset className={styles.choices}>
      <legend>{say('settings.window', { n })}</legend>
      <div className={styles.chips}>
        <TimeField
          id={`window-${place}-from`}
          label={say('plan.from-time')}
          value={window.from}
          onChange={(from) => onChange({ from })}
        />
        <TimeField
          id={`window-${place}-to`}
          label={say('plan.to-time')}
          value={window.to}
          onChange={(to) => onChange({ to })}
        />
      </div>
      {isWholeDay(window) && <p role="status">{say('settings.whole-day-warning')}</p>}
      {kind === 'allowed' && (
        <TextInput
          label={say('settings.window-name')}
          maxLength={60}
          autoComplete="off"
          value={window.name}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
        />
      )}
      <div>
        <Button variant="default" size="sm" onClick={onRemove}>
          {say('settings.window-remove', { n })}
        </Button>
      </div>
    </fieldset>
  );
}
