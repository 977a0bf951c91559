import { useWords } from '../i18n/Language.tsx';
import styles from './Recorder.module.css';
import type { VoiceLevel } from './voice-level.ts';

const STEPS = 12;

/** How loud the voice comes in, in bars and in words. */
export function LevelMeter({ value, level }: { value: number; level: VoiceLevel }) {
  const { say } = useWords();
  const lit = Math.round((value / 100) * STEPS);
  return (
    <div className={styles.level} data-level={level}>
      {/* biome-ignore lint/a11y/useSemanticElements: every browser draws its own meter, without words */}
      <div
        className={styles.meter}
        role="meter"
        aria-label={say('recorder.level')}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={value}
        aria-valuetext={say(`recorder.level.${level}`)}
      >
        {Array.from({ length: STEPS }, (_, step) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
          <span key={step} data-lit={step < lit || undefined} />
        ))}
      </div>
      <span role="status">{say(`recorder.level.${level}`)}</span>
    </div>
  );
}
