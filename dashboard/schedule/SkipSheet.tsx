import { Button, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Programme } from '../../protocol/api/broadcast.ts';
import type { OccurrenceChange } from '../../protocol/api/schedule.ts';
import { HOUR_MS } from '../../protocol/units.ts';
import { timeOf } from '../../protocol/vietnam-time.ts';
import { ErrorSummary, type FormError } from '../components/ErrorSummary.tsx';
import { Notice } from '../components/Notice.tsx';
import { problemText } from '../components/problem-text.ts';
import { Sheet, SheetButtons } from '../components/Sheet.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { dateText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { ScopeChoice } from './ScopeChoice.tsx';
import { useOccurrence } from './use-occurrence.ts';

interface Props {
  programme: Programme;
  at: number;
  startAt: number;
  onClose: () => void;
}

/** Leaves a run out, with its reason; less than an hour ahead it counts against the hamlet (DOMAIN §4.6). */
export function SkipSheet({ programme, at, startAt, onClose }: Props) {
  const { say } = useWords();
  const now = useServerNow(60_000);
  const [reason, setReason] = useState('');
  const [scope, setScope] = useState<OccurrenceChange['scope']>('this');
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const change = useOccurrence(programme, onClose);
  const shown: readonly FormError[] = change.error ? [{ message: problemText(change.error, say) }] : errors;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const faults = reason.trim() ? [] : [{ field: 'skip-reason', message: say('plan.fault.reason') }];
    setErrors(faults);
    if (faults.length > 0) return;
    change.act(
      at,
      scope,
      { do: 'skip', reason: reason.trim() },
      say('plan.skipped', { title: programme.title, day: dateText(startAt), time: timeOf(startAt) }),
    );
  };
  return (
    <Sheet title={say('plan.act.skip')} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <p>{say('plan.now-at', { title: programme.title, day: dateText(startAt), time: timeOf(startAt) })}</p>
          <ErrorSummary errors={shown} />
          {programme.registered && startAt - now < HOUR_MS && (
            <Notice meaning="partial">{say('plan.skip-late')}</Notice>
          )}
          <TextInput
            id="skip-reason"
            label={say('plan.reason')}
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <ScopeChoice programme={programme} at={at} value={scope} onChange={setScope} />
          <SheetButtons>
            <Button type="submit" size="lg" color="dark" loading={change.isPending}>
              {say('plan.act.skip')}
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
