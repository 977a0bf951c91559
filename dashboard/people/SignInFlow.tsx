import { lazy, Suspense, useState } from 'react';
import type { Me } from '../../protocol/api/people.ts';
import { Loading } from '../components/Loading.tsx';
import { useEnter, useKnownDevice } from '../data/session.ts';
import { PasswordStep } from './PasswordStep.tsx';
import { PinStep } from './PinStep.tsx';
import { SecondFactorStep } from './SecondFactorStep.tsx';

const SecondFactorSetUp = lazy(() =>
  import('./SecondFactorSetUp.tsx').then((module) => ({ default: module.SecondFactorSetUp })),
);

interface Props {
  /** Who is half way in already. */
  start?: Me | undefined;
  username?: string;
  /** Instead of simply opening the pages. */
  onDone?: (me: Me) => void;
}

/** Password or PIN, then what is still missing, until the session is whole. */
export function SignInFlow({ start, username, onDone }: Props) {
  const enter = useEnter();
  const known = useKnownDevice();
  const [me, setMe] = useState(start);
  const [password, setPassword] = useState(false);
  const done = onDone ?? enter;
  const go = (next: Me) => (next.step === 'done' ? done(next) : setMe(next));
  switch (me?.step) {
    case 'second-factor':
      return <SecondFactorStep me={me} onDone={go} onBack={() => setMe(undefined)} />;
    case 'second-factor-set-up':
      return (
        <Suspense fallback={<Loading rows={8} />}>
          <SecondFactorSetUp required onDone={go} />
        </Suspense>
      );
  }
  if (known.isPending) return <Loading rows={4} />;
  const device = known.data?.device;
  if (device && !password) return <PinStep device={device} onDone={go} onPassword={() => setPassword(true)} />;
  return <PasswordStep username={username} onDone={go} onPin={device && (() => setPassword(false))} />;
}
