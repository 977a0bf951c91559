import { Button } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { Card } from '../components/Card.tsx';
import { ConfirmSheet } from '../components/ConfirmSheet.tsx';
import { Notice } from '../components/Notice.tsx';
import { useReachable } from '../data/Gateway.tsx';
import { dateTimeText } from '../format/date.ts';
import { NEW_INSPECTION_PATH } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Inspection.module.css';
import { forgetWaiting, takeBack, type WaitingRecord } from './kept.ts';

interface Props {
  waiting: readonly WaitingRecord[];
  /** Another record is under way: nothing can be taken back before it is done. */
  busy: boolean;
  send: () => Promise<void>;
}

/** Records saved on this phone that the gateway does not have yet. */
export function OutboxCard({ waiting, busy, send }: Props) {
  const { say } = useWords();
  const [, navigate] = useLocation();
  const reachable = useReachable();
  const [dropping, setDropping] = useState<WaitingRecord>();
  if (waiting.length === 0) return null;
  return (
    <Card title={say('inspection.waiting', { n: waiting.length })}>
      <p role="status">{say(reachable ? 'inspection.waiting-online' : 'inspection.waiting-offline')}</p>
      <ul className={styles.rows} data-waiting>
        {waiting.map((record) => (
          <li key={record.id}>
            <span>
              <b>{record.communeName}</b>
              <br />
              {say('inspection.waiting-line', { n: record.input.lines.length, when: dateTimeText(record.savedAt) })}
            </span>
            {record.refused && (
              <>
                <Notice meaning="bad">{say('inspection.refused', { why: record.refused.text })}</Notice>
                <span className={styles.acts}>
                  {!busy && (
                    <Button
                      variant="default"
                      onClick={() => void takeBack(record).then(() => navigate(NEW_INSPECTION_PATH))}
                    >
                      {say('inspection.mend')}
                    </Button>
                  )}
                  <Button variant="default" onClick={() => setDropping(record)}>
                    {say('inspection.drop')}
                  </Button>
                </span>
              </>
            )}
          </li>
        ))}
      </ul>
      {waiting.some(({ refused }) => !refused) && (
        <Button variant="default" size="md" onClick={() => void send()}>
          {say('inspection.send-now')}
        </Button>
      )}
      {dropping && (
        <ConfirmSheet
          title={say('inspection.drop-title')}
          submit={say('inspection.drop')}
          act={{ isPending: false, error: undefined }}
          onSubmit={() => void forgetWaiting(dropping.id).then(() => setDropping(undefined))}
          onClose={() => setDropping(undefined)}
        >
          <p>{say('inspection.drop-sentence', { name: dropping.communeName })}</p>
        </ConfirmSheet>
      )}
    </Card>
  );
}
