import { Link } from 'wouter';
import type { Day } from '../../protocol/vietnam-time.ts';
import { timeOf, weekdayOf } from '../../protocol/vietnam-time.ts';
import { shortDayText } from '../format/date.ts';
import { runPath } from '../frame/page-paths.ts';
import { useWords } from '../i18n/Language.tsx';
import { Mark } from './Mark.tsx';
import { type Told, tellRun } from './meaning.ts';
import styles from './SessionBoard.module.css';
import { type BoardCell, type BoardItem, cellKey } from './session-board.ts';

interface Props {
  days: readonly Day[];
  today: Day;
  cells: ReadonlyMap<string, BoardCell>;
  caption: string;
}

/** «Bảng buổi»: days × sessions. A broadcast day is two narrow bands, so a grid of hours would be empty (UX §0.1). */
export function SessionBoard({ days, today, cells, caption }: Props) {
  const { say } = useWords();
  const parts = (['morning', 'afternoon', 'evening'] as const).filter(
    (part) => part !== 'evening' || days.some((day) => (cells.get(cellKey(day, part))?.items.length ?? 0) > 0),
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={styles.region} aria-label={caption} tabIndex={0}>
      <table className={styles.board}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{say('board.part')}</th>
            {days.map((day) => (
              <th key={day} scope="col" data-today={day === today || undefined}>
                {say(`weekday.title.${weekdayOf(day) as 1 | 2 | 3 | 4 | 5 | 6 | 7}`)}{' '}
                <span className="numeric">{shortDayText(day)}</span>
                {day === today && <span className={styles.today}>{say('board.today')}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {parts.map((part) => (
            <tr key={part}>
              <th scope="row">{say(`part.title.${part}`)}</th>
              {days.map((day) => (
                <td key={day} data-today={day === today || undefined}>
                  <ul className={styles.items}>
                    {cells.get(cellKey(day, part))?.items.map((item) => (
                      <li key={item.key}>
                        <Item item={item} day={day} />
                      </li>
                    ))}
                  </ul>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Item({ item, day }: { item: BoardItem; day: Day }) {
  const { say, format } = useWords();
  const told = tell(item);
  const result =
    item.run?.state === 'ended' ? say('board.heard', { heard: item.run.heard, nodes: item.run.nodes }) : say(told.word);
  const words = (
    <>
      <Mark meaning={told.meaning} />
      <span className={styles.words}>
        <span>
          <span className="visually-hidden">{format.longDay(day)} </span>
          <b className="numeric">{timeOf(item.startAt)}</b> {item.title}
        </span>
        <span className={styles.result}>{result}</span>
      </span>
    </>
  );
  if (!item.run) {
    return (
      <span className={styles.item} data-meaning={told.meaning}>
        {words}
      </span>
    );
  }
  return (
    <Link href={runPath(item.run.id)} className={styles.item} data-meaning={told.meaning}>
      {words}
    </Link>
  );
}

function tell(item: BoardItem): Told {
  if (item.run && item.run.state !== 'planned') return tellRun(item.run);
  if (item.willSound) return { meaning: 'planned', word: 'board.ready' };
  const warning = item.warnings[0];
  return warning === undefined
    ? { meaning: 'bad', word: 'board.will-not' }
    : { meaning: warning === 'not-approved' ? 'partial' : 'bad', word: `warning.${warning}` };
}
