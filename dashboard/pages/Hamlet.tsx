import { Link, useParams } from 'wouter';
import type { HamletCoverage, SessionDetail } from '../../protocol/api/coverage.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { Count } from '../components/Count.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { DayHeatmap } from '../components/DayHeatmap.tsx';
import { Empty } from '../components/Empty.tsx';
import { Figure, Figures } from '../components/Figures.tsx';
import { tellSession, tellVerdict } from '../components/meaning.ts';
import { NodeTable } from '../components/NodeTable.tsx';
import { Page } from '../components/Page.tsx';
import { Percent } from '../components/Percent.tsx';
import { RuleLine } from '../components/RuleLine.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { StripLegend } from '../components/StripLegend.tsx';
import { verdictSentences } from '../components/verdict-words.ts';
import { RefusedError } from '../data/gateway-client.ts';
import { useHamletCoverage, useNodes } from '../data/queries.ts';
import { dayText } from '../format/date.ts';
import { runPath } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import { Forbidden } from './Forbidden.tsx';
import styles from './Hamlet.module.css';

const LATEST = 14;

/** «Thôn này có loa hoạt động thường xuyên không, bằng chứng đâu?» */
export function Hamlet() {
  const { say, format } = useWords();
  const { id = '' } = useParams();
  const coverage = useHamletCoverage(id);
  const nodes = useNodes({ area: id, limit: 50 });
  const data = coverage.data;
  if (coverage.error instanceof RefusedError && coverage.error.problem.code === 'out-of-scope') return <Forbidden />;
  const title = data ? `${data.verdict.name} · ${data.verdict.communeName}` : say('area.hamlet');
  return (
    <Page title={title} sentence={data && verdictSentences(data.verdict, data.rule, say, format).join(' ')}>
      <Answer query={coverage} rows={12}>
        {(shown) => (
          <>
            <Summary data={shown} />
            <div className={styles.evidence}>
              <Card title={say('hamlet.heatmap')}>
                <DayHeatmap sessions={shown.sessions} from={shown.from} to={shown.to} caption={say('hamlet.heatmap')} />
                <StripLegend />
              </Card>
              <Card title={say('hamlet.latest', { n: LATEST })}>
                <Latest sessions={shown.sessions} />
              </Card>
            </div>
          </>
        )}
      </Answer>
      <Card title={say('menu.nodes')}>
        <Answer query={nodes} rows={2}>
          {(page) =>
            page.items.length === 0 ? (
              <Empty sentence={say('verdict.no-horns')} />
            ) : (
              <NodeTable nodes={page.items} caption={say('menu.nodes')} withHamlet={false} />
            )
          }
        </Answer>
      </Card>
    </Page>
  );
}

function Summary({ data }: { data: HamletCoverage }) {
  const { say } = useWords();
  const { verdict, rule } = data;
  const { sessions } = verdict;
  return (
    <>
      <Figures label={say('hamlet.summary')}>
        <Figure title={say('verdict.title')} value={<StateTag told={tellVerdict(verdict.verdict)} />} />
        <Figure
          title={say('verdict.heard')}
          value={<Percent lower={verdict.lower} upper={verdict.upper} due={sessions.due} />}
        >
          {say('hamlet.due', { n: sessions.due })}
        </Figure>
        <Figure title={say('hamlet.sessions')} value={say('count.of', { part: sessions.heard, whole: sessions.due })}>
          <Count meaning="partial" n={sessions.partial} word="session.partial" />
          <Count meaning="bad" n={sessions.notHeard} word="session.not-heard" />
          <Count meaning="unknown" n={sessions.unknown} word="session.unknown" />
          <Count meaning="excused" n={sessions.excluded} word="session.excluded" />
        </Figure>
      </Figures>
      <RuleLine rule={rule} from={data.from} to={data.to} />
    </>
  );
}

function Latest({ sessions }: { sessions: readonly SessionDetail[] }) {
  const { say, format } = useWords();
  const latest = [...sessions].reverse().slice(0, LATEST);
  if (latest.length === 0) return <Empty sentence={say('hamlet.no-sessions')} />;
  return (
    <DataTable
      caption={say('hamlet.latest', { n: LATEST })}
      rows={latest}
      keyOf={(row) => `${row.day} ${row.part}`}
      columns={[
        {
          title: say('session.title'),
          cell: (row) => {
            const when = `${dayText(row.day)} ${say(`part.${row.part}`)}`;
            return row.runs[0] ? <Link href={runPath(row.runs[0])}>{when}</Link> : <span>{when}</span>;
          },
        },
        { title: say('session.state'), cell: (row) => <StateTag told={tellSession(row.state)} /> },
        {
          title: say('session.heard-of'),
          cell: (row) =>
            say('session.minutes', { heard: format.length(row.heardLowMs), due: format.length(row.dueMs) }),
          numeric: true,
        },
      ]}
    />
  );
}
