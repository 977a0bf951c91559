import { useWords } from '../i18n/Language.tsx';
import type { TextKey } from '../i18n/say.ts';
import styles from './Count.module.css';
import { Mark } from './Mark.tsx';
import type { Meaning } from './meaning.ts';

/** «✕ 3 mất kết nối»: how many of one state, with its shape and word. */
export function Count({ meaning, n, word }: { meaning: Meaning; n: number; word: TextKey }) {
  const { say, format } = useWords();
  return (
    <span className={styles.count} data-meaning={meaning}>
      <Mark meaning={meaning} />
      <span>
        <b className="numeric">{format.number(n)}</b> {say(word).toLocaleLowerCase('vi')}
      </span>
    </span>
  );
}
