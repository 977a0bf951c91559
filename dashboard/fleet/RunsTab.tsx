import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Node } from '../../protocol/api/areas.ts';
import type { RunSummary } from '../../protocol/api/broadcast.ts';
import { DAY_MS, MINUTE_MS } from '../../protocol/units.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { Empty } from '../components/Empty.tsx';
import { tellDelivery } from '../components/meaning.ts';
import { StateTag } from '../components/StateTag.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { useArea } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { dateTimeText } from '../format/date.ts';
import { runPath } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import { useHamletRuns, useRunOf } from './ask.ts';

const SHOWN = 12;

/** The last runs of the hamlet, and what this node's receipt says of each. */
export function RunsTab({ node }: { node: Node }) {
  const { say } = useWords();
  const now = useServerNow(5 * MINUTE_MS);
  const to = Math.ceil(now / (5 * MINUTE_MS)) * 5 * MINUTE_MS;
  const runs = useHamletRuns(node.hamlet, to - 14 * DAY_MS, to);
  const home = useArea(useMe().account.areas[0]).data;
  // A run's receipts come whole: those of a province are asked for one by one.
  const atOnce = home !== undefined && home.kind !== 'province';
  return (
    <Card title={say('fleet.runs')}>
      <Answer query={runs} rows={6}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty sentence={say('fleet.runs-none')} />
          ) : (
            <DataTable
              caption={say('fleet.runs')}
              rows={[...items].sort((a, b) => b.dueAt - a.dueAt).slice(0, SHOWN)}
              keyOf={(row) => row.id}
              columns={[
                { title: say('fleet.run-at'), cell: (row) => dateTimeText(row.dueAt) },
                {
                  title: say('fleet.run-title'),
                  cell: (row) => <Link href={runPath(row.id)}>{row.title}</Link>,
                },
                {
                  title: say('receipt.state'),
                  cell: (row) => <OwnReceipt run={row} node={node.id} atOnce={atOnce} />,
                },
              ]}
            />
          )
        }
      </Answer>
    </Card>
  );
}

function OwnReceipt({ run, node, atOnce }: { run: RunSummary; node: string; atOnce: boolean }) {
  const { say, format } = useWords();
  const [wanted, setWanted] = useState(false);
  const answer = useRunOf(run.id, atOnce || wanted);
  if (!atOnce && !wanted)
    return (
      <Button variant="default" size="compact-md" onClick={() => setWanted(true)}>
        {say('fleet.run-ask')}
        <span className="visually-hidden">{`: ${run.title} ${dateTimeText(run.dueAt)}`}</span>
      </Button>
    );
  if (!answer.data) return <span>{say(answer.isError ? 'state.failed' : 'fleet.row-loading')}</span>;
  const own = answer.data.deliveries.find((delivery) => delivery.node === node);
  if (!own) return <span>{say('fleet.run-not-due')}</span>;
  return (
    <span>
      <StateTag told={tellDelivery(own)} />{' '}
      {own.playedMs !== undefined && <span className="numeric">{format.duration(own.playedMs)}</span>}{' '}
      {own.reason && say(`reason.${own.reason}`)}
    </span>
  );
}
