import { useEffect, useRef, useState } from 'react';
import meter from '../components/Recorder.module.css';
import { decibels, meterValue, type VoiceLevel, voiceLevel } from '../components/voice-level.ts';
import { useWords } from '../i18n/Language.tsx';
import type { Ear } from './ear.ts';
import styles from './Live.module.css';

const LOOK_MS = 100;
const LOOKS_KEPT = 20;
const STEPS = 12;

/** How loud the voice comes in, in bars and in one word beside them; only this part is drawn ten times a second. */
export function Meter({ ear }: { ear: Ear | undefined }) {
  const { say } = useWords();
  const { value, level } = useLevel(ear);
  const word = say(ear ? `live.level.${level}` : 'live.level.off');
  const lit = Math.round((value / 100) * STEPS);
  return (
    <div className={meter.level} data-level={ear ? level : 'off'}>
      {/* biome-ignore lint/a11y/useSemanticElements: every browser draws its own meter, without words */}
      <div
        className={meter.meter}
        role="meter"
        aria-label={say('live.level')}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={value}
        aria-valuetext={word}
      >
        {Array.from({ length: STEPS }, (_, step) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
          <span key={step} data-lit={step < lit || undefined} />
        ))}
      </div>
      <span className={styles.word}>{word}</span>
    </div>
  );
}

/** The bar is of this moment, the word of the last two seconds: a pause between two words changes no word. */
function useLevel(ear: Ear | undefined): { value: number; level: VoiceLevel } {
  const [shown, setShown] = useState<{ value: number; level: VoiceLevel }>({ value: 0, level: 'silent' });
  const last = useRef<number[]>([]);
  useEffect(() => {
    setShown({ value: 0, level: 'silent' });
    last.current = [];
    if (!ear) return;
    const analyser = ear.context.createAnalyser();
    analyser.fftSize = 2_048;
    const source = ear.context.createMediaStreamSource(ear.stream);
    source.connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const db = decibels(samples);
      last.current = [...last.current, db].slice(-LOOKS_KEPT);
      setShown({ value: meterValue(db), level: voiceLevel(last.current) });
    }, LOOK_MS);
    return () => {
      clearInterval(timer);
      source.disconnect();
    };
  }, [ear]);
  return shown;
}
