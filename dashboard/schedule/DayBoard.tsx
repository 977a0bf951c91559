import { Card } from '../components/Card.tsx';
import { useWords } from '../i18n/Language.tsx';
import { BandTitle } from './BandTitle.tsx';
import styles from './Board.module.css';
import { OUTSIDE } from './bands.ts';
import { cellKey, minutesUsed } from './board.ts';
import { DayNotes } from './DayNotes.tsx';
import { type BoardProps, Items } from './SessionBoard.tsx';

/** One day for the phone: session under session. */
export function DayBoard({ days, now, bands, quiet, cells, holidays, silences }: BoardProps) {
  const { say } = useWords();
  const day = days[0];
  if (!day) return null;
  const outside = cells.get(cellKey(day, OUTSIDE)) ?? [];
  return (
    <div className={styles.dayList}>
      <DayNotes day={day} holidays={holidays} silences={silences} />
      {bands.map((band) => {
        const items = cells.get(cellKey(day, band.key)) ?? [];
        return (
          <Card key={band.key}>
            <div className={styles.bandHead}>
              <h2>
                <BandTitle band={band} />{' '}
                <span className={styles.soft} style={{ display: 'inline' }}>{`${band.from}–${band.to}`}</span>
              </h2>
              <span className="numeric">{say('plan.used', { used: minutesUsed(items), allowed: band.minutes })}</span>
            </div>
            {items.length === 0 ? (
              <p className={styles.soft}>{say('plan.nothing')}</p>
            ) : (
              <Items items={items} now={now} />
            )}
          </Card>
        );
      })}
      {outside.length > 0 && (
        <Card title={say('plan.outside')}>
          <Items items={outside} now={now} />
        </Card>
      )}
      {quiet.length > 0 && (
        <p className={styles.soft}>
          {say('plan.quiet-sentence', { windows: quiet.map(({ from, to }) => `${from}–${to}`).join(', ') })}
        </p>
      )}
    </div>
  );
}
