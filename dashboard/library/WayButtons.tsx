import { useWords } from '../i18n/Language.tsx';
import styles from './Library.module.css';
import { WAY_LIST, type Way } from './ways.ts';

const DRAWINGS: Record<Way, string> = {
  record: 'M12 4a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V7a3 3 0 0 1 3-3zM6 11.5a6 6 0 0 0 12 0M12 17.5V21',
  upload: 'M12 16V4.5M7 9l5-5 5 5M4.5 15.5v4h15v-4',
  speech: 'M4 18 8.5 6 13 18M5.6 14h5.8M20 18v-6.5M20 14.5a3 3 0 1 0 0 .3',
  relay: 'M12 12v8.5M8.5 20.5h7M12 12a.2.2 0 1 0 0-.4M8.4 15.4a5 5 0 1 1 7.2 0M5.6 18.2a9 9 0 1 1 12.8 0',
  letter: 'M5 3.5h10l4 4v13H5zM14.5 3.5V8H19M8.5 12.5h7M8.5 16h7',
};

/** The ways to make a bulletin, each with its picture. */
export function WayButtons({ way, onChoose }: { way: Way | undefined; onChoose: (way: Way | undefined) => void }) {
  const { say } = useWords();
  return (
    <div className={styles.ways}>
      {WAY_LIST.map((one) => (
        <button
          key={one}
          type="button"
          data-primary
          aria-expanded={way === one}
          onClick={() => onChoose(way === one ? undefined : one)}
        >
          <svg width="26" height="26" viewBox="0 0 24 24" aria-hidden="true">
            <path
              d={DRAWINGS[one]}
              fill="none"
              stroke="currentColor"
              strokeWidth="1.9"
              strokeLinecap="round"
              strokeLinejoin="round"
            />
          </svg>
          {say(`compose.${one}`)}
        </button>
      ))}
    </div>
  );
}
