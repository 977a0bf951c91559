import type { HamletCoverage } from '../../protocol/api/coverage.ts';
import { dayOf } from '../../protocol/vietnam-time.ts';
import { Card } from '../components/Card.tsx';
import { Count } from '../components/Count.tsx';
import { DayHeatmap } from '../components/DayHeatmap.tsx';
import { Empty } from '../components/Empty.tsx';
import { Figure, Figures } from '../components/Figures.tsx';
import { tellHamlet, tellVerdict } from '../components/meaning.ts';
import { StateTag } from '../components/StateTag.tsx';
import { StripLegend } from '../components/StripLegend.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { sessionPath } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import { ListeningCard } from '../listening/ListeningCard.tsx';
import { ExclusionsCard, InspectionsCard } from './HamletRecords.tsx';
import { missingText } from './missing-text.ts';
import styles from './Verdict.module.css';
import { VerdictPercent } from './VerdictPercent.tsx';
import type { WindowChoice } from './window-choice.ts';

/** The verdict with its figures, with and without exclusions, and every session behind it. */
export function HamletSummary({ data, window }: { data: HamletCoverage; window: WindowChoice }) {
  const { say } = useWords();
  const { verdict, sessions, from, to } = data;
  const today = dayOf(useServerNow(60_000));
  const isOpen = today < to;
  return (
    <>
      <Numbers data={data} />
      <div className={styles.two}>
        <Card title={say('hamlet.heatmap')}>
          {sessions.length === 0 ? (
            <Empty sentence={say('hamlet.no-sessions')} />
          ) : (
            <>
              <DayHeatmap
                sessions={sessions}
                from={from}
                to={isOpen ? today : to}
                caption={say('hamlet.heatmap')}
                hrefOf={(session) => window.keep(sessionPath(verdict.hamlet, session.day, session.part))}
              />
              <StripLegend />
            </>
          )}
        </Card>
        <div className={styles.stack}>
          <ExclusionsCard hamlet={verdict.hamlet} from={from} to={to} />
          <InspectionsCard hamlet={verdict.hamlet} from={from} to={to} />
        </div>
      </div>
      <ListeningCard verdict={verdict} from={from} to={to} />
    </>
  );
}

function Numbers({ data }: { data: HamletCoverage }) {
  const { say, format } = useWords();
  const { verdict, rule } = data;
  const { sessions, without } = verdict;
  return (
    <Figures label={say('hamlet.summary')}>
      <Figure
        title={say('verdict.title')}
        value={
          <span className={styles.state}>
            <StateTag told={tellHamlet(verdict)} />
          </span>
        }
      >
        {say(`basis.${verdict.basis}`)}
        {missingText(verdict, say).map((sentence) => (
          <b key={sentence}>{sentence}</b>
        ))}
      </Figure>
      <Figure title={say('verdict.heard')} value={<VerdictPercent row={verdict} />}>
        {say('verdict.needed', { needed: format.percent(rule.numbers.sessionsShare) })}{' '}
        {say('verdict.longest-miss', { n: verdict.longestMiss })}
      </Figure>
      <Figure title={say('verdict.without')} value={<VerdictPercent row={verdict} without />}>
        <StateTag told={tellVerdict(without.verdict)} bare />
        <span>{say('verdict.without-due', { heard: without.heard, due: without.due })}</span>
      </Figure>
      <Figure title={say('hamlet.sessions')} value={say('count.of', { part: sessions.heard, whole: verdict.owed })}>
        <Count meaning="partial" n={sessions.partial} word="session.partial" />
        <Count meaning="bad" n={sessions.notHeard} word="session.not-heard" />
        <Count meaning="unknown" n={sessions.unknown} word="session.unknown" />
        <Count meaning="excused" n={sessions.excluded} word="session.excluded" />
        <Count meaning="excused" n={sessions.cancelled} word="session.cancelled" />
      </Figure>
    </Figures>
  );
}
