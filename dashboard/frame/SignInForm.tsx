import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { ErrorSummary, type FormError } from '../components/ErrorSummary.tsx';
import { problemText } from '../components/problem-text.ts';
import { useSignIn } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';

export function SignInForm({ username = '', onDone }: { username?: string; onDone?: () => void }) {
  const { say } = useWords();
  const signIn = useSignIn();
  const [name, setName] = useState(username);
  const [password, setPassword] = useState('');
  const [errors, setErrors] = useState<readonly FormError[]>([]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const missing: FormError[] = [];
    if (!name.trim()) missing.push({ field: 'username', message: say('sign-in.username-missing') });
    if (!password) missing.push({ field: 'password', message: say('sign-in.password-missing') });
    setErrors(missing);
    if (missing.length > 0) return;
    signIn.mutate(
      { username: name.trim(), password },
      {
        onSuccess: () => onDone?.(),
        onError: (error) => setErrors([{ field: 'password', message: problemText(error, say) }]),
      },
    );
  };

  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <ErrorSummary errors={errors} />
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
      </Stack>
    </form>
  );
}
