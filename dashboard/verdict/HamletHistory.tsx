import { useQueries } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { HamletCoverage } from '../../protocol/api/coverage.ts';
import type { Period } from '../../protocol/api/periods.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { type Column, DataTable } from '../components/DataTable.tsx';
import { Empty } from '../components/Empty.tsx';
import { tellHamlet } from '../components/meaning.ts';
import { StateTag } from '../components/StateTag.tsx';
import { paths } from '../data/paths.ts';
import { dateText } from '../format/date.ts';
import { hamletPath } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import { usePeriods } from './ask.ts';
import { TrendCard } from './TrendCard.tsx';
import { VerdictPercent } from './VerdictPercent.tsx';

/** Each period is one question to the gateway: the last two years of quarters, not all of them. */
const MOST = 8;

/** How the hamlet was judged before: month by month, and each closed period as it was frozen, by the rule of its time. */
export function HamletHistory({ hamlet, rule }: { hamlet: string; rule: string | undefined }) {
  const { say } = useWords();
  const periods = usePeriods();
  return (
    <>
      <TrendCard area={hamlet} rule={rule} withHamlets={false} />
      <Card title={say('history.periods')}>
        <Answer query={periods} rows={3}>
          {({ items }) => {
            const closed = items
              .filter((period) => period.closedAt !== undefined)
              .sort((a, b) => (a.from < b.from ? 1 : -1))
              .slice(0, MOST);
            return closed.length === 0 ? (
              <Empty sentence={say('history.none')} />
            ) : (
              <Closed hamlet={hamlet} periods={closed} />
            );
          }}
        </Answer>
      </Card>
    </>
  );
}

interface Row {
  period: Period;
  data: HamletCoverage | undefined;
}

function Closed({ hamlet, periods }: { hamlet: string; periods: readonly Period[] }) {
  const { say } = useWords();
  const answers = useQueries({
    queries: periods.map((period) => ({
      queryKey: [paths.hamletCoverage(hamlet), { period: period.id }],
      // Frozen: it never changes.
      staleTime: Number.POSITIVE_INFINITY,
    })),
  });
  const rows: Row[] = periods.map((period, index) => ({
    period,
    data: answers[index]?.data as HamletCoverage | undefined,
  }));
  const none = say('fact.unknown');
  const columns: Column<Row>[] = [
    {
      title: say('window.period'),
      cell: ({ period }) => <Link href={`${hamletPath(hamlet)}?ky=${period.id}`}>{period.name}</Link>,
    },
    {
      title: say('verdict.title'),
      cell: ({ data }) => (data ? <StateTag told={tellHamlet(data.verdict)} /> : none),
    },
    {
      title: say('verdict.heard'),
      cell: ({ data }) => (data ? <VerdictPercent row={data.verdict} /> : none),
    },
    {
      title: say('window.rule'),
      cell: ({ data }) => (data ? say('rule-page.name', { name: data.rule.name, version: data.rule.version }) : none),
    },
    {
      title: say('history.closed'),
      cell: ({ period }) => (period.closedAt === undefined ? none : dateText(period.closedAt)),
      numeric: true,
    },
  ];
  return <DataTable caption={say('history.periods')} columns={columns} rows={rows} keyOf={({ period }) => period.id} />;
}
