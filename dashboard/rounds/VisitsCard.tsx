import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { Answer } from '../components/Answer.tsx';
import { Card } from '../components/Card.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { Empty } from '../components/Empty.tsx';
import { Pager } from '../components/Pager.tsx';
import { StateTag } from '../components/StateTag.tsx';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { useVisits } from './ask.ts';
import type { WhyNot } from './rights.ts';

/** Who of the council was where, and what sounded. A wrong line is corrected by a new one and stays. */
export function VisitsCard({
  round,
  whyNot,
  onVisit,
}: {
  round: string;
  whyNot: WhyNot | undefined;
  onVisit: () => void;
}) {
  const { say } = useWords();
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const visits = useVisits(round, cursors.at(-1));
  return (
    <Card
      title={say('round.visits')}
      aside={
        whyNot === undefined && (
          <Button size="md" onClick={onVisit} data-primary>
            {say('round.visit')}
          </Button>
        )
      }
    >
      <Answer query={visits} rows={4}>
        {({ items, next }) =>
          items.length === 0 ? (
            <Empty sentence={say('round.visits-none')} />
          ) : (
            <div data-visits>
              <DataTable
                caption={say('round.visits')}
                rows={items}
                keyOf={(row) => row.id}
                columns={[
                  { title: say('filter.hamlet'), cell: (row) => row.hamletName },
                  { title: say('round.visit-at'), cell: (row) => dateTimeText(row.at) },
                  {
                    title: say('round.horns'),
                    cell: (row) => say('round.horns-of', { sounding: row.hornsSounding, there: row.hornsThere }),
                    numeric: true,
                  },
                  {
                    title: say('round.how'),
                    cell: (row) =>
                      [
                        say(row.duringSession ? 'round.in-session' : 'round.out-of-session'),
                        say(row.unannounced ? 'round.not-told' : 'round.told'),
                      ].join(', '),
                  },
                  { title: say('round.by'), cell: (row) => row.byName },
                  { title: say('round.note'), cell: (row) => row.note || '–' },
                  {
                    title: say('round.stands'),
                    cell: (row) =>
                      row.correctedBy ? (
                        <StateTag told={{ meaning: 'excused', word: 'round.corrected' }} />
                      ) : (
                        <StateTag told={{ meaning: 'good', word: 'round.counts' }} />
                      ),
                  },
                ]}
              />
              <nav aria-label={say('round.visits-pages')}>
                <Group justify="flex-end" mt="md">
                  <Pager cursors={cursors} next={next} onChange={setCursors} />
                </Group>
              </nav>
            </div>
          )
        }
      </Answer>
    </Card>
  );
}
