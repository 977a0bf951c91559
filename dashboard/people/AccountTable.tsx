import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Account } from '../../protocol/api/people.ts';
import { DataTable } from '../components/DataTable.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { personPath } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import { AreaNames } from './AreaNames.tsx';
import { tellAccount } from './account-list.ts';

const FIRST_SHOWN = 25;
const EVERY_MS = 60_000;

/** Who may sign in, as what, for where. */
export function AccountTable({ accounts }: { accounts: readonly Account[] }) {
  const { say, format } = useWords();
  const now = useServerNow(EVERY_MS);
  const [all, setAll] = useState(false);
  const shown = all ? accounts : accounts.slice(0, FIRST_SHOWN);
  return (
    <>
      <DataTable
        caption={say('account.list')}
        rows={shown}
        keyOf={(row) => row.id}
        columns={[
          { title: say('account.name'), cell: (row) => <Link href={personPath(row.id)}>{row.name}</Link> },
          { title: say('account.username'), cell: (row) => row.username },
          { title: say('account.role'), cell: (row) => say(`role.${row.role}`) },
          { title: say('account.areas'), cell: (row) => <AreaNames areas={row.areas} /> },
          { title: say('account.devices'), cell: (row) => format.number(row.devices), numeric: true },
          { title: say('account.state'), cell: (row) => <StateTag told={tellAccount(row, now)} /> },
        ]}
      />
      {shown.length < accounts.length && (
        <Button variant="default" mt="sm" onClick={() => setAll(true)}>
          {say('list.more', { n: format.number(accounts.length - shown.length) })}
        </Button>
      )}
    </>
  );
}
