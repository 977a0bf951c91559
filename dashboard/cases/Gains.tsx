import type { Repair } from '../../protocol/api/cases.ts';
import { Mark } from '../components/Mark.tsx';
import { tellVerdict } from '../components/meaning.ts';
import { dayText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Repairs.module.css';

const SHOWN = 3;

/** What a repair brings: «Thượng: Chưa đạt → Đạt nếu xong trước 25/11/2026». */
export function Gains({ gains }: { gains: Repair['gains'] }) {
  const { say } = useWords();
  const told = gains.filter(({ met }) => met !== undefined);
  if (gains.length === 0) return <span className={styles.soft}>{say('repair.no-gain')}</span>;
  if (told.length === 0)
    return <span className={styles.soft}>{say('repair.too-late', { name: gains[0]?.name ?? '' })}</span>;
  return (
    <ul className={styles.gains}>
      {told.slice(0, SHOWN).map(({ hamlet, name, now, repairBy }) => {
        const before = tellVerdict(now);
        const keeps = now === 'met' && repairBy;
        return (
          <li key={hamlet}>
            {!keeps && <Mark meaning={before.meaning} />}
            <Mark meaning="good" />
            <span>
              {keeps
                ? say('repair.gain-kept', { name, day: dayText(repairBy) })
                : repairBy
                  ? say('repair.gain-by', { name, before: say(before.word), day: dayText(repairBy) })
                  : say('repair.gain', { name, before: say(before.word) })}
            </span>
          </li>
        );
      })}
      {told.length > SHOWN && <li>{say('repair.more-gains', { n: told.length - SHOWN })}</li>}
    </ul>
  );
}
