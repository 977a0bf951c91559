import { Button, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { MadeAccount } from '../../protocol/api/people.ts';
import { Notice } from '../components/Notice.tsx';
import { useCreateAccount } from '../data/accounts.ts';
import { useWords } from '../i18n/Language.tsx';
import { AccountFields } from './AccountFields.tsx';
import { type AccountDraft, emptyAccount, faultsOf, inputOf } from './account-form.ts';
import { LinkPanel } from './LinkPanel.tsx';
import { RefusalNotice } from './RefusalNotice.tsx';
import { useRefusals } from './refusals.ts';

/** A new account, for areas of the administrator's own; then the link by which its person takes it over. */
export function AccountForm() {
  const { say } = useWords();
  const create = useCreateAccount();
  const refusals = useRefusals('account-username');
  const [draft, setDraft] = useState<AccountDraft>(emptyAccount);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const faults = faultsOf(draft);
    if (refusals.missing(faults.map(({ field, word }) => ({ field: `account-${field}`, message: say(word) })))) return;
    create.mutate(inputOf(draft), { onSuccess: () => setDraft(emptyAccount), onError: refusals.refused });
  };
  if (create.data) return <Made account={create.data} onNext={create.reset} />;
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm" maw={640}>
        <h2>{say('account.heading')}</h2>
        <RefusalNotice refusals={refusals} />
        <AccountFields draft={draft} onChange={(change) => setDraft((before) => ({ ...before, ...change }))} fresh />
        <p>{say('account.link-follows')}</p>
        <Button type="submit" size="lg" loading={create.isPending}>
          {say('account.submit')}
        </Button>
      </Stack>
    </form>
  );
}

function Made({ account, onNext }: { account: MadeAccount; onNext: () => void }) {
  const { say } = useWords();
  return (
    <Stack>
      <Notice meaning="good" role="status">
        {say('account.created', { name: account.name })}
      </Notice>
      <LinkPanel account={account} made={account.link} />
      <Button variant="default" size="lg" style={{ alignSelf: 'start' }} onClick={onNext}>
        {say('account.another')}
      </Button>
    </Stack>
  );
}
