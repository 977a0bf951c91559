import type { Holiday, Silence } from '../../protocol/api/schedule.ts';
import { DAY_MS } from '../../protocol/units.ts';
import { type Day, startOfDay } from '../../protocol/vietnam-time.ts';
import { dateText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Board.module.css';

interface Props {
  day: Day;
  holidays: readonly Holiday[];
  silences: readonly Silence[];
}

/** What is special about a day: its holiday with the lunar date as a small second line, and who silenced it why. */
export function DayNotes({ day, holidays, silences }: Props) {
  const { say } = useWords();
  const holiday = holidays.find((one) => one.day === day);
  const from = startOfDay(day);
  const silent = silences.filter((silence) => silence.from < from + DAY_MS && silence.to > from);
  // Everybody knows the first and the fifteenth of the lunar month; other days need no second date.
  const lunar = holiday && (holiday.name || /^(1|15)\//.test(holiday.lunar)) ? holiday.lunar : undefined;
  return (
    <>
      {holiday?.name && <span className={styles.holiday}>{say(`plan.holiday.${holiday.name}`)}</span>}
      {lunar && (
        <span className={styles.soft}>{say('plan.lunar', { date: lunar.replace('n', ` ${say('plan.leap')}`) })}</span>
      )}
      {silent.map((silence) => (
        <span key={silence.id} className={styles.silence}>
          {say('plan.silence', { reason: silence.reason, name: silence.byName, day: dateText(silence.createdAt) })}
        </span>
      ))}
    </>
  );
}
