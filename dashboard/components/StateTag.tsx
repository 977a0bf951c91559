import { useWords } from '../i18n/Language.tsx';
import { Mark } from './Mark.tsx';
import type { Told } from './meaning.ts';
import styles from './StateTag.module.css';

/** Word, shape and colour of a state. Never clickable. `bare` leaves the tint away, for dense tables. */
export function StateTag({ told, bare = false }: { told: Told; bare?: boolean }) {
  const { say } = useWords();
  return (
    <span className={styles.tag} data-meaning={told.meaning} data-bare={bare || undefined}>
      <Mark meaning={told.meaning} />
      <span>{say(told.word)}</span>
    </span>
  );
}
