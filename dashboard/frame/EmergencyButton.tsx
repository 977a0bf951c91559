import { Link } from 'wouter';
import { useWords } from '../i18n/Language.tsx';
import styles from './Frame.module.css';

/** Top right on every page of who may raise one: opens the page, fires nothing. */
export function EmergencyButton() {
  const { say } = useWords();
  return (
    <Link href="/khan-cap" className={styles.emergency} data-emergency-button>
      <svg width="18" height="18" viewBox="0 0 22 22" aria-hidden="true">
        <path
          d="M7 1.5h8L20.5 7v8L15 20.5H7L1.5 15V7zM11 6v6M11 15v.4"
          fill="none"
          stroke="currentColor"
          strokeWidth="2.4"
          strokeLinecap="round"
        />
      </svg>
      {say('emergency.button')}
    </Link>
  );
}
