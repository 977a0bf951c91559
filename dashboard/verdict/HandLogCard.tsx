import type { HandLogEntry } from '../../protocol/api/inspections.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { type Column, DataTable } from '../components/DataTable.tsx';
import { Empty } from '../components/Empty.tsx';
import { useWords } from '../i18n/Language.tsx';
import { useHandLogOf } from './ask.ts';

/** Where no node reports: what the station wrote down of that day by hand. */
export function HandLogCard({ hamlet, day }: { hamlet: string; day: string }) {
  const { say } = useWords();
  const entries = useHandLogOf(hamlet, day, day);
  const columns: Column<HandLogEntry>[] = [
    { title: say('hand-log-view.hours'), cell: (row) => `${row.from}–${row.to}` },
    { title: say('hand-log-view.what'), cell: (row) => row.title },
    { title: say('hand-log-view.by'), cell: (row) => row.byName },
  ];
  return (
    <Card title={say('hand-log-view.title')}>
      <Answer query={entries} rows={1}>
        {({ items }) => {
          const kept = items.filter((entry) => entry.cancelledAt === undefined);
          return kept.length === 0 ? (
            <Empty sentence={say('hand-log-view.none')} />
          ) : (
            <DataTable caption={say('hand-log-view.title')} columns={columns} rows={kept} keyOf={(row) => row.id} />
          );
        }}
      </Answer>
    </Card>
  );
}
