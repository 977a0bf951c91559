import { Button, Group, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { DAY_MS } from '../../protocol/units.ts';
import { dayOf, startOfDay } from '../../protocol/vietnam-time.ts';
import { Answer } from '../components/Answer.tsx';
import { DateField } from '../components/DateField.tsx';
import { ErrorSummary, type FormError } from '../components/ErrorSummary.tsx';
import { problemText } from '../components/problem-text.ts';
import { Sheet } from '../components/Sheet.tsx';
import { SheetActions } from '../components/SheetActions.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { useMe } from '../data/session.ts';
import { dateText, dateTimeText, dayText, parseDay } from '../format/date.ts';
import { may } from '../frame/permissions.ts';
import { useWords } from '../i18n/Language.tsx';
import { useAddSilence, useRemoveSilence, useSilences } from './ask.ts';
import styles from './Rows.module.css';

/** Days on which nothing but emergencies sounds: those set, and a new one. */
export function SilenceSheet({ area, onClose }: { area: string; onClose: () => void }) {
  const { say } = useWords();
  const { account } = useMe();
  const silences = useSilences(area);
  const remove = useRemoveSilence();
  const mayChange = may(account.role, 'create') || may(account.role, 'approve');
  return (
    <Sheet title={say('plan.silences.title')} onClose={onClose}>
      <Stack>
        <p>{say('plan.silences.sentence')}</p>
        <Answer query={silences} rows={2}>
          {({ items }) =>
            items.length === 0 ? (
              <p>{say('plan.silences.empty')}</p>
            ) : (
              <ul className={styles.rows}>
                {items.map((silence) => (
                  <li key={silence.id}>
                    <span>
                      <b>{silence.reason}</b>
                      <br />
                      {`${dateTimeText(silence.from)} – ${dateTimeText(silence.to)} · ${silence.areaName}`}
                      <br />
                      {say('plan.set-by', { name: silence.byName, day: dateText(silence.createdAt) })}
                    </span>
                    {mayChange && (
                      <Button
                        variant="default"
                        size="md"
                        loading={remove.isPending && remove.variables === silence.id}
                        onClick={() => remove.mutate(silence.id)}
                      >
                        {say('plan.silences.remove')}
                        <span className="visually-hidden">{`: ${silence.reason}`}</span>
                      </Button>
                    )}
                  </li>
                ))}
              </ul>
            )
          }
        </Answer>
        {mayChange && <NewSilence area={area} />}
        <SheetActions onClose={onClose} over />
      </Stack>
    </Sheet>
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
  const submit = (event: FormEvent) => {
    event.preventDefault();
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
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <h3 className={styles.heading}>{say('plan.silences.new')}</h3>
        <ErrorSummary errors={errors} />
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
        <Button type="submit" size="lg" loading={add.isPending}>
          {say('plan.silences.add')}
        </Button>
      </Stack>
    </form>
  );
}
