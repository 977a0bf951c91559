import { lazy, Suspense, useState } from 'react';
import type { Confirmation } from '../../protocol/api/people.ts';
import { useConfirmations } from '../data/confirmations.ts';
import { useMe } from '../data/session.ts';
import { may } from './permissions.ts';

// With the emergency's own code: fetched ahead, so it is there when a minute counts.
const Asked = lazy(() => import('../pages/in-an-emergency.ts').then((module) => ({ default: module.Asked })));
const WaitingSheet = lazy(() =>
  import('../components/WaitingSheet.tsx').then((module) => ({ default: module.WaitingSheet })),
);

/** On every page of those who may confirm: what waits for a second person, and for how long. */
export function ConfirmationBanner() {
  const { account } = useMe();
  const asked = useConfirmations(may(account.role, 'confirm')).data?.items ?? [];
  const waiting = asked.filter((one) => one.state === 'waiting');
  // The sheet outlives its line: it says how it ended.
  const [shown, setShown] = useState<Confirmation | undefined>();
  return (
    <Suspense fallback={null}>
      {waiting.map((one) => (
        <Asked key={one.id} asked={one} onShow={() => setShown(one)} />
      ))}
      {shown && <WaitingSheet asked={shown} onClose={() => setShown(undefined)} />}
    </Suspense>
  );
}
