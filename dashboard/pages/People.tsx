import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { Empty } from '../components/Empty.tsx';
import { Filters } from '../components/Filters.tsx';
import { Page } from '../components/Page.tsx';
import { useAccounts } from '../data/queries.ts';
import { NEW_PERSON_PATH } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import { AccountTable } from '../people/AccountTable.tsx';
import { foundAccounts } from '../people/account-list.ts';

/** «Ai được làm gì, ở đâu?» */
export function People() {
  const { say, format } = useWords();
  const accounts = useAccounts();
  const [text, setText] = useState('');
  const items = accounts.data?.items ?? [];
  const open = items.filter((one) => !one.disabled && !one.erased).length;
  return (
    <Page
      title={say('menu.people')}
      sentence={accounts.data && say('people.sentence', { open: format.number(open), n: format.number(items.length) })}
      actions={
        <Button component={Link} href={NEW_PERSON_PATH} size="lg">
          {say('people.add')}
        </Button>
      }
    >
      <Filters>
        <TextInput
          type="search"
          label={say('people.search')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </Filters>
      <Card>
        <Answer query={accounts} rows={14}>
          {(list) => {
            const found = foundAccounts(list.items, text, (one) => say(`role.${one.role}`));
            return found.length === 0 ? (
              <Empty sentence={say('list.nothing-found')} />
            ) : (
              <AccountTable accounts={found} />
            );
          }}
        </Answer>
      </Card>
    </Page>
  );
}
