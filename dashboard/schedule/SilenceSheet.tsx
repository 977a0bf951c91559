import { Group, TextInput } from '@mantine/core';
import { useState } from 'react';
import { DAY_MS } from '../../protocol/units.ts';
import { dayOf, startOfDay } from '../../protocol/vietnam-time.ts';
import { DateField } from '../components/DateField.tsx';
import type { FormError } from '../components/ErrorSummary.tsx';
import { problemText } from '../components/problem-text.ts';
import { useServerNow } from '../data/Gateway.tsx';
import { dateText, dateTimeText, dayText, parseDay } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { useAddSilence, useRemoveSilence, useSilences } from './ask.ts';
import { EntriesSheet, NewEntry } from './EntriesSheet.tsx';

/** Days on which nothing but emergencies sounds: those set, and a new one. */
export function SilenceSheet({ area, onClose }: { area: string; onClose: () => void }) {
  const { say } = useWords();
  return (
    <EntriesSheet
      words="silences"
      entries={useSilences(area)}
      line={(silence) => (
        <>
          <b>{silence.reason}</b>
          <br />
          {`${dateTimeText(silence.from)} – ${dateTimeText(silence.to)} · ${silence.areaName}`}
          <br />
          {say('plan.set-by', { name: silence.byName, day: dateText(silence.createdAt) })}
        </>
      )}
      remove={useRemoveSilence()}
      removeWord={say('plan.silences.remove')}
      removedName={(silence) => silence.reason}
      onClose={onClose}
    >
      <NewSilence area={area} />
    </EntriesSheet>
  );
}

function NewSilence({ area }: { area: string }) {
  const { say } = useWords();
  const today = dayOf(useServerNow(60_000));
  const add = useAddSilence();
  const [from, setFrom] = useState(dayText(today));
  const [to, setTo] = useState(dayText(today));
  const [reason, setReason] = useState('');
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const submit = () => {
    const [first, last] = [parseDay(from), parseDay(to)];
    const missing: FormError[] = [];
    if (!first) missing.push({ field: 'silence-from', message: say('plan.fault.day') });
    if (!last || (first && last < first)) missing.push({ field: 'silence-to', message: say('plan.fault.to') });
    if (!reason.trim()) missing.push({ field: 'silence-reason', message: say('plan.fault.reason') });
    setErrors(missing);
    if (missing.length > 0 || !first || !last) return;
    add.mutate(
      { area, from: startOfDay(first), to: startOfDay(last) + DAY_MS, reason: reason.trim() },
      {
        onSuccess: () => setReason(''),
        onError: (error) => setErrors([{ message: problemText(error, say) }]),
      },
    );
  };
  return (
    <NewEntry words="silences" errors={errors} busy={add.isPending} onSubmit={submit}>
      <Group align="flex-start">
        <DateField id="silence-from" label={say('programme.from')} value={from} onChange={setFrom} />
        <DateField id="silence-to" label={say('plan.to-day')} value={to} onChange={setTo} />
      </Group>
      <TextInput
        id="silence-reason"
        label={say('plan.reason')}
        maxLength={200}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </NewEntry>
  );
}
