import { useFreshness } from '../data/Gateway.tsx';
import { clockText } from '../format/date.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './AgeChip.module.css';

/** The age of everything on the screen: ● while live, ◌ and grey when older than 30 s. */
export function AgeChip({ short = false }: { short?: boolean }) {
  const { say, format } = useWords();
  const { age, ageMs, heardAt } = useFreshness();
  const live = age === 'live';
  const at = short ? clockText(heardAt).slice(0, 5) : clockText(heardAt);
  return (
    <span
      className={styles.chip}
      data-age={age}
      role="timer"
      aria-label={live ? say('age.live', { at }) : say('age.old', { age: format.age(ageMs) })}
    >
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
        {live ? (
          <circle cx="6" cy="6" r="5" fill="currentColor" />
        ) : (
          <circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.6" strokeDasharray="2.4 2" />
        )}
      </svg>
      <span className="numeric">
        {short ? at : live ? say('age.live', { at }) : say('age.old', { age: format.age(ageMs) })}
      </span>
    </span>
  );
}
