import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Listener } from '../../protocol/api/listening.ts';
import { ConfirmSheet } from '../components/ConfirmSheet.tsx';
import { type Column, DataTable } from '../components/DataTable.tsx';
import { tellPresence } from '../components/meaning.ts';
import { StateTag } from '../components/StateTag.tsx';
import { useMe } from '../data/session.ts';
import { dateTimeText } from '../format/date.ts';
import { may } from '../frame/permissions.ts';
import { useWords } from '../i18n/Language.tsx';
import { useUnsetListener } from './ask.ts';
import { tellHearing } from './hearing-words.ts';
import styles from './Listening.module.css';

/** Who listens to the hamlet, and whether it still does. */
export function ListenerTable({ hamlet, listeners }: { hamlet: string; listeners: readonly Listener[] }) {
  const { say } = useWords();
  const { role } = useMe().account;
  const [leaving, setLeaving] = useState<Listener>();
  const unset = useUnsetListener(hamlet);
  const columns: Column<Listener>[] = [
    { title: say('listening.node'), cell: ({ code, place }) => (place === '' ? code : `${code} · ${place}`) },
    {
      title: say('listening.connection'),
      cell: ({ presence }) => <StateTag told={tellPresence({ presence, enrolled: true })} />,
    },
    {
      title: say('listening.last'),
      cell: ({ last }) =>
        last ? (
          <span className={styles.last}>
            <span>{dateTimeText(last.at)}</span>
            <StateTag told={tellHearing(last.result)} bare />
          </span>
        ) : (
          say('listening.not-spoken')
        ),
    },
    { title: say('listening.since'), cell: ({ since, byName }) => `${dateTimeText(since)}, ${byName}` },
    ...(may(role, 'enrol')
      ? [
          {
            title: say('listening.unassign'),
            cell: (row: Listener) => (
              <Button size="sm" variant="default" onClick={() => setLeaving(row)}>
                {say('listening.unassign')}
                <span className="visually-hidden">{` ${row.code}`}</span>
              </Button>
            ),
          },
        ]
      : []),
  ];
  return (
    <>
      <DataTable caption={say('listening.nodes')} columns={columns} rows={listeners} keyOf={({ node }) => node} />
      {leaving && (
        <ConfirmSheet
          title={say('listening.unassign-title', { code: leaving.code })}
          submit={say('listening.unassign')}
          act={unset}
          onSubmit={() => unset.mutate(leaving.node, { onSuccess: () => setLeaving(undefined) })}
          onClose={() => setLeaving(undefined)}
        >
          <p>{say('listening.unassign-what')}</p>
        </ConfirmSheet>
      )}
    </>
  );
}
