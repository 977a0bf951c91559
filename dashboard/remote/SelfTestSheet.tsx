import { Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { SelfTestSettings } from '../../protocol/api/remote.ts';
import { LOUDEST_TEST, SELF_TEST_SPAN_MS } from '../../protocol/remote.ts';
import type { FormError } from '../components/ErrorSummary.tsx';
import { FormSheet } from '../components/FormSheet.tsx';
import { problemText } from '../components/problem-text.ts';
import { TimeField } from '../components/TimeField.tsx';
import { parseTimeOfDay } from '../format/time-entry.ts';
import { useWords } from '../i18n/Language.tsx';
import { useSetSelfTest } from './ask.ts';
import { useSilentWindows } from './quiet-now.ts';

interface Props {
  settings: SelfTestSettings;
  onSaved: () => void;
  onClose: () => void;
}

const LONGEST_DAYS = 30;

/** The timetable of self-tests anew; the gateway refuses an hour without room for three tries. */
export function SelfTestSheet({ settings, onSaved, onClose }: Props) {
  const { say } = useWords();
  const set = useSetSelfTest(settings.area);
  const quiet = useSilentWindows(settings.area);
  const [enabled, setEnabled] = useState(settings.enabled);
  const [at, setAt] = useState(settings.at);
  const [volume, setVolume] = useState(String(settings.volume));
  const [days, setDays] = useState(String(settings.everyDays));
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const errorOf = (field: string) => errors.find((error) => error.field === field)?.message;
  const submit = () => {
    const time = parseTimeOfDay(at);
    const found: FormError[] = [];
    if (time === undefined) found.push({ field: 'self-test-at', message: say('self-test.at-bad') });
    if (!isWhole(volume, 1, LOUDEST_TEST))
      found.push({ field: 'self-test-volume', message: say('self-test.volume-bad', { max: LOUDEST_TEST }) });
    if (!isWhole(days, 1, LONGEST_DAYS)) found.push({ field: 'self-test-days', message: say('self-test.days-bad') });
    setErrors(found);
    if (time === undefined || found.length > 0) return;
    const { version } = settings;
    set.mutate(
      { enabled, at: time, volume: Number(volume), everyDays: Number(days), version },
      { onSuccess: onSaved, onError: (error) => setErrors([{ message: problemText(error, say) }]) },
    );
  };
  return (
    <FormSheet
      title={say('self-test.settings-change')}
      errors={errors}
      submit={say('account.save')}
      gap="sm"
      busy={set.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>{say('self-test.settings-what')}</p>
      <Checkbox
        size="md"
        label={say('self-test.enabled')}
        checked={enabled}
        onChange={(event) => setEnabled(event.currentTarget.checked)}
      />
      <TimeField
        id="self-test-at"
        label={say('self-test.at')}
        value={at}
        onChange={setAt}
        error={errorOf('self-test-at')}
        quiet={quiet && { windows: quiet, durationMs: SELF_TEST_SPAN_MS }}
      />
      <TextInput
        id="self-test-days"
        label={say('self-test.days')}
        inputMode="numeric"
        autoComplete="off"
        value={days}
        error={errorOf('self-test-days')}
        onChange={(event) => setDays(event.currentTarget.value)}
      />
      <TextInput
        id="self-test-volume"
        label={say('self-test.volume', { max: LOUDEST_TEST })}
        inputMode="numeric"
        autoComplete="off"
        value={volume}
        error={errorOf('self-test-volume')}
        onChange={(event) => setVolume(event.currentTarget.value)}
      />
    </FormSheet>
  );
}

function isWhole(text: string, least: number, most: number): boolean {
  const value = Number(text);
  return text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most;
}
