import { useWords } from '../i18n/Language.tsx';
import styles from './Speech.module.css';
import type { Sounding } from './use-sentence.ts';

/** ▶ beside a sentence; ■ while it sounds. */
export function PlaySentence({
  of,
  name,
  sounding,
  onPlay,
}: {
  of: string;
  name: string;
  sounding: Sounding | undefined;
  onPlay: () => void;
}) {
  const { say } = useWords();
  const state = sounding?.key === of ? sounding.state : undefined;
  return (
    <button
      type="button"
      className={styles.play}
      aria-label={say(state ? 'sentence.stop' : 'sentence.play', { text: name })}
      aria-busy={state === 'fetching' || undefined}
      data-state={state}
      onClick={onPlay}
    >
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
        <path d={state ? 'M3 3h10v10H3z' : 'M4 1.8v12.4L14 8z'} fill="currentColor" />
      </svg>
    </button>
  );
}
