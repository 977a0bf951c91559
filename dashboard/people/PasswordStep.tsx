import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Me } from '../../protocol/api/people.ts';
import type { FormError } from '../components/ErrorSummary.tsx';
import { useSignIn } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import { RefusalNotice } from './RefusalNotice.tsx';
import { useRefusals } from './refusals.ts';

interface Props {
  username?: string | undefined;
  onDone: (me: Me) => void;
  /** Back to the PIN of this machine, where it has one. */
  onPin?: (() => void) | undefined;
}

export function PasswordStep({ username = '', onDone, onPin }: Props) {
  const { say } = useWords();
  const signIn = useSignIn();
  const refusals = useRefusals('password');
  const [name, setName] = useState(username);
  const [password, setPassword] = useState('');

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const missing: FormError[] = [];
    if (!name.trim()) missing.push({ field: 'username', message: say('sign-in.username-missing') });
    if (!password) missing.push({ field: 'password', message: say('sign-in.password-missing') });
    if (refusals.missing(missing)) return;
    signIn.mutate({ username: name.trim(), password }, { onSuccess: onDone, onError: refusals.refused });
  };

  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <RefusalNotice refusals={refusals} />
        <TextInput
          id="username"
          size="md"
          label={say('sign-in.username')}
          autoComplete="username"
          autoCapitalize="none"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <PasswordInput
          id="password"
          size="md"
          label={say('sign-in.password')}
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': say('sign-in.show'), tabIndex: 0 }}
        />
        <Button type="submit" size="lg" loading={signIn.isPending}>
          {say('sign-in.submit')}
        </Button>
        {onPin && (
          <Button variant="default" size="lg" onClick={onPin}>
            {say('sign-in.use-pin')}
          </Button>
        )}
      </Stack>
    </form>
  );
}
