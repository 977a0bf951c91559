import { Button, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Account } from '../../protocol/api/people.ts';
import { Card } from '../components/Card.tsx';
import { useChangeAccount } from '../data/accounts.ts';
import { useWords } from '../i18n/Language.tsx';
import { AccountFields } from './AccountFields.tsx';
import { draftOf, faultsOf, patchOf } from './account-form.ts';
import { RefusalNotice } from './RefusalNotice.tsx';
import { useRefusals } from './refusals.ts';

/** Name, role, areas and end of an account. */
export function AccountChange({ account, own }: { account: Account; own: boolean }) {
  const { say } = useWords();
  const change = useChangeAccount(account.id);
  const refusals = useRefusals('account-name');
  const [draft, setDraft] = useState(() => draftOf(account));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const faults = own ? faultsOf(draft).filter(({ field }) => field === 'name') : faultsOf(draft);
    if (refusals.missing(faults.map(({ field, word }) => ({ field: `account-${field}`, message: say(word) })))) return;
    change.mutate(patchOf(account, draft), { onError: refusals.refused });
  };
  return (
    <Card title={say('account.change')}>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm" maw={640}>
          <RefusalNotice refusals={refusals} />
          <AccountFields draft={draft} onChange={(part) => setDraft((before) => ({ ...before, ...part }))} own={own} />
          <Button type="submit" size="lg" loading={change.isPending}>
            {say('account.save')}
          </Button>
          {change.isSuccess && <p role="status">{say('account.saved')}</p>}
        </Stack>
      </form>
    </Card>
  );
}
