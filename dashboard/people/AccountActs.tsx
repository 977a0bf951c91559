import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Account } from '../../protocol/api/people.ts';
import { Card } from '../components/Card.tsx';
import { ConfirmSheet } from '../components/ConfirmSheet.tsx';
import { useChangeAccount, useEndAccountDevices, useEraseAccount, useResetSecondFactor } from '../data/accounts.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './People.module.css';

type Act = 'second-factor' | 'devices' | 'disable' | 'erase';

/** What an administrator does to somebody else's account; each asks once more. */
export function AccountActs({ account }: { account: Account }) {
  const { say } = useWords();
  const [act, setAct] = useState<Act | undefined>();
  const change = useChangeAccount(account.id);
  const close = () => setAct(undefined);
  return (
    <Card title={say('account.acts')}>
      <div className={styles.actions}>
        {account.secondFactor && (
          <Button variant="default" size="lg" onClick={() => setAct('second-factor')}>
            {say('account.reset-second-factor')}
          </Button>
        )}
        <Button variant="default" size="lg" onClick={() => setAct('devices')}>
          {say('account.end-devices')}
        </Button>
        {account.disabled ? (
          <Button
            variant="default"
            size="lg"
            loading={change.isPending}
            onClick={() => change.mutate({ disabled: false })}
          >
            {say('account.enable')}
          </Button>
        ) : (
          <Button variant="default" size="lg" onClick={() => setAct('disable')}>
            {say('account.disable')}
          </Button>
        )}
        <Button variant="default" size="lg" c="var(--bad)" onClick={() => setAct('erase')}>
          {say('account.erase')}
        </Button>
      </div>
      {act === 'second-factor' && <ResetSheet account={account} onClose={close} />}
      {act === 'devices' && <DevicesSheet account={account} onClose={close} />}
      {act === 'disable' && (
        <ConfirmSheet
          title={say('account.disable-title', { name: account.name })}
          submit={say('account.disable')}
          act={change}
          onSubmit={() => change.mutate({ disabled: true }, { onSuccess: close })}
          onClose={close}
        >
          <p>{say('account.disable-sentence')}</p>
        </ConfirmSheet>
      )}
      {act === 'erase' && <EraseSheet account={account} onClose={close} />}
    </Card>
  );
}

interface SheetProps {
  account: Account;
  onClose: () => void;
}

function ResetSheet({ account, onClose }: SheetProps) {
  const { say } = useWords();
  const reset = useResetSecondFactor(account.id);
  return (
    <ConfirmSheet
      title={say('account.reset-title', { name: account.name })}
      submit={say('account.reset-second-factor')}
      act={reset}
      onSubmit={() => reset.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>{say('account.reset-sentence')}</p>
    </ConfirmSheet>
  );
}

function DevicesSheet({ account, onClose }: SheetProps) {
  const { say } = useWords();
  const end = useEndAccountDevices(account.id);
  return (
    <ConfirmSheet
      title={say('account.end-devices-title', { name: account.name })}
      submit={say('account.end-devices')}
      act={end}
      onSubmit={() => end.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>{say('account.end-devices-sentence')}</p>
    </ConfirmSheet>
  );
}

/** Nothing brings a name back: the username is typed first. */
function EraseSheet({ account, onClose }: SheetProps) {
  const { say } = useWords();
  const erase = useEraseAccount(account.id);
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState(false);
  const submit = () => {
    const right = typed.trim() === account.username;
    setWrong(!right);
    if (right) erase.mutate(undefined, { onSuccess: onClose });
  };
  return (
    <ConfirmSheet
      title={say('account.erase-title', { name: account.name })}
      submit={say('account.erase')}
      act={erase}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>{say('account.erase-sentence')}</p>
      <TextInput
        id="erase-username"
        size="md"
        label={say('account.erase-type', { username: account.username })}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={typed}
        error={wrong ? say('account.erase-wrong', { username: account.username }) : undefined}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </ConfirmSheet>
  );
}
