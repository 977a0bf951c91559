import { useQueries } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { Delivery, Run } from '../../protocol/api/broadcast.ts';
import type { SessionDetail } from '../../protocol/api/coverage.ts';
import { timeOf } from '../../protocol/vietnam-time.ts';
import { Card } from '../components/Card.tsx';
import { type Column, DataTable } from '../components/DataTable.tsx';
import { Empty } from '../components/Empty.tsx';
import { Loading } from '../components/Loading.tsx';
import { receiptState, tellDelivery } from '../components/meaning.ts';
import { ProblemNotice } from '../components/ProblemNotice.tsx';
import { byConcern } from '../components/receipt-order.ts';
import { StateTag } from '../components/StateTag.tsx';
import { paths } from '../data/paths.ts';
import { clockText, dateTimeText } from '../format/date.ts';
import { receiptPath, runPath } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import { type TrailPlace, trailPath } from './Trail.tsx';

/** What every node of the hamlet reported of the runs of this session; a receipt leads to ③. */
export function SessionReceipts({
  session,
  hamlet,
  place,
}: {
  session: SessionDetail;
  hamlet: string;
  place: TrailPlace;
}) {
  const { say } = useWords();
  const runs = useQueries({ queries: session.runs.map((run) => ({ queryKey: [paths.run(run), {}] })) });
  if (runs.length === 0)
    return (
      <Card title={say('session-page.receipts')}>
        <Empty sentence={say('session-page.no-runs')} />
      </Card>
    );
  return (
    <>
      {runs.map(({ data, error }, index) => {
        const run = data as Run | undefined;
        if (error && !run) return <ProblemNotice key={session.runs[index]} error={error} />;
        if (!run) return <Loading key={session.runs[index]} rows={4} />;
        return <RunReceipts key={run.id} run={run} hamlet={hamlet} place={place} />;
      })}
    </>
  );
}

function RunReceipts({ run, hamlet, place }: { run: Run; hamlet: string; place: TrailPlace }) {
  const { say, format } = useWords();
  const rows = run.deliveries.filter((delivery) => delivery.hamlet === hamlet).sort(byConcern);
  const columns: Column<Delivery>[] = [
    {
      title: say('trail.receipt'),
      cell: (row) =>
        row.evidence === undefined ? (
          <span>{row.code}</span>
        ) : (
          <Link href={trailPath(receiptPath(row.evidence), place)} data-receipt>
            {say('trail.receipt-of', { node: row.code })}
          </Link>
        ),
    },
    { title: say('node.place'), cell: (row) => row.place },
    {
      title: say('receipt.state'),
      cell: (row) => (
        <span data-state={receiptState(row)}>
          <StateTag told={tellDelivery(row)} />
        </span>
      ),
    },
    {
      title: say('receipt.reason'),
      cell: (row) =>
        row.reason ? say(`reason.${row.reason}`) : row.evidence === undefined ? say('receipt.why-unknown') : undefined,
    },
    {
      title: say('receipt.started'),
      cell: (row) => row.startedAt !== undefined && clockText(row.startedAt),
      numeric: true,
    },
    {
      title: say('receipt.played'),
      cell: (row) =>
        row.playedMs !== undefined &&
        say('receipt.of', {
          played: format.length(row.playedMs),
          expected: format.length(row.expectedMs ?? run.durationMs),
        }),
      numeric: true,
    },
    { title: say('receipt.heard-by'), cell: (row) => row.heardBy && say(`heard-by.${row.heardBy}`) },
  ];
  return (
    <Card
      title={say('session-page.run', { at: timeOf(run.dueAt), title: run.title })}
      aside={
        <Link href={runPath(run.id)} title={dateTimeText(run.dueAt)}>
          {say('session-page.whole-run')}
        </Link>
      }
    >
      {rows.length === 0 ? (
        <Empty sentence={say('session-page.no-nodes')} />
      ) : (
        <DataTable caption={say('session-page.receipts')} columns={columns} rows={rows} keyOf={(row) => row.node} />
      )}
    </Card>
  );
}
