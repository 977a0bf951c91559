import { Button, NativeSelect } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useParams } from 'wouter';
import type { Run } from '../../protocol/api/broadcast.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { Count } from '../components/Count.tsx';
import { Empty } from '../components/Empty.tsx';
import { Facts } from '../components/Facts.tsx';
import { Figure, Figures } from '../components/Figures.tsx';
import { type Meaning, tellDelivery, tellRun } from '../components/meaning.ts';
import { Page } from '../components/Page.tsx';
import { ReceiptTable } from '../components/ReceiptTable.tsx';
import { RunHamlets } from '../components/RunHamlets.tsx';
import { reportedOf } from '../components/receipt-counts.ts';
import { StateTag } from '../components/StateTag.tsx';
import { useRun } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { dateTimeText } from '../format/date.ts';
import { may } from '../frame/permissions.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viRelay } from '../i18n/vi-relay.ts';
import { useSessionOfRun } from '../live/ask.ts';
import { LiveOfRun } from '../live/LiveOfRun.tsx';
import { RunEvents } from '../relays/RunEvents.tsx';
import styles from './RunDetail.module.css';

knowWords(viRelay);

const StopSheet = lazy(() => import('../pages/in-an-emergency.ts').then((module) => ({ default: module.StopSheet })));
const MEANINGS = [
  'good',
  'partial',
  'bad',
  'unknown',
  'on-air',
  'planned',
  'excused',
] as const satisfies readonly Meaning[];

/** One run with its receipts, as they arrive. */
export function RunDetail() {
  const { say } = useWords();
  const { run: id = '' } = useParams();
  const { account } = useMe();
  const run = useRun(decodeURIComponent(id));
  const [stopping, setStopping] = useState(false);
  const data = run.data;
  const session = useSessionOfRun(data);
  return (
    <Page
      title={data ? data.title : say('run.heading')}
      sentence={
        data && say('run.sentence', { heard: data.heard, nodes: data.nodes, reported: reportedOf(data.counts) })
      }
      actions={
        data?.state === 'on-air' &&
        may(account.role, 'stop') && (
          <Button color="dark" size="lg" h={56} onClick={() => setStopping(true)}>
            {say('stop.this')}
          </Button>
        )
      }
    >
      <Answer query={run} rows={10}>
        {(shown) => (
          <>
            {session && <LiveOfRun session={session} />}
            <Summary run={shown} />
            <RunHamlets run={shown} />
            {shown.relayEvents && shown.relayEvents.length > 0 && <RunEvents events={shown.relayEvents} />}
            <Receipts run={shown} />
          </>
        )}
      </Answer>
      {stopping && data && (
        <Suspense fallback={null}>
          <StopSheet runs={[data]} preset={data.id} only onClose={() => setStopping(false)} />
        </Suspense>
      )}
    </Page>
  );
}

function Summary({ run }: { run: Run }) {
  const { say, format } = useWords();
  return (
    <Figures label={say('run.summary')}>
      <Figure
        title={say('run.state')}
        value={
          <span className={styles.state}>
            <StateTag told={tellRun(run)} />
          </span>
        }
      >
        {say('run.due-line', { at: dateTimeText(run.dueAt), duration: format.duration(run.durationMs) })}
      </Figure>
      <Figure
        title={say('run.heard')}
        value={say('count.of', { part: format.number(run.heard), whole: format.number(run.nodes) })}
      >
        <Counts run={run} />
      </Figure>
      <Figure title={say('run.content')} value={say(`class.${run.class}`)}>
        <Facts
          facts={[
            [say('run.level'), say(`level.${run.level}`)],
            ...(run.confirmedByName ? [[say('run.confirmed-by'), run.confirmedByName] as const] : []),
            [
              say('run.files'),
              run.contents
                .map(({ title, relay }) =>
                  relay === undefined ? title : `${title} (${say('relay.title-of', { name: relay })})`,
                )
                .join(', '),
            ],
          ]}
        />
      </Figure>
    </Figures>
  );
}

function Counts({ run }: { run: Run }) {
  const counts = new Map<Meaning, number>();
  for (const delivery of run.deliveries) {
    const { meaning } = tellDelivery(delivery);
    counts.set(meaning, (counts.get(meaning) ?? 0) + 1);
  }
  return MEANINGS.filter((meaning) => counts.has(meaning)).map((meaning) => (
    <Count key={meaning} meaning={meaning} n={counts.get(meaning) ?? 0} word={`meaning.${meaning}`} />
  ));
}

function Receipts({ run }: { run: Run }) {
  const { say } = useWords();
  const [meaning, setMeaning] = useState('');
  const rows = run.deliveries.filter((delivery) => meaning === '' || tellDelivery(delivery).meaning === meaning);
  return (
    <Card
      title={say('run.receipts')}
      aside={
        <NativeSelect
          aria-label={say('run.filter')}
          value={meaning}
          onChange={(event) => setMeaning(event.currentTarget.value)}
          data={[
            { value: '', label: say('filter.all') },
            ...MEANINGS.map((one) => ({ value: one, label: say(`meaning.${one}`) })),
          ]}
        />
      }
    >
      {rows.length === 0 ? (
        <Empty sentence={say('list.nothing-found')} />
      ) : (
        <ReceiptTable
          key={meaning}
          deliveries={rows}
          caption={say('run.receipts')}
          relayed={run.contents.some(({ relay }) => relay !== undefined)}
        />
      )}
    </Card>
  );
}
