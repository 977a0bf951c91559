import { Button } from '@mantine/core';
import { Link } from 'wouter';
import type { LiveSession } from '../../protocol/api/live.ts';
import type { LiveEnd } from '../../protocol/live.ts';
import { Card } from '../components/Card.tsx';
import { Facts } from '../components/Facts.tsx';
import { Notice } from '../components/Notice.tsx';
import { reportedOf } from '../components/receipt-counts.ts';
import { useRun } from '../data/queries.ts';
import { runPath } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import { useLiveSession } from './ask.ts';
import styles from './Live.module.css';
import { PartsStopped } from './PartsStopped.tsx';
import { SaidAloud } from './SaidAloud.tsx';

/** As one meant it, or not. */
const MEANT: readonly LiveEnd[] = ['speaker', 'stopped', 'limit'];

interface Props {
  session: LiveSession;
  /** What this page knows of the end before the gateway has said it. */
  end: LiveEnd | undefined;
  /** The page was reloaded while somebody spoke. */
  reloaded?: boolean;
  onAgain: () => void;
}

/** Why it ended, how long it was, where it was heard, what was said. */
export function After({ session, end, reloaded = false, onAgain }: Props) {
  const { say, format } = useWords();
  const found = useLiveSession(session.id).data ?? session;
  const run = useRun(session.run).data;
  // Of a lost line this page knows first; what it sent after it only makes sure.
  const why = end === 'socket' ? end : (found.end ?? end);
  return (
    <Card title={say('live.after')}>
      <div className={styles.after} data-live="over">
        <Notice meaning={why && MEANT.includes(why) && !reloaded ? 'good' : 'partial'} role="status">
          {reloaded && `${say('live.reloaded')} `}
          {why && say(`live.ended.${why}`)}
        </Notice>
        <Facts
          facts={[
            [say('live.where'), found.areaNames.join(', ')],
            ...(found.durationMs === undefined
              ? []
              : [[say('live.length'), format.duration(found.durationMs)] as const]),
            [
              say('live.heard'),
              run
                ? say('live.heard-of', {
                    heard: format.number(run.heard),
                    nodes: format.number(run.nodes),
                    reported: format.number(reportedOf(run.counts)),
                  })
                : say('live.heard-unknown'),
            ],
          ]}
        />
        <PartsStopped parts={found.partsStopped} />
        {found.recording && <SaidAloud recording={found.recording} />}
        <p>
          <Link href={runPath(session.run)}>{say('live.to-run')}</Link>
        </p>
        <div>
          <Button size="lg" variant="default" onClick={onAgain}>
            {say('live.again')}
          </Button>
        </div>
      </div>
    </Card>
  );
}
