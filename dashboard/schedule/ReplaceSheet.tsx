import { Button, NativeSelect, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Programme } from '../../protocol/api/broadcast.ts';
import type { OccurrenceChange } from '../../protocol/api/schedule.ts';
import { timeOf } from '../../protocol/vietnam-time.ts';
import { ErrorSummary, type FormError } from '../components/ErrorSummary.tsx';
import { problemText } from '../components/problem-text.ts';
import { Sheet, SheetButtons } from '../components/Sheet.tsx';
import { useBulletins } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
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

/** Another bulletin instead, for this run or those from it on. */
export function ReplaceSheet({ programme, at, startAt, onClose }: Props) {
  const { say, format } = useWords();
  const { account } = useMe();
  const bulletins = useBulletins().data?.items ?? [];
  const [bulletin, setBulletin] = useState('');
  const [scope, setScope] = useState<OccurrenceChange['scope']>('this');
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const change = useOccurrence(programme, onClose);
  const usable = bulletins.filter(
    (one) =>
      one.class !== 'emergency' &&
      (one.state === 'approved' || (one.createdBy === account.id && one.state !== 'cancelled')),
  );
  const shown: readonly FormError[] = change.error ? [{ message: problemText(change.error, say) }] : errors;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const faults = bulletin ? [] : [{ field: 'replace-bulletin', message: say('plan.fault.bulletins') }];
    setErrors(faults);
    if (faults.length > 0) return;
    const title = usable.find((one) => one.id === bulletin)?.title ?? '';
    change.act(
      at,
      scope,
      { do: 'replace', bulletins: [bulletin] },
      say('plan.replaced', { title, day: dateText(startAt), time: timeOf(startAt) }),
    );
  };
  return (
    <Sheet title={say('plan.act.replace')} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <p>{say('plan.now-at', { title: programme.title, day: dateText(startAt), time: timeOf(startAt) })}</p>
          <ErrorSummary errors={shown} />
          <NativeSelect
            id="replace-bulletin"
            label={say('programme.bulletin')}
            value={bulletin}
            onChange={(event) => setBulletin(event.currentTarget.value)}
            data={[
              { value: '', label: say('programme.bulletin-choose') },
              ...usable.map((one) => ({ value: one.id, label: `${one.title} (${format.length(one.durationMs)})` })),
            ]}
          />
          <ScopeChoice programme={programme} at={at} value={scope} onChange={setScope} />
          <p>{say('plan.again-approval')}</p>
          <SheetButtons>
            <Button type="submit" size="lg" loading={change.isPending}>
              {say('plan.act.replace')}
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
