import { Button } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'wouter';
import type { Overview } from '../../protocol/api/coverage.ts';
import { dayOf, timeOf } from '../../protocol/vietnam-time.ts';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { Count } from '../components/Count.tsx';
import { type Column, DataTable } from '../components/DataTable.tsx';
import { Empty } from '../components/Empty.tsx';
import { OnAirEmergencies } from '../components/OnAirEmergencies.tsx';
import { Page } from '../components/Page.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { sounds, useEmergencies } from '../data/emergencies.ts';
import { useServerNow } from '../data/Gateway.tsx';
import { useOverview } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { dateTimeText } from '../format/date.ts';
import { runPath } from '../frame/page-paths.ts';
import { may } from '../frame/permissions.ts';
import { useWords } from '../i18n/Language.tsx';
import { useLive } from '../live/ask.ts';
import { LiveLine } from '../live/LiveLine.tsx';

const StopSheet = lazy(() => import('../pages/in-an-emergency.ts').then((module) => ({ default: module.StopSheet })));

type OnAirItem = Overview['onAir'][number];

/** «17:00», or with the day when it is not today. */
function whenOf(dueAt: number, now: number): string {
  return dayOf(dueAt) === dayOf(now) ? timeOf(dueAt) : dateTimeText(dueAt);
}

/** What sounds now, and how to stop it. */
export function OnAir() {
  const { say, format } = useWords();
  const now = useServerNow();
  const overview = useOverview();
  const mayStop = may(useMe().account.role, 'stop');
  const [stopping, setStopping] = useState<{ preset?: string } | undefined>();
  const emergencies = (useEmergencies().data?.items ?? []).filter(sounds);
  const all = overview.data?.onAir ?? [];
  // What is an emergency stands apart: it is not stopped with the rest.
  const onAir = all.filter((run) => !emergencies.some((one) => one.run === run.id));
  const sessions = new Map((useLive(onAir.length > 0).data?.items ?? []).map((one) => [one.run, one]));
  const titleOf = (row: OnAirItem) => {
    const session = sessions.get(row.id);
    return session ? <LiveLine session={session} now={now} /> : row.title;
  };
  const columns: Column<OnAirItem>[] = [
    { title: say('run.title'), cell: (row) => <Link href={runPath(row.id)}>{titleOf(row)}</Link> },
    { title: say('run.state'), cell: () => <StateTag told={{ meaning: 'on-air', word: 'run.on-air' }} /> },
    { title: say('run.since'), cell: (row) => timeOf(row.dueAt), numeric: true },
    { title: say('run.left'), cell: (row) => format.duration(Math.max(0, row.endsAt - now)), numeric: true },
    {
      title: say('run.playing'),
      cell: (row) => (
        <span style={{ display: 'inline-flex', flexWrap: 'wrap', gap: '0 12px' }}>
          <Count meaning="on-air" n={row.playing} word="on-air.playing" />
          {row.done > 0 && <Count meaning="good" n={row.done} word="on-air.done" />}
          {row.playing + row.done < row.nodes && (
            <Count meaning="unknown" n={row.nodes - row.playing - row.done} word="on-air.not-playing" />
          )}
        </span>
      ),
      numeric: true,
    },
    ...(mayStop
      ? [
          {
            title: say('action.actions'),
            cell: (row: OnAirItem) => (
              <Button variant="default" size="sm" h={44} onClick={() => setStopping({ preset: row.id })}>
                {say('stop.short')}
              </Button>
            ),
          },
        ]
      : []),
  ];
  const coming = [...(overview.data?.next ?? [])].sort((a, b) => a.dueAt - b.dueAt);
  const [next] = coming;
  const sentence =
    overview.data &&
    (all.length > 0
      ? say('on-air.sentence', { n: all.length })
      : next
        ? say('on-air.nothing-but-next', { at: whenOf(next.dueAt, now), title: next.title })
        : say('stop.nothing'));
  return (
    <Page
      title={say('menu.on-air')}
      sentence={sentence}
      actions={
        mayStop && (
          <Button
            color="dark"
            size="lg"
            h={56}
            variant={onAir.length > 0 ? 'filled' : 'default'}
            onClick={() => setStopping({})}
          >
            {say(onAir.length > 0 ? 'stop.all-button' : 'stop.anyway')}
          </Button>
        )
      }
    >
      <Answer query={overview}>
        {() => (
          <>
            {emergencies.length > 0 && <OnAirEmergencies emergencies={emergencies} />}
            {onAir.length > 0 && (
              <Card title={say('on-air.now')}>
                <DataTable caption={say('on-air.now')} columns={columns} rows={onAir} keyOf={(row) => row.id} />
              </Card>
            )}
            <Card title={say('on-air.next')}>
              {coming.length === 0 ? (
                <Empty sentence={say('on-air.nothing-next')} />
              ) : (
                <DataTable
                  caption={say('on-air.next')}
                  columns={[
                    { title: say('run.title'), cell: (row) => row.title },
                    { title: say('run.due'), cell: (row) => dateTimeText(row.dueAt), numeric: true },
                    { title: say('run.nodes'), cell: (row) => format.number(row.nodes), numeric: true },
                  ]}
                  rows={coming}
                  keyOf={(row) => row.id}
                />
              )}
            </Card>
          </>
        )}
      </Answer>
      {stopping && (
        <Suspense fallback={null}>
          <StopSheet runs={all} preset={stopping.preset} onClose={() => setStopping(undefined)} />
        </Suspense>
      )}
    </Page>
  );
}
