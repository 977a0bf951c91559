import { useParams } from 'wouter';
import type { HamletCoverage, SessionDetail } from '../../protocol/api/coverage.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { Empty } from '../components/Empty.tsx';
import { Figure, Figures } from '../components/Figures.tsx';
import { tellSession } from '../components/meaning.ts';
import { Page } from '../components/Page.tsx';
import { RuleLine } from '../components/RuleLine.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { RefusedError } from '../data/gateway-client.ts';
import { dayText } from '../format/date.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viVerdict } from '../i18n/vi-verdict.ts';
import { useHamletIn } from '../verdict/ask.ts';
import { HandLogCard } from '../verdict/HandLogCard.tsx';
import { SessionReceipts } from '../verdict/SessionReceipts.tsx';
import { Trail, type TrailPlace } from '../verdict/Trail.tsx';
import styles from '../verdict/Verdict.module.css';
import { ROLLING, useWindowChoice } from '../verdict/window-choice.ts';
import { Forbidden } from './Forbidden.tsx';

knowWords(viVerdict);

/** «Buổi này thôn có nghe không, cụm nào phát, cụm nào không?» ② on the way to the evidence. */
export function Session() {
  const { say, format } = useWords();
  const { id = '', day = '', part = '' } = useParams();
  const window = useWindowChoice(ROLLING);
  const coverage = useHamletIn(id, window.query, window.known);
  if (coverage.error instanceof RefusedError && coverage.error.problem.code === 'out-of-scope') return <Forbidden />;
  const session = coverage.data?.sessions.find((one) => one.day === day && one.part === part);
  const place: TrailPlace = {
    hamlet: id,
    hamletName: coverage.data?.verdict.name,
    ...(session ? { day: session.day, part: session.part } : {}),
    ky: window.ky === ROLLING ? undefined : window.ky,
    rule: window.rule,
  };
  const title =
    session && coverage.data
      ? say('session-page.title', {
          hamlet: coverage.data.verdict.name,
          part: say(`part.${session.part}`),
          day: format.longDay(session.day),
        })
      : say('session.title');
  return (
    <Page title={title} sentence={session && <Sentence session={session} />}>
      <Trail at={2} place={place} />
      <Answer query={coverage} rows={10}>
        {(data) =>
          session ? (
            <Found data={data} session={session} place={place} />
          ) : (
            <Card>
              <Empty sentence={say('session-page.none', { from: dayText(data.from), to: dayText(data.to) })} />
            </Card>
          )
        }
      </Answer>
    </Page>
  );
}

function Sentence({ session }: { session: SessionDetail }) {
  const { say, format } = useWords();
  const due = format.duration(session.dueMs);
  if (session.state === 'unknown') return say('session-page.unknown', { due });
  if (session.state === 'excluded' || session.state === 'cancelled') return say(`session-page.${session.state}`);
  return say('session-page.heard', { heard: format.duration(session.heardLowMs), due });
}

function Found({ data, session, place }: { data: HamletCoverage; session: SessionDetail; place: TrailPlace }) {
  const { say, format } = useWords();
  const { rule, verdict } = data;
  return (
    <>
      <Figures label={say('session-page.summary')}>
        <Figure
          title={say('session.state')}
          value={
            <span className={styles.state}>
              <StateTag told={tellSession(session.state)} />
            </span>
          }
        >
          {say('session-page.needs', {
            minutes: format.percent(rule.numbers.sessionMinutesShare),
            horns: format.percent(rule.numbers.hornsShare),
          })}
        </Figure>
        <Figure title={say('session.heard-of')} value={format.duration(session.heardLowMs)}>
          {session.heardHighMs > session.heardLowMs &&
            say('session-page.at-most', { high: format.duration(session.heardHighMs) })}{' '}
          {say('session-page.of', { due: format.duration(session.dueMs) })}
        </Figure>
      </Figures>
      <SessionReceipts session={session} hamlet={verdict.hamlet} place={place} />
      {session.runs.length === 0 && <HandLogCard hamlet={verdict.hamlet} day={session.day} />}
      <RuleLine rule={rule} from={data.from} to={data.to} />
    </>
  );
}
