import type { Dossier } from '../../protocol/api/reports.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { type Column, DataTable } from '../components/DataTable.tsx';
import { Empty } from '../components/Empty.tsx';
import { dateTimeText, dayText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { useDossiers, useMakeDossier } from './ask.ts';
import { DossierState } from './DossierState.tsx';

const MOST = 20;

/** Every dossier made of this commune, whoever made it, the newest first. */
export function DossiersCard({ area }: { area: string }) {
  const { say } = useWords();
  const dossiers = useDossiers(area);
  const make = useMakeDossier();
  const again = (dossier: Dossier) =>
    make.mutate({
      area: dossier.area,
      from: dossier.from,
      to: dossier.to,
      rule: dossier.rule.id,
      parts: ['pdf', 'xlsx', 'csv', 'page'],
    });
  const columns: Column<Dossier>[] = [
    { title: say('dossier.number'), cell: (row) => row.number },
    {
      title: say('dossier.window'),
      cell: (row) => say('exclusion.range', { from: dayText(row.from), to: dayText(row.to) }),
    },
    { title: say('dossier.made-by'), cell: (row) => row.byName },
    { title: say('dossier.made-at'), cell: (row) => dateTimeText(row.createdAt) },
    { title: say('dossier.state'), cell: (row) => <DossierState dossier={row} onAgain={() => again(row)} /> },
  ];
  return (
    <Card title={say('dossier.list')}>
      <Answer query={dossiers} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty sentence={say('dossier.none')} />
          ) : (
            <DataTable
              caption={say('dossier.list')}
              columns={columns}
              rows={items.slice(0, MOST)}
              keyOf={(row) => row.id}
            />
          )
        }
      </Answer>
    </Card>
  );
}
