import { Button, NativeSelect, PasswordInput, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Role } from '../../protocol/api/people.ts';
import { useCreateAccount } from '../data/changes.ts';
import { useMe } from '../data/session.ts';
import { useWords } from '../i18n/Language.tsx';
import { AreaPicker } from './AreaPicker.tsx';
import { type AccountDraft, emptyAccount, faultsOf, LEAST_PASSWORD } from './account-form.ts';
import { ErrorSummary, type FormError } from './ErrorSummary.tsx';
import { problemText } from './problem-text.ts';

const ROLES = [
  'operator',
  'approver',
  'hamlet-head',
  'technician',
  'appraiser',
  'administrator',
] as const satisfies readonly Role[];

/** A new account, for areas of the administrator's own. */
export function AccountForm() {
  const { say } = useWords();
  const roots = useMe().account.areas;
  const create = useCreateAccount();
  const [draft, setDraft] = useState<AccountDraft>(emptyAccount);
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const set = (change: Partial<AccountDraft>) => setDraft((before) => ({ ...before, ...change }));

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const faults = faultsOf(draft);
    setErrors(
      faults.map(({ field, word }) => ({ field: `account-${field}`, message: say(word, { n: LEAST_PASSWORD }) })),
    );
    if (faults.length > 0) return;
    create.mutate(
      { ...draft, username: draft.username.trim(), name: draft.name.trim().normalize('NFC') },
      {
        onSuccess: () => setDraft(emptyAccount),
        onError: (error) => setErrors([{ message: problemText(error, say) }]),
      },
    );
  };

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm" maw={640}>
        <h3>{say('account.heading')}</h3>
        <ErrorSummary errors={errors} />
        <TextInput
          id="account-name"
          label={say('account.name')}
          autoComplete="off"
          maxLength={120}
          value={draft.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <TextInput
          id="account-username"
          label={say('account.username')}
          description={say('account.username-hint')}
          autoComplete="off"
          autoCapitalize="none"
          maxLength={64}
          value={draft.username}
          onChange={(event) => set({ username: event.currentTarget.value })}
        />
        <NativeSelect
          label={say('account.role')}
          value={draft.role}
          onChange={(event) => set({ role: ROLES.find((one) => one === event.currentTarget.value) ?? 'operator' })}
          data={ROLES.map((one) => ({ value: one, label: say(`role.${one}`) }))}
        />
        <fieldset style={{ border: 'none', padding: 0, margin: 0, minWidth: 0 }}>
          <legend style={{ padding: 0, marginBottom: 4, fontWeight: 600 }}>{say('account.areas')}</legend>
          <AreaPicker id="account-areas" roots={roots} chosen={draft.areas} onChange={(areas) => set({ areas })} />
        </fieldset>
        <PasswordInput
          id="account-password"
          label={say('account.password')}
          description={say('account.password-hint', { n: LEAST_PASSWORD })}
          autoComplete="new-password"
          value={draft.password}
          onChange={(event) => set({ password: event.currentTarget.value })}
          visibilityToggleButtonProps={{ 'aria-label': say('sign-in.show'), tabIndex: 0 }}
        />
        <Button type="submit" size="lg" loading={create.isPending}>
          {say('account.submit')}
        </Button>
        {create.isSuccess && <p role="status">{say('account.created', { name: create.data.name })}</p>}
      </Stack>
    </form>
  );
}
