import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Recording } from '../../protocol/api/broadcast.ts';
import { type Day, dayOf, timeOf } from '../../protocol/vietnam-time.ts';
import { Card } from '../components/Card.tsx';
import { useWords } from '../i18n/Language.tsx';
import styles from './Board.module.css';
import { BoardEntry } from './BoardEntry.tsx';
import type { BoardItem } from './board.ts';
import { PlaySession } from './PlaySession.tsx';
import rows from './Rows.module.css';

interface Props {
  day: Day;
  now: number;
  items: readonly BoardItem[];
  recordings: readonly Recording[];
}

/** One day of one hamlet in the order it will sound, each row with its state and every warning in words. */
export function DayRows({ day, now, items, recordings }: Props) {
  const { say, format } = useWords();
  const [listening, setListening] = useState(false);
  const sounding = items.filter((item) => item.willSound && item.skipped === undefined);
  const title = day === dayOf(now) ? say('plan.today-day', { day: format.longDay(day) }) : upper(format.longDay(day));
  return (
    <Card
      title={title}
      aside={
        sounding.length > 0 && (
          <Button variant="default" size="md" aria-expanded={listening} onClick={() => setListening(!listening)}>
            {say('plan.play-session')}
            <span className="visually-hidden">{`: ${title}`}</span>
          </Button>
        )
      }
    >
      {listening && <PlaySession items={sounding} recordings={recordings} />}
      {items.length === 0 ? (
        <p className={styles.soft}>{say('plan.nothing')}</p>
      ) : (
        <ul className={rows.rows}>
          {items.map((item) => (
            <li key={item.key} data-row data-at={item.startAt}>
              <BoardEntry item={item} now={now} full />
              <span className="numeric">
                {say('plan.until', {
                  duration: format.duration(item.durationMs),
                  time: timeOf(item.startAt + item.durationMs),
                })}
              </span>
              {item.warnings.length > 1 && (
                <span className={styles.soft}>
                  {item.warnings
                    .slice(1)
                    .map((warning) => say(`plan.warning.${warning}`))
                    .join('. ')}
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
