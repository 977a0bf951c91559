import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { HOUR_MS } from '../../protocol/units.ts';
import { timeOf } from '../../protocol/vietnam-time.ts';
import { Notice } from '../components/Notice.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { dateText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { type RunProps, RunSheet } from './RunSheet.tsx';

/** Leaves a run out, with its reason; less than an hour ahead it counts against the hamlet (DOMAIN §4.6). */
export function SkipSheet(run: RunProps) {
  const { programme, startAt } = run;
  const { say } = useWords();
  const now = useServerNow(60_000);
  const [typed, setTyped] = useState('');
  const read = () => {
    const reason = typed.trim();
    if (!reason) return { faults: [{ field: 'skip-reason', message: say('plan.fault.reason') }] };
    return {
      change: { do: 'skip' as const, reason },
      sentence: say('plan.skipped', { title: programme.title, day: dateText(startAt), time: timeOf(startAt) }),
    };
  };
  return (
    <RunSheet run={run} act="skip" read={read}>
      {programme.registered && startAt - now < HOUR_MS && <Notice meaning="partial">{say('plan.skip-late')}</Notice>}
      <TextInput
        id="skip-reason"
        label={say('plan.reason')}
        maxLength={200}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </RunSheet>
  );
}
