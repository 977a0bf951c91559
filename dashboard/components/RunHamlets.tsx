import { Link } from 'wouter';
import type { Run } from '../../protocol/api/broadcast.ts';
import { hamletPath } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import { Card } from './Card.tsx';
import { type Column, DataTable } from './DataTable.tsx';
import { StateTag } from './StateTag.tsx';
import { HAMLET_MEANING, type HamletResult, hamletsOf } from './session-today.ts';

/** More hamlets than a commune has are read by commune, not here. */
const MOST = 60;

/** The ended run hamlet by hamlet, worst first; while it sounds nothing is judged. */
export function RunHamlets({ run }: { run: Run }) {
  const { say, format } = useWords();
  if (run.state !== 'ended') return null;
  const hamlets = hamletsOf([run]);
  if (hamlets.length > MOST) return null;
  const columns: Column<HamletResult>[] = [
    { title: say('area.hamlet'), cell: (row) => <Link href={hamletPath(row.hamlet)}>{row.name}</Link> },
    {
      title: say('receipt.state'),
      cell: (row) => (
        <span data-state={row.state}>
          <StateTag told={{ meaning: HAMLET_MEANING[row.state], word: `hamlet-state.${row.state}` }} />
        </span>
      ),
    },
    {
      title: say('run.hamlet-nodes'),
      cell: (row) => say('count.of', { part: row.nodesFull, whole: row.nodes }),
      numeric: true,
    },
    {
      title: say('run.hamlet-heard'),
      cell: (row) =>
        row.state === 'unknown'
          ? say('fact.unknown')
          : say('receipt.of', { played: format.length(row.heardMs), expected: format.length(row.expectedMs) }),
      numeric: true,
    },
  ];
  return (
    <Card title={say('run.hamlets')}>
      <DataTable caption={say('run.hamlets')} columns={columns} rows={hamlets} keyOf={(row) => row.hamlet} />
    </Card>
  );
}
