import { Link } from 'wouter';
import type { Usage } from '../../protocol/api/library.ts';
import { dateTimeText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Library.module.css';

/** The programmes that hold it, each with its next time. */
export function ProgrammesUsing({ usage }: { usage: Usage }) {
  const { say } = useWords();
  if (usage.programmes.length === 0) return null;
  return (
    <ul className={styles.uses}>
      {usage.programmes.map((programme) => (
        <li key={programme.id}>
          <Link href={`/lich/${programme.id}`}>{programme.title}</Link>
          {programme.nextAt !== undefined && ` · ${say('usage.next', { when: dateTimeText(programme.nextAt) })}`}
        </li>
      ))}
    </ul>
  );
}
