import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { HamletVerdict } from '../../protocol/api/coverage.ts';
import type { ListenedSession, ListeningOfHamlet } from '../../protocol/api/listening.ts';
import { addDays, startOfDay, timeOf } from '../../protocol/vietnam-time.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { Count } from '../components/Count.tsx';
import { type Column, DataTable } from '../components/DataTable.tsx';
import { Empty } from '../components/Empty.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { useMe } from '../data/session.ts';
import { dateText } from '../format/date.ts';
import { rawPath } from '../frame/page-paths.ts';
import { may } from '../frame/permissions.ts';
import { knowWords } from '../i18n/known-words.ts';
import { useWords } from '../i18n/Language.tsx';
import { viListening } from '../i18n/vi-listening.ts';
import { AssignSheet } from './AssignSheet.tsx';
import { useListening } from './ask.ts';
import { tellHearing } from './hearing-words.ts';
import { ListenerTable } from './ListenerTable.tsx';
import styles from './Listening.module.css';

knowWords(viListening);

/** The newest are what somebody looks for; the figures above count all. */
const SHOWN = 8;

type Hamlet = Pick<HamletVerdict, 'hamlet' | 'commune' | 'technologies'>;

/** What listening nodes heard of this hamlet, beside the verdict; not there for an IP hamlet that nobody listens to. */
export function ListeningCard({ verdict, from, to }: { verdict: Hamlet; from: string; to: string }) {
  const { say } = useWords();
  const { role } = useMe().account;
  const listening = useListening(verdict.hamlet, startOfDay(from), startOfDay(addDays(to, 1)));
  const [assigning, setAssigning] = useState(false);
  const isBlind = verdict.technologies.some((technology) => technology !== 'ip');
  if (!isBlind && !listening.data?.listeners.length) return null;
  return (
    <Card title={say('listening.title')}>
      <p className={styles.apart}>{say('listening.apart')}</p>
      <Answer query={listening} rows={3}>
        {(shown) => (
          <>
            {shown.listeners.length === 0 ? (
              <Empty sentence={say('listening.none-set')} />
            ) : (
              <ListenerTable hamlet={verdict.hamlet} listeners={shown.listeners} />
            )}
            {may(role, 'enrol') && (
              <div className={styles.act}>
                <Button size="md" variant="default" onClick={() => setAssigning(true)}>
                  {say('listening.assign')}
                </Button>
              </div>
            )}
            {(shown.listeners.length > 0 || shown.counts.notListened < shown.counts.due) && <Heard shown={shown} />}
          </>
        )}
      </Answer>
      {assigning && (
        <AssignSheet hamlet={verdict.hamlet} commune={verdict.commune} onClose={() => setAssigning(false)} />
      )}
    </Card>
  );
}

function Heard({ shown: { counts, sessions } }: { shown: ListeningOfHamlet }) {
  const { say, format } = useWords();
  if (counts.due === 0) return <Empty sentence={say('listening.no-sessions')} />;
  const columns: Column<ListenedSession>[] = [
    { title: say('listening.session'), cell: ({ from, to }) => `${timeOf(from)}–${timeOf(to)}, ${dateText(from)}` },
    { title: say('listening.what'), cell: (row) => <StateTag told={tellHearing(row.state)} /> },
    { title: say('listening.matched'), cell: (row) => matchedText(row, say, format.duration) },
    {
      title: say('listening.level'),
      cell: ({ levelDb, noiseDb }) =>
        levelDb === undefined || noiseDb === undefined
          ? '–'
          : say('listening.level-over', { level: format.number(levelDb), noise: format.number(noiseDb) }),
    },
    {
      title: say('listening.proof'),
      cell: ({ position }) =>
        position === undefined ? '–' : <Link href={rawPath(position)}>{say('listening.open-proof')}</Link>,
    },
  ];
  const older = counts.due - Math.min(SHOWN, sessions.length);
  return (
    <>
      <p>
        <b>
          {say('listening.sentence', {
            heard: counts.heard,
            due: counts.due,
            listened: counts.due - counts.notListened - counts.deaf,
          })}
        </b>
      </p>
      <div className={styles.counts}>
        <Count meaning="good" n={counts.heard} word="hearing.heard" />
        <Count meaning="partial" n={counts.partial} word="hearing.partial" />
        <Count meaning="partial" n={counts.sound} word="hearing.sound" />
        <Count meaning="partial" n={counts.otherSound} word="hearing.other-sound" />
        <Count meaning="bad" n={counts.silent} word="hearing.silent" />
        <Count meaning="unknown" n={counts.deaf} word="hearing.deaf" />
        <Count meaning="unknown" n={counts.notListened} word="hearing.not-listened" />
      </div>
      <DataTable
        caption={say('listening.sessions')}
        columns={columns}
        rows={sessions.slice(0, SHOWN)}
        keyOf={(row) => row.from}
      />
      {older > 0 && <p>{say('listening.more', { n: older })}</p>}
    </>
  );
}

function matchedText(
  { against, matchedMs, dueMs, soundMs }: ListenedSession,
  say: ReturnType<typeof useWords>['say'],
  duration: (ms: number) => string,
): string {
  if (matchedMs === undefined || dueMs === undefined) return '–';
  if (against === 'nothing') return say('listening.sound', { time: duration(soundMs ?? 0) });
  return say('listening.of-due', { matched: duration(matchedMs), due: duration(dueMs) });
}
