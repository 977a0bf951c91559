import { Button } from '@mantine/core';
import { Link } from 'wouter';
import type { Drill } from '../../protocol/api/emergency.ts';
import { dayOf } from '../../protocol/vietnam-time.ts';
import { useDrills, useRemoveDrill } from '../data/emergencies.ts';
import { useServerNow } from '../data/Gateway.tsx';
import { dayText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { Answer } from './Answer.tsx';
import { Card } from './Card.tsx';
import { type Column, DataTable } from './DataTable.tsx';
import { DrillNew } from './DrillNew.tsx';
import { Empty } from './Empty.tsx';
import { emergencyPath } from './emergency-words.ts';
import type { Told } from './meaning.ts';
import { ProblemNotice } from './ProblemNotice.tsx';
import { StateTag } from './StateTag.tsx';

/** Which drills are planned and how those came out, hamlet by hamlet. */
export function DrillCalendar({ onBegin }: { onBegin: (drill: Drill) => void }) {
  const { say, format } = useWords();
  const drills = useDrills();
  const remove = useRemoveDrill();
  const today = dayOf(useServerNow(60_000));
  const columns: Column<Drill>[] = [
    { title: say('drill.name'), cell: (row) => row.title },
    {
      title: say('drill.day'),
      cell: (row) => (
        <span className="numeric" title={format.longDay(row.day)}>
          {dayText(row.day)}
        </span>
      ),
    },
    { title: say('drill.state'), cell: (row) => <StateTag told={tellDrill(row, today)} /> },
    {
      title: say('drill.result'),
      cell: (row) =>
        row.result && row.emergency ? (
          <Link href={emergencyPath({ id: row.emergency, status: 'exercise' })}>
            {say('drill.result-hamlets', { heard: row.result.heard, hamlets: row.result.hamlets })}
          </Link>
        ) : (
          row.note
        ),
    },
    { title: say('drill.by'), cell: (row) => row.byName },
    {
      title: say('action.actions'),
      cell: (row) =>
        row.emergency ? null : (
          <span style={{ display: 'flex', gap: 8, flexWrap: 'wrap' }}>
            {row.day === today && (
              <Button variant="default" size="sm" onClick={() => onBegin(row)}>
                {say('drill.begin')}
              </Button>
            )}
            <Button
              variant="default"
              size="sm"
              aria-label={say('drill.remove-one', { title: row.title })}
              onClick={() => remove.mutate(row.id)}
            >
              {say('drill.remove')}
            </Button>
          </span>
        ),
    },
  ];
  return (
    <Card title={say('drill.calendar')}>
      <Answer query={drills}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty sentence={say('drill.none')} />
          ) : (
            <DataTable caption={say('drill.calendar')} columns={columns} rows={items} keyOf={(row) => row.id} />
          )
        }
      </Answer>
      <ProblemNotice error={remove.error} />
      <DrillNew />
    </Card>
  );
}

function tellDrill(drill: Drill, today: string): Told {
  if (drill.result) {
    const { heard, hamlets } = drill.result;
    if (hamlets > 0 && heard >= hamlets) return { meaning: 'good', word: 'drill.heard-all' };
    return heard > 0
      ? { meaning: 'partial', word: 'drill.heard-some' }
      : { meaning: 'unknown', word: 'drill.heard-none' };
  }
  return drill.day < today ? { meaning: 'bad', word: 'drill.missed' } : { meaning: 'planned', word: 'drill.planned' };
}
