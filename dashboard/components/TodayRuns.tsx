import { Link } from 'wouter';
import type { Overview } from '../../protocol/api/coverage.ts';
import { dayOf, timeOf } from '../../protocol/vietnam-time.ts';
import { dateTimeText } from '../format/date.ts';
import { runPath } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import { Card } from './Card.tsx';
import { type Column, DataTable } from './DataTable.tsx';
import { Empty } from './Empty.tsx';
import { type Told, tellHeard } from './meaning.ts';
import { StateTag } from './StateTag.tsx';
import { type TodayGroup, todayOf } from './today-groups.ts';

/** What went on the air today, what sounds now, what comes. */
export function TodayRuns({ overview }: { overview: Overview }) {
  const { say } = useWords();
  const groups = todayOf(overview);
  const columns: Column<TodayGroup>[] = [
    {
      title: say('run.title'),
      lead: true,
      cell: (row) =>
        row.runs === 1 && row.state !== 'planned' ? (
          <Link href={runPath(row.id)}>{row.title}</Link>
        ) : (
          <span>{row.mixed ? say('today.many', { n: row.runs }) : row.title}</span>
        ),
    },
    {
      title: say('run.due'),
      cell: (row) => (
        <span className="numeric">
          {dayOf(row.dueAt) === dayOf(overview.at) ? timeOf(row.dueAt) : dateTimeText(row.dueAt)}
        </span>
      ),
    },
    { title: say('run.state'), cell: (row) => <StateTag told={tell(row)} /> },
    {
      title: say('today.result'),
      cell: (row) =>
        // Whether the nodes of a coming run can hear is known here where it addresses all of the area.
        row.state === 'planned' && row.nodes === overview.nodes.total
          ? say('today.ready', { online: overview.nodes.online, nodes: row.nodes })
          : say(row.state === 'ended' ? 'today.heard' : 'today.nodes', { heard: row.heard, nodes: row.nodes }),
      numeric: true,
    },
  ];
  return (
    <Card title={say('today.title')} aside={<Link href="/lich">{say('today.all')}</Link>}>
      {groups.length === 0 ? (
        <Empty sentence={say('today.empty')} />
      ) : (
        <DataTable caption={say('today.title')} columns={columns} rows={groups} keyOf={(row) => row.key} />
      )}
    </Card>
  );
}

function tell(group: TodayGroup): Told {
  if (group.state === 'on-air') return { meaning: 'on-air', word: 'run.on-air' };
  return group.state === 'planned' ? { meaning: 'planned', word: 'run.planned' } : tellHeard(group.heard, group.nodes);
}
