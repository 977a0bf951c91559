import { Button, Stack } from '@mantine/core';
import { useState } from 'react';
import type { ApprovalItem, ApproveManyAnswer } from '../../protocol/api/library.ts';
import { Notice } from '../components/Notice.tsx';
import { ProblemNotice } from '../components/ProblemNotice.tsx';
import { problemText } from '../components/problem-text.ts';
import { Sheet } from '../components/Sheet.tsx';
import { SheetActions } from '../components/SheetActions.tsx';
import { useApproveMany } from '../data/approvals.ts';
import { RefusedError } from '../data/gateway-client.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Approval.module.css';
import { type HeardNow, leftOf } from './heard-enough.ts';

interface Props {
  items: readonly ApprovalItem[];
  heard: HeardNow;
  onClose: () => void;
}

/** Approves at once what was heard enough; the rest is listed with what is left of it. */
export function ApproveWeekSheet({ items, heard, onClose }: Props) {
  const { say, format } = useWords();
  const many = useApproveMany();
  // What is asked for stays as it was read when the sheet opened.
  const [asked] = useState(() =>
    items.filter((item) => !item.own).map((item) => ({ item, leftMs: leftOf(item, heard).leftMs })),
  );
  const ready = asked.filter(({ leftMs }) => leftMs === 0).map(({ item }) => item);
  const waiting = asked.filter(({ leftMs }) => leftMs > 0);
  if (many.data) return <Outcome answer={many.data} items={ready} onClose={onClose} />;
  return (
    <Sheet title={say('week.title')} onClose={onClose}>
      <Stack>
        {ready.length === 0 ? (
          <p>{say('week.none')}</p>
        ) : (
          <section>
            <h3>{say('week.ready', { n: ready.length })}</h3>
            <ul className={styles.list}>
              {ready.map((item) => (
                <li key={item.id}>{item.title}</li>
              ))}
            </ul>
          </section>
        )}
        {waiting.length > 0 && (
          <section>
            <h3>{say('week.left', { n: waiting.length })}</h3>
            <ul className={styles.list}>
              {waiting.map(({ item, leftMs }) => (
                <li key={item.id}>{say('week.left-line', { title: item.title, time: format.length(leftMs) })}</li>
              ))}
            </ul>
          </section>
        )}
        <ProblemNotice error={many.error} />
        <SheetActions onClose={onClose}>
          {ready.length > 0 && (
            <Button
              size="lg"
              data-primary
              loading={many.isPending}
              onClick={() => many.mutate(ready.map(({ kind, id, contentHash }) => ({ kind, id, contentHash })))}
            >
              {say('week.submit', { n: ready.length })}
            </Button>
          )}
        </SheetActions>
      </Stack>
    </Sheet>
  );
}

function Outcome({
  answer,
  items,
  onClose,
}: {
  answer: ApproveManyAnswer;
  items: readonly ApprovalItem[];
  onClose: () => void;
}) {
  const { say } = useWords();
  const title = (id: string) => items.find((item) => item.id === id)?.title ?? id;
  return (
    <Sheet title={say('week.title')} onClose={onClose}>
      <Stack>
        <p role="status">{say('week.done', { n: answer.approved.length })}</p>
        {answer.refused.length > 0 && (
          <Notice meaning="bad" role="alert" title={say('week.refused', { n: answer.refused.length })}>
            <ul className={styles.list}>
              {answer.refused.map(({ id, code, detail }) => (
                <li key={id}>
                  {title(id)}:{' '}
                  {problemText(
                    new RefusedError({ type: 'about:blank', title: detail, status: 409, code, detail }),
                    say,
                  )}
                </li>
              ))}
            </ul>
          </Notice>
        )}
        <Button size="lg" onClick={onClose}>
          {say('action.close')}
        </Button>
      </Stack>
    </Sheet>
  );
}
