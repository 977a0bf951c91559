import { Link } from 'wouter';
import type { Overview as OverviewData } from '../../protocol/api/coverage.ts';
import { dayOf, timeOf } from '../../protocol/vietnam-time.ts';
import { Answer } from '../components/Answer.tsx';
import { AreaSelect } from '../components/AreaSelect.tsx';
import { Card } from '../components/Card.tsx';
import { Count } from '../components/Count.tsx';
import { type Column, DataTable } from '../components/DataTable.tsx';
import { EmergencyReviewList } from '../components/EmergencyReviewList.tsx';
import { Empty } from '../components/Empty.tsx';
import { Figure, Figures } from '../components/Figures.tsx';
import { Filters } from '../components/Filters.tsx';
import { HamletTable } from '../components/HamletTable.tsx';
import { tellVerdict } from '../components/meaning.ts';
import { Page } from '../components/Page.tsx';
import { RuleLine } from '../components/RuleLine.tsx';
import { SessionFigure } from '../components/SessionFigure.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { ToDoFigure } from '../components/ToDoFigure.tsx';
import { TodayRuns } from '../components/TodayRuns.tsx';
import { worstCommuneFirst, worstHamletFirst } from '../components/verdict-order.ts';
import { useFreshness } from '../data/Gateway.tsx';
import { useCoverage, useOverview } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { useSessionResults } from '../data/session-results.ts';
import { dateTimeText } from '../format/date.ts';
import { useAreaChoice } from '../frame/area-choice.ts';
import { overviewPath } from '../frame/page-paths.ts';
import { may } from '../frame/permissions.ts';
import { useWords } from '../i18n/Language.tsx';

/** «Hôm nay có thôn nào không nghe được, vì sao?» */
export function Overview() {
  const { say, format } = useWords();
  const { area, home, kind, choose } = useAreaChoice();
  const { role } = useMe().account;
  const overview = useOverview(area);
  const { age } = useFreshness();
  const local = kind === 'commune' || kind === 'hamlet';
  const session = useSessionResults(overview.data, local);
  const data = overview.data;
  const title = data
    ? say('overview.title', { area: data.name, day: format.longDay(dayOf(data.at)) })
    : say('menu.overview');
  return (
    <Page title={title} sentence={data && <Sentence data={data} session={session} />}>
      {(area !== undefined || kind === 'province') && home && (
        <Filters>
          <AreaSelect value={area} onChange={choose} />
        </Filters>
      )}
      <Answer query={overview} rows={10}>
        {(shown) =>
          shown.nodes.total === 0 ? (
            <Card>
              <Empty sentence={say('overview.empty')}>
                {may(role, 'set-up') && <Link href="/thiet-lap">{say('overview.set-up')}</Link>}
              </Empty>
            </Card>
          ) : (
            <div data-stale={age === 'live' ? undefined : true} style={{ display: 'grid', gap: 16 }}>
              <Numbers data={shown} session={session} area={area} />
              {may(role, 'emergency') && <EmergencyReviewList />}
              <TodayRuns overview={shown} />
              {kind === 'commune' ? <HamletsOf area={area ?? home} /> : <Communes data={shown} />}
            </div>
          )
        }
      </Answer>
    </Page>
  );
}

type Session = ReturnType<typeof useSessionResults>;

function Sentence({ data, session }: { data: OverviewData; session: Session }) {
  const { say, format } = useWords();
  const ended = data.today.filter((run) => run.ended);
  const nodes = ended.reduce((sum, run) => sum + run.nodes, 0);
  const heard = ended.reduce((sum, run) => sum + run.heard, 0);
  const [next] = [...data.next].sort((a, b) => a.dueAt - b.dueAt);
  return (
    <>
      {session
        ? say('overview.session', {
            full: format.number(session.hamlets.filter((one) => one.state === 'full').length),
            total: format.number(session.hamlets.length),
            part: say(`session-part.${session.part}`).toLocaleLowerCase('vi'),
          })
        : nodes > 0
          ? say('overview.heard-today', { heard: format.number(heard), nodes: format.number(nodes) })
          : say('overview.nothing-ended')}{' '}
      {session && next
        ? say('overview.next', {
            at: dayOf(next.dueAt) === dayOf(data.at) ? timeOf(next.dueAt) : dateTimeText(next.dueAt),
            title: next.title,
          })
        : say('overview.met', { met: data.hamlets.met, total: data.hamlets.total })}
    </>
  );
}

