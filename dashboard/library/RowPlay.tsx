import { useEffect, useState } from 'react';
import type { Bulletin, Recording } from '../../protocol/api/broadcast.ts';
import { audioPath } from '../../protocol/api/paths.ts';
import { useGateway } from '../data/Gateway.tsx';
import { paths } from '../data/paths.ts';
import { useWords } from '../i18n/Language.tsx';
import styles from './Library.module.css';

/** One player for the whole list: starting another row stops the first. */
let sounding: { audio: HTMLAudioElement; stop: () => void } | undefined;

/** Plays a row's recording; nothing of it is fetched before that. */
export function RowPlay({ bulletin }: { bulletin: Pick<Bulletin, 'recording' | 'title'> }) {
  const { say } = useWords();
  const { client, queries } = useGateway();
  const [playing, setPlaying] = useState(false);
  const [broken, setBroken] = useState(false);
  useEffect(() => () => sounding?.stop(), []);
  const toggle = async () => {
    const own = playing;
    sounding?.stop();
    if (own) return;
    setPlaying(true);
    setBroken(false);
    try {
      const path = paths.recording(bulletin.recording);
      const recording = await queries.fetchQuery<Recording>({
        queryKey: [path, {}],
        queryFn: () => client.get<Recording>(path),
        staleTime: Number.POSITIVE_INFINITY,
      });
      const audio = new Audio(audioPath(recording.mp3, 'mp3'));
      const stop = () => {
        audio.pause();
        audio.removeAttribute('src');
        setPlaying(false);
        if (sounding?.audio === audio) sounding = undefined;
      };
      audio.addEventListener('ended', stop);
      sounding = { audio, stop };
      await audio.play();
    } catch (error) {
      // Stopped before it began is no failure.
      if (error instanceof DOMException && error.name === 'AbortError') return;
      setPlaying(false);
      setBroken(true);
    }
  };
  const label = playing ? 'player.pause' : broken ? 'library.play-failed' : 'player.play';
  return (
    <button
      type="button"
      className={styles.rowPlay}
      data-broken={broken || undefined}
      aria-label={say(label, { title: bulletin.title })}
      onClick={toggle}
    >
      <svg width="18" height="18" viewBox="0 0 16 16" aria-hidden="true">
        <path
          d={playing ? 'M3.5 2h3v12h-3zM9.5 2h3v12h-3z' : broken ? 'M7 2h2v8H7zM7 12h2v2H7z' : 'M4 1.8v12.4L14 8z'}
          fill="currentColor"
        />
      </svg>
    </button>
  );
}
