import { Button } from '@mantine/core';
import { Link } from 'wouter';
import { useGateway } from '../data/Gateway.tsx';
import { useMe, useSignOut } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Frame.module.css';
import { LanguageSwitch } from './LanguageSwitch.tsx';
import { OWN_ACCOUNT } from './menu.ts';
import { useIsLocked, useShiftText } from './shift.ts';

/** Who is signed in, until when unlocked, in which language, and the way out. */
export function AccountPanel({ onLeave }: { onLeave?: () => void }) {
  const { say } = useWords();
  const { account } = useMe();
  const { unlocking } = useGateway();
  const signOut = useSignOut();
  const shift = useShiftText();
  const locked = useIsLocked();
  return (
    <div className={styles.account}>
      <p>
        <b>{account.name}</b>
        <br />
        {say(`role.${account.role}`)}
        {shift && (
          <>
            <br />
            {shift}
          </>
        )}
      </p>
      {locked && (
        <Button variant="default" size="md" onClick={() => void unlocking.ask()}>
          {say('unlock.submit')}
        </Button>
      )}
      <Link href={OWN_ACCOUNT} className={styles.own} onClick={onLeave}>
        {say('own.title')}
      </Link>
      <LanguageSwitch />
      <Button variant="default" size="md" loading={signOut.isPending} onClick={() => signOut.mutate()}>
        {say('session.sign-out')}
      </Button>
    </div>
  );
}
