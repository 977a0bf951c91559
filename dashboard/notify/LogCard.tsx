import { Group, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import type { Notification } from '../../protocol/api/notify.ts';
import { MESSAGE_STATES } from '../../protocol/notify.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { Empty } from '../components/Empty.tsx';
import { Filters } from '../components/Filters.tsx';
import { Pager } from '../components/Pager.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from '../schedule/Rows.module.css';
import { useNotifications } from './ask.ts';
import { tellMessage, wordText } from './told.ts';

const PAGE = 20;

/** What was sent to whom, and what came of it. */
export function LogCard() {
  const { say } = useWords();
  const [state, setState] = useState('');
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const log = useNotifications({ state: state || undefined, cursor: cursors.at(-1), limit: PAGE });
  return (
    <Card title={say('notify.log')}>
      <Filters>
        <NativeSelect
          id="log-state"
          label={say('notify.log-state')}
          value={state}
          onChange={({ currentTarget: { value } }) => {
            setState(value);
            setCursors([]);
          }}
          data={[
            { value: '', label: say('notify.log-all') },
            ...MESSAGE_STATES.map((one) => ({ value: one, label: say(`notify.message.${one}`) })),
          ]}
        />
      </Filters>
      <Answer query={log} rows={6}>
        {({ items, next }) =>
          items.length === 0 ? (
            <Empty sentence={say('notify.log-none')} />
          ) : (
            <div data-messages>
              <DataTable caption={say('notify.log')} rows={items} keyOf={({ id }) => id} columns={columns(say)} />
              <Group justify="flex-end" mt="md">
                <Pager cursors={cursors} next={next} onChange={setCursors} />
              </Group>
            </div>
          )
        }
      </Answer>
    </Card>
  );
}

function columns(say: ReturnType<typeof useWords>['say']) {
  return [
    {
      title: say('notify.log-at'),
      cell: ({ sentAt, createdAt }: Notification) => (
        <span className="numeric">{dateTimeText(sentAt ?? createdAt)}</span>
      ),
    },
    {
      title: say('notify.log-to'),
      cell: ({ toName, to, channelName }: Notification) => (
        <span style={{ overflowWrap: 'anywhere' }}>
          {toName} {to}
          <br />
          <span className={styles.soft}>{channelName}</span>
        </span>
      ),
    },
    {
      title: say('notify.log-what'),
      cell: ({ text }: Notification) => (
        <details style={{ overflowWrap: 'anywhere' }}>
          <summary>{text.split('\n', 2).join(' · ')}</summary>
          <p style={{ whiteSpace: 'pre-line' }}>{text}</p>
        </details>
      ),
    },
    {
      title: say('notify.log-state'),
      cell: ({ state, tries, failed }: Notification) => (
        <span>
          <StateTag told={tellMessage(state)} bare />
          {failed !== undefined && (
            <>
              <br />
              <span className={styles.soft}>{say('notify.log-tries', { n: tries, word: wordText(failed, say) })}</span>
            </>
          )}
        </span>
      ),
    },
  ];
}
