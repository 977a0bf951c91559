import { Button, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { ErrorSummary, type FormError } from '../components/ErrorSummary.tsx';
import { problemText } from '../components/problem-text.ts';
import { Sheet, SheetButtons } from '../components/Sheet.tsx';
import { TimeField } from '../components/TimeField.tsx';
import { useWords } from '../i18n/Language.tsx';
import styles from '../schedule/Rows.module.css';
import { type Hours, type HoursKind, useSetHours } from './ask.ts';
import { isWholeDay, readWindows, type TypedWindow, typedWindows, withOneMore } from './hours-form.ts';
import { ReasonField, SHORTEST_REASON } from './ReasonField.tsx';

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
  const [reason, setReason] = useState('');
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { windows: read, bad } = readWindows(typed);
    const faults: FormError[] = bad.map(({ place, end }) => ({
      field: `window-${place}-${end}`,
      message: say('settings.window-missing', { n: place + 1 }),
    }));
    if (reason.trim().length < SHORTEST_REASON)
      faults.push({ field: 'settings-reason', message: say('settings.reason-missing') });
    setErrors(faults);
    if (faults.length > 0) return;
    set.mutate(
      { windows: read, reason: reason.trim() },
      { onSuccess: onSaved, onError: (error) => setErrors([{ message: problemText(error, say) }]) },
    );
  };
  return (
    <Sheet title={say(`settings.${kind}-change`)} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <ErrorSummary errors={errors} />
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
          <ReasonField value={reason} onChange={setReason} />
          <SheetButtons>
            <Button type="submit" size="lg" loading={set.isPending}>
              {say('account.save')}
            </Button>
            <Button size="lg" variant="default" onClick={onClose}>
              {say('action.back')}
            </Button>
          </SheetButtons>
        </Stack>
      </form>
    </Sheet>
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
