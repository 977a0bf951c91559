import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { HamletCoverage, SessionDetail } from '../../protocol/api/coverage.ts';
import { SESSION_STATES } from '../../protocol/sessions.ts';
import { Card } from '../components/Card.tsx';
import { type Column, DataTable } from '../components/DataTable.tsx';
import { Empty } from '../components/Empty.tsx';
import { tellSession } from '../components/meaning.ts';
import { StateTag } from '../components/StateTag.tsx';
import { dayText } from '../format/date.ts';
import { sessionPath } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import type { WindowChoice } from './window-choice.ts';

const STEP = 30;

/** Every session of the window as a list, newest first; one state at a time when asked. */
export function HamletSessions({ data, window }: { data: HamletCoverage; window: WindowChoice }) {
  const { say, format } = useWords();
  const [state, setState] = useState('');
  const [shown, setShown] = useState(STEP);
  const rows = [...data.sessions].reverse().filter((session) => state === '' || session.state === state);
  const columns: Column<SessionDetail>[] = [
    {
      title: say('session.title'),
      cell: (row) => (
        <Link href={window.keep(sessionPath(data.verdict.hamlet, row.day, row.part))}>
          {say('trail.session', { day: dayText(row.day), part: say(`part.${row.part}`) })}
        </Link>
      ),
    },
    { title: say('session.state'), cell: (row) => <StateTag told={tellSession(row.state)} /> },
    {
      title: say('session.heard-of'),
      cell: (row) =>
        row.state === 'unknown'
          ? say('fact.unknown')
          : say('session.minutes', { heard: format.length(row.heardLowMs), due: format.length(row.dueMs) }),
      numeric: true,
    },
    { title: say('session.runs'), cell: (row) => format.number(row.runs.length), numeric: true },
  ];
  return (
    <Card
      title={say('hamlet-tab.buoi')}
      aside={
        <NativeSelect
          aria-label={say('hamlet.filter-state')}
          value={state}
          onChange={(event) => {
            setState(event.currentTarget.value);
            setShown(STEP);
          }}
          data={[
            { value: '', label: say('filter.all') },
            ...SESSION_STATES.map((one) => ({ value: one, label: say(`session.${one}`) })),
          ]}
        />
      }
    >
      {rows.length === 0 ? (
        <Empty sentence={say(data.sessions.length === 0 ? 'hamlet.no-sessions' : 'list.nothing-found')} />
      ) : (
        <DataTable
          caption={say('hamlet-tab.buoi')}
          columns={columns}
          rows={rows.slice(0, shown)}
          keyOf={(row) => `${row.day} ${row.part}`}
        />
      )}
      {rows.length > shown && (
        <Button variant="default" mt="sm" onClick={() => setShown(shown + STEP)}>
          {say('list.more', { n: Math.min(STEP, rows.length - shown) })}
        </Button>
      )}
    </Card>
  );
}
