import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { SessionDetail } from '../../protocol/api/coverage.ts';
import type { PartOfDay } from '../../protocol/sessions.ts';
import { dayText, shortDayText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './DayHeatmap.module.css';
import { heatmapOf } from './heatmap-weeks.ts';
import { Mark } from './Mark.tsx';
import { tellSession } from './meaning.ts';

interface Props {
  sessions: readonly SessionDetail[];
  from: string;
  to: string;
  caption: string;
  hrefOf: (session: SessionDetail) => string;
}

/** A quarter at a time: a year of links at once would be more than a cheap phone can hold. */
const WEEKS = 14;

/** Days by sessions as a real table: one link a session, unknown as unknown, nothing where nothing was registered. */
export function DayHeatmap({ sessions, from, to, caption, hrefOf }: Props) {
  const { say } = useWords();
  const { parts, weeks } = heatmapOf(sessions, from, to);
  const [first, setFirst] = useState(0);
  const shown = weeks.slice(first, first + WEEKS);
  const year = shown[0]?.[0]?.day.slice(0, 4);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={styles.region} aria-label={caption} tabIndex={0}>
        <table className={styles.table} data-heatmap>
          <caption className="visually-hidden">{caption}</caption>
          <thead>
            <tr>
              <th scope="col">{say('heatmap.week')}</th>
              {([1, 2, 3, 4, 5, 6, 7] as const).map((weekday) => (
                <th key={weekday} scope="col">
                  {say(`weekday.short.${weekday}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((week) => (
              <tr key={week[0]?.day}>
                <th scope="row" className="numeric">
                  {weekText(week[0]?.day ?? from, year)}
                </th>
                {week.map(({ day, inside, sessions: ofDay }) => (
                  <td key={day}>
                    {inside && (
                      <span className={styles.cells}>
                        {parts.map((part, index) => (
                          <Cell key={part} day={day} part={part} session={ofDay[index]} hrefOf={hrefOf} />
                        ))}
                      </span>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {weeks.length > WEEKS && (
        <Group my="sm">
          {first + WEEKS < weeks.length && (
            <Button variant="default" onClick={() => setFirst(first + WEEKS)}>
              {say('heatmap.older')}
            </Button>
          )}
          {first > 0 && (
            <Button variant="default" onClick={() => setFirst(first - WEEKS)}>
              {say('heatmap.newer')}
            </Button>
          )}
        </Group>
      )}
    </>
  );
}

/** The year is said where it is not that of the newest week. */
function weekText(monday: string, year: string | undefined): string {
  return monday.slice(0, 4) === year ? shortDayText(monday) : dayText(monday);
}

function Cell({
  day,
  part,
  session,
  hrefOf,
}: {
  day: string;
  part: PartOfDay;
  session: SessionDetail | undefined;
  hrefOf: Props['hrefOf'];
}) {
  const { say, format } = useWords();
  if (!session) return <span className={styles.none} />;
  const told = tellSession(session.state);
  const label = say('heatmap.cell', {
    day: dayText(day),
    part: say(`part.${part}`),
    state: say(told.word).toLocaleLowerCase('vi'),
    heard: format.duration(session.heardLowMs),
    due: format.duration(session.dueMs),
  });
  return (
    <Link
      href={hrefOf(session)}
      className={styles.cell}
      data-meaning={told.meaning}
      data-state={session.state}
      aria-label={label}
      title={label}
    >
      <Mark meaning={told.meaning} />
    </Link>
  );
}
