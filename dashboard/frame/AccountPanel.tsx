import { Button } from '@mantine/core';
import { useMe, useSignOut } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Frame.module.css';
import { LanguageSwitch } from './LanguageSwitch.tsx';

/** Who is signed in, in which language, and the way out. */
export function AccountPanel() {
  const { say } = useWords();
  const { account } = useMe();
  const signOut = useSignOut();
  return (
    <div className={styles.account}>
      <p>
        <b>{account.name}</b>
        <br />
        {say(`role.${account.role}`)}
      </p>
      <LanguageSwitch />
      <Button variant="default" size="md" loading={signOut.isPending} onClick={() => signOut.mutate()}>
        {say('session.sign-out')}
      </Button>
    </div>
  );
}