function Numbers({ data, session, area }: { data: OverviewData; session: Session; area: string | undefined }) {
  const { say, format } = useWords();
  const { nodes, hamlets } = data;
  return (
    <Figures label={say('overview.figures')}>
      {session && <SessionFigure part={session.part} hamlets={session.hamlets} />}
      <Figure
        title={say('overview.online')}
        value={say('count.of', { part: format.number(nodes.online), whole: format.number(nodes.total) })}
      >
        {nodes.offline > 0 && <Count meaning="bad" n={nodes.offline} word="presence.offline" />}
        {nodes.unobserved > 0 && <Count meaning="unknown" n={nodes.unobserved} word="presence.unobserved" />}
        {nodes.maintenance > 0 && <Count meaning="excused" n={nodes.maintenance} word="presence.maintenance" />}
        {nodes.notEnrolled > 0 && <Count meaning="planned" n={nodes.notEnrolled} word="presence.not-enrolled" />}
        <span>
          {say('overview.horns-line', {
            horns: format.number(data.horns),
            n: format.number(hamlets.total === 0 ? 0 : data.horns / hamlets.total, 1),
          })}
        </span>
      </Figure>
      <ToDoFigure area={area} />
      <Figure
        title={say('overview.hamlets')}
        value={say('count.of', { part: format.number(hamlets.met), whole: format.number(hamlets.total) })}
      >
        <Count meaning="good" n={hamlets.met} word="verdict.met" />
        <Count meaning="bad" n={hamlets.notMet} word="verdict.not-met" />
        <Count meaning="unknown" n={hamlets.insufficient} word="verdict.insufficient" />
      </Figure>
    </Figures>
  );
}

function Communes({ data }: { data: OverviewData }) {
  const { say, format } = useWords();
  type Row = OverviewData['communes'][number];
  const columns: Column<Row>[] = [
    { title: say('area.commune'), cell: (row) => <Link href={overviewPath(row.area)}>{row.name}</Link> },
    { title: say('verdict.title'), cell: (row) => <StateTag told={tellVerdict(row.verdict)} /> },
    {
      title: say('overview.column.met'),
      cell: (row) => say('overview.met-required', { met: row.met, total: row.hamlets, required: row.required }),
      numeric: true,
    },
    { title: say('verdict.not-met'), cell: (row) => format.number(row.notMet), numeric: true },
    { title: say('verdict.insufficient'), cell: (row) => format.number(row.insufficient), numeric: true },
    {
      title: say('overview.column.online'),
      cell: (row) => say('count.of', { part: row.online, whole: row.nodes }),
      numeric: true,
    },
  ];
  return (
    <Card title={say('overview.communes')}>
      <DataTable
        caption={say('overview.communes')}
        columns={columns}
        rows={[...data.communes].sort(worstCommuneFirst)}
        keyOf={(row) => row.area}
      />
    </Card>
  );
}

function HamletsOf({ area }: { area: string | undefined }) {
  const { say } = useWords();
  const coverage = useCoverage(area);
  return (
    <Card title={say('overview.hamlets-title')}>
      <Answer query={coverage}>
        {(data) => (
          <>
            <HamletTable
              hamlets={[...data.hamlets].sort(worstHamletFirst)}
              caption={say('overview.hamlets-title')}
              withCommune={false}
            />
            <RuleLine rule={data.rule} from={data.from} to={data.to} />
          </>
        )}
      </Answer>
    </Card>
  );
}
