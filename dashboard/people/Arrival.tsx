import { type ReactNode, useState } from 'react';
import { useLocation } from 'wouter';
import type { Me } from '../../protocol/api/people.ts';
import { Card } from '../components/Card.tsx';
import { useEnter } from '../data/session.ts';
import { DoorPage } from './DoorPage.tsx';
import { SignInFlow } from './SignInFlow.tsx';

interface Props {
  title: string;
  /** Where the person goes at the end. */
  next: string;
  form: (onDone: (me: Me) => void) => ReactNode;
}

/** A one-time link is used, then the sign-in goes on as always. */
export function Arrival({ title, next, form }: Props) {
  const enter = useEnter();
  const [, navigate] = useLocation();
  const [me, setMe] = useState<Me | undefined>();
  const arrive = (whole: Me) => {
    enter(whole);
    navigate(next, { replace: true });
  };
  return (
    <DoorPage title={title}>
      <Card>
        {me ? (
          <SignInFlow start={me} onDone={arrive} />
        ) : (
          form((fresh) => (fresh.step === 'done' ? arrive(fresh) : setMe(fresh)))
        )}
      </Card>
    </DoorPage>
  );
}
