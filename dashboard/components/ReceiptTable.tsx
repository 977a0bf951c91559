import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Delivery } from '../../protocol/api/broadcast.ts';
import { timeOf } from '../../protocol/vietnam-time.ts';
import { clockText } from '../format/date.ts';
import { nodePath } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import type { Say } from '../i18n/say.ts';
import { streamsText } from '../relays/streams-text.ts';
import { type Column, DataTable } from './DataTable.tsx';
import { receiptState, tellDelivery } from './meaning.ts';
import { byConcern } from './receipt-order.ts';
import { StateTag } from './StateTag.tsx';

const STEP = 50;

interface Props {
  deliveries: readonly Delivery[];
  caption: string;
  /** A station was passed on. */
  relayed?: boolean;
}

/** What every node of a run reported, what needs care first. */
export function ReceiptTable({ deliveries, caption, relayed = false }: Props) {
  const { say, format } = useWords();
  const [shown, setShown] = useState(STEP);
  const rows = [...deliveries].sort(byConcern);
  const columns: Column<Delivery>[] = [
    { title: say('node.code'), cell: (row) => <Link href={nodePath(row.node)}>{row.code}</Link> },
    { title: say('area.hamlet'), cell: (row) => row.hamletName },
    {
      title: say('receipt.state'),
      cell: (row) => (
        <span data-state={receiptState(row)} style={{ display: 'inline-flex', flexWrap: 'wrap', gap: '0 8px' }}>
          <StateTag told={tellDelivery(row)} />
          {row.state === 'partial' && row.playedMs !== undefined && (
            <span className="numeric">{format.duration(row.playedMs)}</span>
          )}
        </span>
      ),
    },
    {
      title: say('receipt.reason'),
      cell: (row) => (
        <>
          {whyOf(row, say)}
          {row.relayMs !== undefined && <span data-streams>{streamsText(row, relayed, say, format)}</span>}
        </>
      ),
    },
    {
      title: say('receipt.started'),
      cell: (row) =>
        row.startedAt !== undefined && <span title={timeOf(row.startedAt)}>{clockText(row.startedAt)}</span>,
      numeric: true,
    },
    {
      title: say('receipt.played'),
      cell: (row) =>
        row.playedMs !== undefined &&
        say('receipt.of', {
          played: format.length(row.playedMs),
          expected: format.length(row.expectedMs ?? row.playedMs),
        }),
      numeric: true,
    },
    { title: say('receipt.heard-by'), cell: (row) => row.heardBy && say(`heard-by.${row.heardBy}`) },
  ];
  return (
    <>
      <DataTable caption={caption} columns={columns} rows={rows.slice(0, shown)} keyOf={(row) => row.node} />
      {rows.length > shown && (
        <Button variant="default" mt="sm" onClick={() => setShown(shown + STEP)}>
          {say('list.more', { n: Math.min(STEP, rows.length - shown) })}
        </Button>
      )}
    </>
  );
}

/** Why it did not play to the end; a node that said nothing has no reason of its own. */
function whyOf(row: Delivery, say: Say) {
  if (row.reason) return say(`reason.${row.reason}`);
  if (row.state === 'unknown') return say('receipt.why-unknown');
  return row.state === 'full' && row.heard === false ? say('receipt.why-mute') : undefined;
}
