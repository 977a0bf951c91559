import { useEffect, useRef, useState } from 'react';
import { useWaveform } from '../data/library.ts';
import { useWords } from '../i18n/Language.tsx';
import type { Hearing } from './hearing.ts';
import styles from './ListenPlayer.module.css';
import type { Listenable } from './ListenPlayer.tsx';
import { barsOf } from './wave-bars.ts';

const WIDTH = 400;
const HEIGHT = 44;

interface Props {
  recording: Listenable;
  atMs: number;
  hearing: Hearing;
  onSeek: (ms: number) => void;
}

/** The recording's loudness over time, what of it was heard, and the slider to move in it. */
export function WaveStrip({ recording, atMs, hearing, onSeek }: Props) {
  const { say, format } = useWords();
  const box = useRef<HTMLDivElement>(null);
  const near = useNear(box);
  const peaks = useWaveform(recording.sha256, near).data?.peaks ?? [];
  const { durationMs } = recording;
  const x = (ms: number) => (ms / Math.max(1, durationMs)) * WIDTH;
  return (
    <div ref={box} className={styles.strip}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {hearing.left.map((stretch) => (
          <rect
            key={stretch.from}
            className={styles.todo}
            x={x(stretch.from)}
            width={x(stretch.to) - x(stretch.from)}
            y={HEIGHT - 4}
            height={4}
          />
        ))}
        <path className={styles.wave} d={barsOf(peaks, WIDTH, HEIGHT - 6)} />
        {hearing.heard.map((stretch) => (
          <rect
            key={stretch.from}
            className={styles.heard}
            x={x(stretch.from)}
            width={x(stretch.to) - x(stretch.from)}
            y={HEIGHT - 4}
            height={4}
          />
        ))}
        <rect className={styles.now} x={Math.max(0, x(atMs) - 1)} width={2} y={0} height={HEIGHT} />
      </svg>
      <input
        type="range"
        min={0}
        max={durationMs}
        step={1000}
        value={atMs}
        aria-label={say('player.position')}
        aria-valuetext={say('player.position-of', { at: format.length(atMs), length: format.length(durationMs) })}
        onChange={(event) => onSeek(Number(event.currentTarget.value))}
      />
    </div>
  );
}

/** Is it on the screen, or was it? What nobody scrolls to is not fetched. */
function useNear(box: { current: HTMLElement | null }): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting) return;
      setNear(true);
      observer.disconnect();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [box]);
  return near;
}
