import type { Me } from '../../protocol/api/people.ts';
import { Card } from '../components/Card.tsx';
import { useWords } from '../i18n/Language.tsx';
import { DoorPage } from '../people/DoorPage.tsx';
import { SignInFlow } from '../people/SignInFlow.tsx';

export function SignIn({ start }: { start?: Me | undefined }) {
  const { say } = useWords();
  return (
    <DoorPage title={say('sign-in.title')}>
      <Card>
        <SignInFlow start={start} />
      </Card>
      <p>{say('sign-in.forgot')}</p>
    </DoorPage>
  );
}
