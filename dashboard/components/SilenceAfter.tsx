import { Button, NativeSelect, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { HOUR_MS } from '../../protocol/units.ts';
import { addDays, dayOf, startOfDay } from '../../protocol/vietnam-time.ts';
import { useGateway } from '../data/Gateway.tsx';
import { useMe } from '../data/session.ts';
import { useSilence } from '../data/stops.ts';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { ProblemNotice } from './ProblemNotice.tsx';

/** After a stop the next item would sound again: «Cấm phát tiếp đến …», all but emergencies, with a reason. */
export function SilenceAfter() {
  const { say } = useWords();
  const { freshness } = useGateway();
  const [area] = useMe().account.areas;
  const silence = useSilence();
  const [until, setUntil] = useState<'hour' | 'day'>('hour');
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  if (area === undefined) return null;
  if (silence.isSuccess) return <p role="status">{say('silence.done', { at: dateTimeText(silence.data.to) })}</p>;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(reason.trim() === '');
    if (reason.trim() === '') return;
    const from = Math.round(freshness.serverNow());
    const to = until === 'hour' ? from + HOUR_MS : startOfDay(addDays(dayOf(from), 1));
    silence.mutate({ area, from, to, reason: reason.trim() });
  };
  return (
    <details>
      <summary style={{ minHeight: 44, cursor: 'pointer', paddingTop: 10 }}>{say('silence.title')}</summary>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <NativeSelect
            label={say('silence.until')}
            value={until}
            onChange={(event) => setUntil(event.currentTarget.value === 'day' ? 'day' : 'hour')}
            data={[
              { value: 'hour', label: say('silence.hour') },
              { value: 'day', label: say('silence.day') },
            ]}
          />
          <TextInput
            label={say('silence.reason')}
            maxLength={200}
            autoComplete="off"
            value={reason}
            error={missing ? say('silence.reason-missing') : undefined}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <ProblemNotice error={silence.error} />
          <Button type="submit" size="md" variant="default" loading={silence.isPending}>
            {say('silence.submit')}
          </Button>
        </Stack>
      </form>
    </details>
  );
}
