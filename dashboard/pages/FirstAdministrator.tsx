import { Button, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Me } from '../../protocol/api/people.ts';
import type { FormError } from '../components/ErrorSummary.tsx';
import { useFirstAdministrator } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import { Arrival } from '../people/Arrival.tsx';
import { isUsername, LEAST_PASSWORD } from '../people/entries.ts';
import { LEAST_LINK_CODE, LinkCodeField } from '../people/LinkCodeField.tsx';
import { useLinkCode } from '../people/link-code.ts';
import { NewPasswordField } from '../people/NewPasswordField.tsx';
import { RefusalNotice } from '../people/RefusalNotice.tsx';
import { useRefusals } from '../people/refusals.ts';

/** The first person of an installation, by the link that the first start printed. */
export function FirstAdministrator() {
  const { say } = useWords();
  return <Arrival title={say('first.title')} next="/thiet-lap" form={(onDone) => <Form onDone={onDone} />} />;
}

function Form({ onDone }: { onDone: (me: Me) => void }) {
  const { say } = useWords();
  const carried = useLinkCode();
  const create = useFirstAdministrator();
  const refusals = useRefusals('username');
  const [draft, setDraft] = useState({ code: carried ?? '', username: '', name: '', password: '' });
  const set = (change: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...change }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const missing: FormError[] = [];
    const { code, username, name, password } = draft;
    if (code.trim().length < LEAST_LINK_CODE) missing.push({ field: 'link-code', message: say('link.code-missing') });
    if (!name.trim()) missing.push({ field: 'name', message: say('account.name-missing') });
    if (!isUsername(username)) missing.push({ field: 'username', message: say('account.username-wrong') });
    if (password.length < LEAST_PASSWORD)
      missing.push({ field: 'password-new', message: say('account.password-short', { n: LEAST_PASSWORD }) });
    if (refusals.missing(missing)) return;
    create.mutate(
      { code: code.trim(), username: username.trim(), name: name.trim().normalize('NFC'), password },
      { onSuccess: onDone, onError: refusals.refused },
    );
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <p>{say('first.sentence')}</p>
        <RefusalNotice refusals={refusals} />
        {!carried && <LinkCodeField value={draft.code} onChange={(code) => set({ code })} />}
        <TextInput
          id="name"
          size="md"
          label={say('account.name')}
          autoComplete="name"
          maxLength={120}
          value={draft.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <TextInput
          id="username"
          size="md"
          label={say('account.username')}
          description={say('account.username-hint')}
          autoComplete="username"
          autoCapitalize="none"
          maxLength={64}
          value={draft.username}
          onChange={(event) => set({ username: event.currentTarget.value })}
        />
        <NewPasswordField id="password-new" value={draft.password} onChange={(password) => set({ password })} />
        <Button type="submit" size="lg" loading={create.isPending}>
          {say('first.submit')}
        </Button>
      </Stack>
    </form>
  );
}
