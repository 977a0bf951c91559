import { Link } from 'wouter';
import type { Holiday, Silence } from '../../protocol/api/schedule.ts';
import type { QuietWindow } from '../../protocol/quiet-hours.ts';
import { type Day, timeOf, weekdayOf } from '../../protocol/vietnam-time.ts';
import { shortDayText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import { BandTitle } from './BandTitle.tsx';
import styles from './Board.module.css';
import { BoardEntry } from './BoardEntry.tsx';
import { type Band, OUTSIDE } from './bands.ts';
import { type BoardItem, cellKey, minutesUsed } from './board.ts';
import { DayNotes } from './DayNotes.tsx';
import { newAtPath } from './paths.ts';

export interface BoardProps {
  days: readonly Day[];
  today: Day;
  now: number;
  bands: readonly Band[];
  quiet: readonly QuietWindow[];
  cells: ReadonlyMap<string, readonly BoardItem[]>;
  holidays: readonly Holiday[];
  silences: readonly Silence[];
  caption: string;
  mayAdd: boolean;
}

/** «Bảng buổi»: days × sessions. A broadcast day is two narrow bands, so a grid of hours would be empty (UX §0.1). */
export function SessionBoard({
  days,
  today,
  now,
  bands,
  quiet,
  cells,
  holidays,
  silences,
  caption,
  mayAdd,
}: BoardProps) {
  const { say } = useWords();
  const outside = days.some((day) => cells.has(cellKey(day, OUTSIDE)));
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
                <DayNotes day={day} holidays={holidays} silences={silences} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {bands.map((band) => (
            <tr key={band.key}>
              <th scope="row">
                <BandTitle band={band} />
                <span className={`${styles.soft} numeric`}>{`${band.from}–${band.to}`}</span>
              </th>
              {days.map((day) => {
                const items = cells.get(cellKey(day, band.key)) ?? [];
                return (
                  <td key={day} data-today={day === today || undefined}>
                    <span className={`${styles.soft} numeric`}>
                      {say('plan.used', { used: minutesUsed(items), allowed: band.minutes })}
                    </span>
                    <Items items={items} now={now} />
                    {mayAdd && day >= today && (
                      <Link href={newAtPath(day, firstFree(band, items))} className={styles.add}>
                        {say('plan.add')}
                        <span className="visually-hidden">
                          {' '}
                          {say('plan.add-to', { day: shortDayText(day), from: band.from })}
                        </span>
                      </Link>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
          {outside && (
            <tr>
              <th scope="row">{say('plan.outside')}</th>
              {days.map((day) => (
                <td key={day} data-today={day === today || undefined}>
                  <Items items={cells.get(cellKey(day, OUTSIDE)) ?? []} now={now} />
                </td>
              ))}
            </tr>
          )}
          {quiet.length > 0 && (
            <tr>
              <th scope="row">{say('plan.quiet')}</th>
              <td colSpan={days.length} className={styles.quiet}>
                {say('plan.quiet-sentence', { windows: quiet.map(({ from, to }) => `${from}–${to}`).join(', ') })}
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </section>
  );
}

export function Items({ items, now }: { items: readonly BoardItem[]; now: number }) {
  if (items.length === 0) return null;
  return (
    <ul className={styles.items}>
      {items.map((item) => (
        <li key={item.key}>
          <BoardEntry item={item} now={now} />
        </li>
      ))}
    </ul>
  );
}

/** The minute after the last thing of the band, where there is still room. */
function firstFree(band: Band, items: readonly BoardItem[]): string {
  const ends = items.map((item) => Math.ceil((item.startAt + item.durationMs) / 60_000) * 60_000);
  if (ends.length === 0) return band.from;
  const time = timeOf(Math.max(...ends));
  return time > band.from && time < band.to ? time : band.from;
}
