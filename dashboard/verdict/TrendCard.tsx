import type { Trend } from '../../protocol/api/coverage.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { type Column, DataTable } from '../components/DataTable.tsx';
import { Empty } from '../components/Empty.tsx';
import { Percent } from '../components/Percent.tsx';
import { useWords } from '../i18n/Language.tsx';
import { useTrend } from './ask.ts';
import { TrendChart } from './TrendChart.tsx';

type Month = Trend['months'][number];

/** Month by month: the drawing, and the same numbers as a table. */
export function TrendCard({
  area,
  rule,
  withHamlets,
}: {
  area: string;
  rule: string | undefined;
  withHamlets: boolean;
}) {
  const { say, format } = useWords();
  const trend = useTrend(area, rule);
  const columns: Column<Month>[] = [
    { title: say('trend.month'), cell: (row) => monthText(row.month) },
    {
      title: say('verdict.heard'),
      cell: (row) => <Percent lower={row.lower} upper={row.upper} due={row.due} />,
      numeric: true,
    },
    { title: say('verdict.due'), cell: (row) => format.number(row.due), numeric: true },
    { title: say('session.heard'), cell: (row) => format.number(row.heard), numeric: true },
    { title: say('session.unknown'), cell: (row) => format.number(row.unknown), numeric: true },
    ...(withHamlets
      ? [
          {
            title: say('trend.met'),
            cell: (row: Month) => say('count.of', { part: format.number(row.met), whole: format.number(row.hamlets) }),
            numeric: true,
          },
        ]
      : []),
  ];
  return (
    <Card title={say('trend.title')}>
      <Answer query={trend} rows={6}>
        {({ months, rule: by }) =>
          months.length === 0 ? (
            <Empty sentence={say('trend.empty')} />
          ) : (
            <>
              <TrendChart months={months} needed={by.numbers.sessionsShare} />
              <DataTable
                caption={say('trend.title')}
                columns={columns}
                rows={[...months].reverse()}
                keyOf={(row) => row.month}
              />
            </>
          )
        }
      </Answer>
    </Card>
  );
}

/** «11/2026» */
export function monthText(month: string): string {
  return `${month.slice(5)}/${month.slice(0, 4)}`;
}
