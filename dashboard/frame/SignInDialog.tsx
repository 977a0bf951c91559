import { Sheet } from '../components/Sheet.tsx';
import { useMe } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import { SignInFlow } from '../people/SignInFlow.tsx';

/** The session ended while a page was open: sign in over it, nothing typed is lost. */
export function SignInDialog() {
  const { say } = useWords();
  const me = useMe();
  return (
    <Sheet title={say('sign-in.again-title')} alone>
      <p style={{ marginBottom: 12 }}>{say('sign-in.again')}</p>
      <SignInFlow username={me.account.username} />
    </Sheet>
  );
}
