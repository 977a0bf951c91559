import { Link } from 'wouter';
import type { Programme } from '../../protocol/api/broadcast.ts';
import { DataTable } from '../components/DataTable.tsx';
import { tellApproval } from '../components/meaning.ts';
import { StateTag } from '../components/StateTag.tsx';
import { useWords } from '../i18n/Language.tsx';
import { programmePath } from './paths.ts';
import { recurrenceWords } from './recurrence-words.ts';

/** Programmes with their state; each leads to its page, where it is changed. */
export function ProgrammeTable({ programmes }: { programmes: readonly Programme[] }) {
  const { say, format } = useWords();
  return (
    <DataTable
      caption={say('programmes.list')}
      rows={programmes}
      keyOf={(row) => row.id}
      columns={[
        { title: say('programme.title'), cell: (row) => <Link href={programmePath(row.id)}>{row.title}</Link> },
        { title: say('bulletin.state'), cell: (row) => <StateTag told={tellApproval(row.state)} /> },
        { title: say('programme.when'), cell: (row) => recurrenceWords(row.recurrence, say) },
        { title: say('programme.length'), cell: (row) => format.length(row.durationMs), numeric: true },
        { title: say('bulletin.created-by'), cell: (row) => row.createdByName },
      ]}
    />
  );
}
