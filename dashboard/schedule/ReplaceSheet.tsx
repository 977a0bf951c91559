import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { timeOf } from '../../protocol/vietnam-time.ts';
import { useBulletins } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { dateText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { type RunProps, RunSheet } from './RunSheet.tsx';

/** Another bulletin instead, for this run or those from it on. */
export function ReplaceSheet(run: RunProps) {
  const { startAt } = run;
  const { say, format } = useWords();
  const { account } = useMe();
  const bulletins = useBulletins().data?.items ?? [];
  const [bulletin, setBulletin] = useState('');
  const usable = bulletins.filter(
    (one) =>
      one.class !== 'emergency' &&
      (one.state === 'approved' || (one.createdBy === account.id && one.state !== 'cancelled')),
  );
  const read = () => {
    if (!bulletin) return { faults: [{ field: 'replace-bulletin', message: say('plan.fault.bulletins') }] };
    const title = usable.find((one) => one.id === bulletin)?.title ?? '';
    return {
      change: { do: 'replace' as const, bulletins: [bulletin] },
      sentence: say('plan.replaced', { title, day: dateText(startAt), time: timeOf(startAt) }),
    };
  };
  return (
    <RunSheet run={run} act="replace" read={read}>
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
    </RunSheet>
  );
}
