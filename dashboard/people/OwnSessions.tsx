import { Button, Stack } from '@mantine/core';
import type { OpenSession } from '../../protocol/api/people.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { ProblemNotice } from '../components/ProblemNotice.tsx';
import { useEndSession, useOpenSessions } from '../data/own-account.ts';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { browserName, machineWord } from './entries.ts';

export function OwnSessions() {
  const { say } = useWords();
  const sessions = useOpenSessions();
  const end = useEndSession();
  const where = (row: OpenSession) => {
    const agent = row.agent ?? '';
    const machine = [say(machineWord(agent)), browserName(agent)].filter(Boolean).join(', ');
    return row.current ? say('own.this-session', { machine }) : machine;
  };
  return (
    <Card title={say('own.sessions')}>
      <Answer query={sessions} rows={3}>
        {({ items }) => (
          <Stack>
            <DataTable
              caption={say('own.sessions')}
              rows={items}
              keyOf={(row) => row.id}
              columns={[
                { title: say('own.machine'), cell: where },
                { title: say('own.address'), cell: (row) => row.address ?? say('fact.unknown') },
                { title: say('own.since'), cell: (row) => dateTimeText(row.createdAt) },
                { title: say('own.seen'), cell: (row) => dateTimeText(row.seenAt) },
                {
                  title: say('action.actions'),
                  cell: (row) =>
                    row.current ? null : (
                      <Button
                        variant="default"
                        h={44}
                        loading={end.isPending && end.variables === row.id}
                        onClick={() => end.mutate(row.id)}
                      >
                        {say('own.end-session')}
                      </Button>
                    ),
                },
              ]}
            />
            <ProblemNotice error={end.error} />
          </Stack>
        )}
      </Answer>
    </Card>
  );
}
