import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { BulkOrder, BulkReview } from '../../protocol/api/bulk.ts';
import { Answer } from '../components/Answer.tsx';
import { ProblemNotice } from '../components/ProblemNotice.tsx';
import { Sheet } from '../components/Sheet.tsx';
import { useGateway } from '../data/Gateway.tsx';
import type { Query } from '../data/paths.ts';
import { newUlid } from '../data/ulid.ts';
import { useWords } from '../i18n/Language.tsx';
import { useBulkReview, useStartBulk } from './ask-bulk.ts';
import type { BulkKind } from './BulkBar.tsx';
import { BulkProgress } from './BulkProgress.tsx';
import { bulkReason } from './bulk-words.ts';
import styles from './Fleet.module.css';

/** Three steps in one sheet: how loud (of a volume), how many and which, and then node by node what came of it. */
export function BulkSheet({ kind, filter, onClose }: { kind: BulkKind; filter: Query; onClose: () => void }) {
  const { say } = useWords();
  const { freshness } = useGateway();
  const [key] = useState(() => newUlid(freshness.serverNow()));
  const [percent, setPercent] = useState('');
  const [wrong, setWrong] = useState(false);
  const [order, setOrder] = useState<BulkOrder | undefined>(kind === 'volume' ? undefined : { type: kind });
  const review = useBulkReview(filter, order);
  const start = useStartBulk();
  const begun = start.data?.id;
  return (
    <Sheet title={say(`bulk.do.${kind}`)} onClose={onClose}>
      {begun ? (
        <BulkProgress id={begun} />
      ) : !order ? (
        <form
          noValidate
          className={styles.stack}
          onSubmit={(event) => {
            event.preventDefault();
            const value = Number(percent);
            const fits = /^\d{1,3}$/.test(percent.trim()) && value >= 1 && value <= 100;
            setWrong(!fits);
            if (fits) setOrder({ type: 'volume', percent: value });
          }}
        >
          <TextInput
            id="bulk-percent"
            label={say('bulk.percent')}
            inputMode="numeric"
            value={percent}
            error={wrong ? say('bulk.percent-wrong') : undefined}
            onChange={({ currentTarget: { value } }) => setPercent(value)}
          />
          <Button type="submit" size="lg">
            {say('bulk.review')}
          </Button>
        </form>
      ) : (
        <div className={styles.stack}>
          <Answer query={review} rows={6}>
            {(data) => (
              <>
                <Reviewed review={data} />
                <ProblemNotice error={start.error} />
                <Button
                  size="lg"
                  data-primary
                  disabled={data.able === 0}
                  loading={start.isPending}
                  onClick={() =>
                    start.mutate({ key, filter, order, able: data.able }, { onError: () => void review.refetch() })
                  }
                >
                  {say('bulk.start', { n: data.able })}
                </Button>
              </>
            )}
          </Answer>
        </div>
      )}
      <Button variant="default" size="lg" mt="md" onClick={onClose}>
        {say(begun ? 'bulk.close' : 'action.back')}
      </Button>
    </Sheet>
  );
}

function Reviewed({ review: { total, able, items, refused } }: { review: BulkReview }) {
  const { say, format } = useWords();
  return (
    <>
      <p>{say('bulk.reaches', { able: format.number(able), total: format.number(total) })}</p>
      {refused.length > 0 && (
        <ul>
          {refused.map(({ why, nodes, codes }) => (
            <li key={why}>
              {say('bulk.not-reached', { n: format.number(nodes), why: bulkReason(why, say) })} {codes.join(', ')}
              {nodes > codes.length && '…'}
            </li>
          ))}
        </ul>
      )}
      {items.length > 0 && (
        <details>
          <summary>{say('bulk.which', { n: format.number(items.length) })}</summary>
          <ul className={styles.bulkList}>
            {items.map(({ node, code, hamletName, communeName }) => (
              <li key={node}>
                <b>{code}</b> {hamletName}, {communeName}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
