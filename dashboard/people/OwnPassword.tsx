import { Button, PasswordInput, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Card } from '../components/Card.tsx';
import type { FormError } from '../components/ErrorSummary.tsx';
import { useChangePassword } from '../data/own-account.ts';
import { useMe } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import { LEAST_PASSWORD } from './entries.ts';
import { NewPasswordField } from './NewPasswordField.tsx';
import { RefusalNotice } from './RefusalNotice.tsx';
import { useRefusals } from './refusals.ts';

export function OwnPassword() {
  const { say } = useWords();
  const [open, setOpen] = useState(false);
  const [changed, setChanged] = useState(false);
  return (
    <Card title={say('password.title')}>
      {open ? (
        <Form
          onDone={() => {
            setChanged(true);
            setOpen(false);
          }}
        />
      ) : (
        <Stack align="flex-start">
          {changed && <p role="status">{say('password.changed')}</p>}
          <Button variant="default" size="lg" onClick={() => setOpen(true)}>
            {say('password.change')}
          </Button>
        </Stack>
      )}
    </Card>
  );
}

function Form({ onDone }: { onDone: () => void }) {
  const { say } = useWords();
  const { account } = useMe();
  const change = useChangePassword();
  const refusals = useRefusals('password-current');
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const missing: FormError[] = [];
    if (!current) missing.push({ field: 'password-current', message: say('sign-in.password-missing') });
    if (password.length < LEAST_PASSWORD)
      missing.push({ field: 'password-new', message: say('account.password-short', { n: LEAST_PASSWORD }) });
    if (refusals.missing(missing)) return;
    change.mutate({ current, password }, { onSuccess: onDone, onError: refusals.refused });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack maw={480}>
        <RefusalNotice refusals={refusals} />
        {/* For the password manager: it must know whose password changes. */}
        <input type="text" name="username" autoComplete="username" value={account.username} readOnly hidden />
        <PasswordInput
          id="password-current"
          size="md"
          label={say('password.current')}
          autoComplete="current-password"
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': say('sign-in.show'), tabIndex: 0 }}
        />
        <NewPasswordField id="password-new" value={password} onChange={setPassword} />
        <Button type="submit" size="lg" loading={change.isPending}>
          {say('password.submit')}
        </Button>
      </Stack>
    </form>
  );
}
