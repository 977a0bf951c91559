import { Link } from 'wouter';
import type { SessionDetail } from '../../protocol/api/coverage.ts';
import type { PartOfDay } from '../../protocol/sessions.ts';
import { dayText, shortDayText } from '../format/date.ts';
import { runPath } from '../frame/page-paths.ts';
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
}

/** Days by sessions as a real table: one mark a session, unknown as unknown, nothing where nothing was registered. */
export function DayHeatmap({ sessions, from, to, caption }: Props) {
  const { say } = useWords();
  const { parts, weeks } = heatmapOf(sessions, from, to);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={styles.region} aria-label={caption} tabIndex={0}>
      <table className={styles.table}>
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
          {weeks.map((week) => (
            <tr key={week[0]?.day}>
              <th scope="row" className="numeric">
                {shortDayText(week[0]?.day ?? from)}
              </th>
              {week.map(({ day, inside, sessions: ofDay }) => (
                <td key={day}>
                  {inside && (
                    <span className={styles.cells}>
                      {parts.map((part, index) => (
                        <Cell key={part} day={day} part={part} session={ofDay[index]} />
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
  );
}

function Cell({ day, part, session }: { day: string; part: PartOfDay; session: SessionDetail | undefined }) {
  const { say, format } = useWords();
  if (!session) return <span className={styles.none} />;
  const told = tellSession(session.state);
  const label = say('heatmap.cell', {
    day: dayText(day),
    part: say(`part.${part}`),
    state: say(told.word),
    heard: format.duration(session.heardLowMs),
    due: format.duration(session.dueMs),
  });
  const run = session.runs[0];
  if (!run) {
    return (
      <span role="img" className={styles.cell} data-meaning={told.meaning} aria-label={label} title={label}>
        <Mark meaning={told.meaning} />
      </span>
    );
  }
  return (
    <Link href={runPath(run)} className={styles.cell} data-meaning={told.meaning} aria-label={label} title={label}>
      <Mark meaning={told.meaning} />
    </Link>
  );
}
