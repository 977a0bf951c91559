import type { DueInspection } from '../../protocol/api/inspections.ts';
import { DataTable } from '../components/DataTable.tsx';
import { Empty } from '../components/Empty.tsx';
import type { Told } from '../components/meaning.ts';
import { StateTag } from '../components/StateTag.tsx';
import { dateText, dayText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';

/** FM and wired hamlets, who waits longest first. */
export function DueTable({ due }: { due: readonly DueInspection[] }) {
  const { say } = useWords();
  if (due.length === 0) return <Empty sentence={say('inspection.due-none')} />;
  return (
    <DataTable
      caption={say('inspection.due')}
      keyOf={(one) => one.hamlet}
      rows={due}
      columns={[
        { title: say('filter.hamlet'), cell: (one) => one.name },
        { title: say('filter.commune'), cell: (one) => one.communeName },
        {
          title: say('inspection.technology'),
          cell: (one) => one.technologies.map((technology) => say(`technology.${technology}`)).join(', '),
        },
        {
          title: say('inspection.visits'),
          numeric: true,
          cell: (one) => say('inspection.visits-of', { n: one.visits, required: one.required }),
        },
        {
          title: say('inspection.last'),
          cell: (one) => (one.lastAt === undefined ? say('inspection.never') : dateText(one.lastAt)),
        },
        {
          title: say('inspection.state'),
          cell: (one) => (
            <span>
              <StateTag told={tellDue(one)} bare />{' '}
              {one.nextFrom && say('inspection.next-from', { day: dayText(one.nextFrom) })}
            </span>
          ),
        },
      ]}
    />
  );
}

function tellDue({ visits, required, nextFrom }: DueInspection): Told {
  if (visits >= required) return { meaning: 'good', word: 'inspection.due-enough' };
  return nextFrom === undefined
    ? { meaning: 'partial', word: 'inspection.due-now' }
    : { meaning: 'planned', word: 'inspection.due-later' };
}
