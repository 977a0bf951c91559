import type { Recording } from '../../protocol/api/broadcast.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Loudness.module.css';
import { Mark } from './Mark.tsx';

const WANTED = -16;
const TOLERANCE = 1.5;
const QUIETEST = -40;

/** «Âm lượng đạt −16 LUFS», with a bar that shows where the file was and where it is now. */
export function Loudness({ recording }: { recording: Pick<Recording, 'loudnessBefore' | 'loudnessAfter'> }) {
  const { say, format } = useWords();
  const { loudnessBefore: before, loudnessAfter: after } = recording;
  const good = Math.abs(after - WANTED) <= TOLERANCE;
  const share = (lufs: number) => `${Math.max(0, Math.min(100, ((lufs - QUIETEST) / -QUIETEST) * 100))}%`;
  return (
    <div className={styles.loudness} data-good={good}>
      <p>
        <Mark meaning={good ? 'good' : 'partial'} />
        {say(good ? 'loudness.good' : after < WANTED ? 'loudness.soft' : 'loudness.loud', {
          lufs: format.number(after, 1),
        })}
      </p>
      <div className={styles.scale} aria-hidden="true">
        <span style={{ width: share(after) }} />
        <i style={{ left: share(before) }} />
      </div>
      <p className={styles.soft}>{say('loudness.before', { lufs: format.number(before, 1) })}</p>
    </div>
  );
}
