import { SESSION_STATES } from '../../protocol/sessions.ts';
import { useWords } from '../i18n/Language.tsx';
import { Mark } from './Mark.tsx';
import { tellSession } from './meaning.ts';
import styles from './StripLegend.module.css';

export function StripLegend() {
  const { say } = useWords();
  return (
    <ul className={styles.legend} aria-label={say('legend.title')}>
      {SESSION_STATES.map((state) => (
        <li key={state} data-meaning={tellSession(state).meaning}>
          <Mark meaning={tellSession(state).meaning} />
          {say(tellSession(state).word)}
        </li>
      ))}
    </ul>
  );
}
