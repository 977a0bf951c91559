import { Button, Stack } from '@mantine/core';
import { useState } from 'react';
import type { ApiToken } from '../../protocol/api/people.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { ConfirmSheet } from '../components/ConfirmSheet.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { Empty } from '../components/Empty.tsx';
import { useEndToken, useTokens } from '../data/own-account.ts';
import { dateText, dateTimeText } from '../format/date.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viToken } from '../i18n/vi-token.ts';
import { AreaNames } from './AreaNames.tsx';
import { TokenForm } from './TokenForm.tsx';

knowWords(viToken);

/** Keys for programs that speak as this account. */
export function OwnTokens() {
  const { say } = useWords();
  const tokens = useTokens();
  return (
    <Card title={say('token.title')}>
      <Answer query={tokens} rows={3}>
        {({ items }) => <List tokens={items} />}
      </Answer>
    </Card>
  );
}

function List({ tokens }: { tokens: readonly ApiToken[] }) {
  const { say } = useWords();
  const end = useEndToken();
  const [ending, setEnding] = useState<ApiToken | undefined>();
  const [making, setMaking] = useState(false);
  const close = () => setEnding(undefined);
  return (
    <Stack>
      {tokens.length === 0 ? (
        <Empty sentence={say('token.empty')} />
      ) : (
        <DataTable
          caption={say('token.title')}
          rows={tokens}
          keyOf={(row) => row.id}
          columns={[
            { title: say('token.name'), cell: (row) => row.name },
            { title: say('account.areas'), cell: (row) => <AreaNames areas={row.areas} /> },
            { title: say('token.rights'), cell: (row) => say(row.mayChange ? 'token.may-change' : 'token.reads') },
            { title: say('token.until'), cell: (row) => dateText(row.expiresAt) },
            {
              title: say('token.used'),
              cell: (row) => (row.usedAt === undefined ? say('token.never') : dateTimeText(row.usedAt)),
            },
            {
              title: say('action.actions'),
              cell: (row) => (
                <Button variant="default" h={44} onClick={() => setEnding(row)}>
                  {say('token.end')}
                </Button>
              ),
            },
          ]}
        />
      )}
      {making ? (
        <TokenForm onClose={() => setMaking(false)} />
      ) : (
        <Button variant="default" size="lg" style={{ alignSelf: 'start' }} onClick={() => setMaking(true)}>
          {say('token.make')}
        </Button>
      )}
      {ending && (
        <ConfirmSheet
          title={say('token.end-title', { name: ending.name })}
          submit={say('token.end')}
          act={end}
          onSubmit={() => end.mutate(ending.id, { onSuccess: close })}
          onClose={close}
        >
          <p>{say('token.end-sentence')}</p>
        </ConfirmSheet>
      )}
    </Stack>
  );
}
