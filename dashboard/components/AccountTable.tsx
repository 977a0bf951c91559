import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Account } from '../../protocol/api/people.ts';
import { useArea } from '../data/queries.ts';
import { useWords } from '../i18n/Language.tsx';
import { areaTitle } from './area-title.ts';
import { DataTable } from './DataTable.tsx';
import type { Told } from './meaning.ts';
import { StateTag } from './StateTag.tsx';

const FIRST_SHOWN = 20;
const MOST_NAMED = 3;
const IN_USE: Told = { meaning: 'good', word: 'account.in-use' };
const DISABLED: Told = { meaning: 'excused', word: 'account.disabled' };

/** Who may sign in, as what, for where. */
export function AccountTable({ accounts }: { accounts: readonly Account[] }) {
  const { say, format } = useWords();
  const [all, setAll] = useState(false);
  const shown = all ? accounts : accounts.slice(0, FIRST_SHOWN);
  return (
    <>
      <DataTable
        caption={say('account.list')}
        rows={shown}
        keyOf={(row) => row.id}
        columns={[
          { title: say('account.name'), cell: (row) => row.name },
          { title: say('account.username'), cell: (row) => row.username },
          { title: say('account.role'), cell: (row) => say(`role.${row.role}`) },
          { title: say('account.areas'), cell: (row) => <AreaNames areas={row.areas} /> },
          { title: say('account.state'), cell: (row) => <StateTag told={row.disabled ? DISABLED : IN_USE} /> },
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

function AreaNames({ areas }: { areas: readonly string[] }) {
  const { say, format } = useWords();
  const more = areas.length - MOST_NAMED;
  return (
    <span>
      {areas.slice(0, MOST_NAMED).map((area, index) => (
        <span key={area}>
          {index > 0 && ', '}
          <AreaName area={area} />
        </span>
      ))}
      {more > 0 && ` ${say('account.more-areas', { n: format.number(more) })}`}
    </span>
  );
}

function AreaName({ area }: { area: string }) {
  const found = useArea(area).data;
  return found ? areaTitle(found) : null;
}
