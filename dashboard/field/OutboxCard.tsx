import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Card } from '../components/Card.tsx';
import { ConfirmSheet } from '../components/ConfirmSheet.tsx';
import { Notice } from '../components/Notice.tsx';
import { useReachable } from '../data/Gateway.tsx';
import { useWords } from '../i18n/Language.tsx';
import styles from './Field.module.css';
import { forgetWaiting, type Waiting } from './kept.ts';

interface Props {
  waiting: readonly Waiting[];
  send: () => Promise<void>;
  /** What one says, below its title. */
  line: (record: Waiting) => ReactNode;
  /** What can be done with one that was refused, beside throwing it away. */
  choices: (record: Waiting) => ReactNode;
  /** What throwing one away is called, asked and means. */
  drop: { readonly act: string; readonly title: string; sentence(record: Waiting): string };
}

/** What was saved on this phone and the gateway does not have yet. */
export function OutboxCard({ waiting, send, line, choices, drop }: Props) {
  const { say } = useWords();
  const reachable = useReachable();
  const [dropping, setDropping] = useState<Waiting>();
  if (waiting.length === 0) return null;
  const toSend = waiting.some(({ refused }) => !refused);
  return (
    <Card title={say('kept.waiting', { n: waiting.length })}>
      {toSend && <p role="status">{say(reachable ? 'kept.waiting-online' : 'kept.waiting-offline')}</p>}
      <ul className={styles.rows} data-waiting>
        {waiting.map((record) => (
          <li key={record.id}>
            <span>
              <b>{record.title}</b>
              <br />
              {line(record)}
            </span>
            {record.refused && (
              <>
                <Notice meaning="bad">{say('kept.refused', { why: record.refused.text })}</Notice>
                <span className={styles.acts}>
                  {choices(record)}
                  <Button variant="default" onClick={() => setDropping(record)}>
                    {drop.act}
                  </Button>
                </span>
              </>
            )}
          </li>
        ))}
      </ul>
      {toSend && (
        <Button variant="default" size="md" onClick={() => void send()}>
          {say('kept.send-now')}
        </Button>
      )}
      {dropping && (
        <ConfirmSheet
          title={drop.title}
          submit={drop.act}
          act={{ isPending: false, error: undefined }}
          onSubmit={() => void forgetWaiting(dropping.id).then(() => setDropping(undefined))}
          onClose={() => setDropping(undefined)}
        >
          <p>{drop.sentence(dropping)}</p>
        </ConfirmSheet>
      )}
    </Card>
  );
}
