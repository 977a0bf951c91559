import type { Me } from '../../protocol/api/people.ts';
import { Card } from '../components/Card.tsx';
import { Notice } from '../components/Notice.tsx';
import { useSetupNeeded } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import { DoorPage } from '../people/DoorPage.tsx';
import { SignInFlow } from '../people/SignInFlow.tsx';

export function SignIn({ start }: { start?: Me | undefined }) {
  const { say } = useWords();
  const empty = useSetupNeeded();
  return (
    <DoorPage title={say('sign-in.title')}>
      {empty && <Notice meaning="partial">{say('first.needed')}</Notice>}
      <Card>
        <SignInFlow start={start} />
      </Card>
      <p>{say('sign-in.forgot')}</p>
    </DoorPage>
  );
}
