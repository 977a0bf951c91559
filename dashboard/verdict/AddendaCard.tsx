import { Link } from 'wouter';
import type { HamletVerdict } from '../../protocol/api/coverage.ts';
import type { Addendum, Period } from '../../protocol/api/periods.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { type Column, DataTable } from '../components/DataTable.tsx';
import { Empty } from '../components/Empty.tsx';
import { tellVerdict } from '../components/meaning.ts';
import { Percent } from '../components/Percent.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { hamletPath } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import { useAddenda } from './ask.ts';

/** A closed period is never written again: what came in later stands beside it, hamlet by hamlet. */
export function AddendaCard({
  period,
  hamlets,
}: {
  period: Period | undefined;
  hamlets: readonly Pick<HamletVerdict, 'hamlet'>[];
}) {
  const { say } = useWords();
  const addenda = useAddenda(period);
  if (period?.closedAt === undefined) return null;
  const here = new Set(hamlets.map(({ hamlet }) => hamlet));
  const cell = (of: Addendum['frozen']) => (
    <>
      <StateTag told={tellVerdict(of.verdict)} bare /> <Percent lower={of.lower} upper={of.upper} due={1} />
    </>
  );
  const columns: Column<Addendum>[] = [
    { title: say('area.hamlet'), cell: (row) => <Link href={hamletPath(row.hamlet)}>{row.name}</Link> },
    { title: say('addenda.frozen'), cell: (row) => cell(row.frozen) },
    { title: say('addenda.now'), cell: (row) => cell(row.now) },
    { title: say('window.rule'), cell: (row) => row.rule },
  ];
  return (
    <Card title={say('addenda.title')}>
      <Answer query={addenda} rows={1}>
        {({ items }) => {
          const rows = items.filter(({ hamlet }) => here.has(hamlet));
          return rows.length === 0 ? (
            <Empty sentence={say('addenda.none')} />
          ) : (
            <>
              <p>{say('addenda.sentence')}</p>
              <DataTable
                caption={say('addenda.title')}
                columns={columns}
                rows={rows}
                keyOf={(row) => `${row.hamlet} ${row.rule}`}
              />
            </>
          );
        }}
      </Answer>
    </Card>
  );
}
