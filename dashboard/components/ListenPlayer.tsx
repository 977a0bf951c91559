import { type Ref, useRef, useState } from 'react';
import type { Recording } from '../../protocol/api/broadcast.ts';
import type { Listened } from '../../protocol/api/library.ts';
import { audioPath } from '../../protocol/api/paths.ts';
import { useWords } from '../i18n/Language.tsx';
import { isWhole } from './heard-ranges.ts';
import { useHearing } from './hearing.ts';
import styles from './ListenPlayer.module.css';
import { Notice } from './Notice.tsx';
import { WaveStrip } from './WaveStrip.tsx';

export type Listenable = Pick<Recording, 'sha256' | 'mp3' | 'durationMs' | 'title'>;
const SPEEDS = [1, 1.25, 1.5] as const;
const BACK_S = 10;
const END_MS = 300;

interface Props {
  recording: Listenable;
  /** Listening counts for an approval: what is played is told to the gateway. */
  counts?: boolean;
  /** What the gateway knows to be heard already. */
  listened?: Listened | undefined;
  onHeard?: (listened: Listened) => void;
  /** The play button, for who must send the focus here. */
  playButton?: Ref<HTMLButtonElement>;
}

/** The browser's own player with controls a thumb can hit. Nothing is fetched, nothing sounds before it is asked for. */
export function ListenPlayer({ recording, counts = false, listened, onHeard, playButton }: Props) {
  const { say, format } = useWords();
  const audio = useRef<HTMLAudioElement>(null);
  const [playing, setPlaying] = useState(false);
  const [atMs, setAtMs] = useState(0);
  const [speed, setSpeed] = useState(1);
  const [broken, setBroken] = useState(false);
  const { hearing, follow, enough, known } = useHearing(recording, counts, listened, onHeard);
  const { durationMs, title } = recording;

  const look = (element: HTMLAudioElement, stopped: boolean) => {
    setAtMs(Math.min(durationMs, Math.round(element.currentTime * 1000)));
    follow(element, stopped);
  };
  const toggle = () => {
    const element = audio.current;
    if (!element) return;
    if (!element.paused) return element.pause();
    for (const other of document.querySelectorAll('audio')) if (other !== element) other.pause();
    if (broken) element.load();
    // At the end there is nothing to play: it begins anew.
    if (atMs >= durationMs - END_MS) seek(0);
    setBroken(false);
    element.play().catch((error: unknown) => {
      if (!(error instanceof DOMException && error.name === 'AbortError')) setBroken(true);
    });
  };
  const seek = (ms: number) => {
    setAtMs(ms);
    if (audio.current) audio.current.currentTime = ms / 1000;
  };
  const [next] = hearing.left;
  return (
    <div className={styles.player}>
      {/* biome-ignore lint/a11y/useMediaCaption: a recording has no captions; its text is shown where there is one */}
      <audio
        ref={audio}
        preload="none"
        src={audioPath(recording.mp3, 'mp3')}
        onPlay={() => setPlaying(true)}
        onPause={(event) => {
          setPlaying(false);
          look(event.currentTarget, true);
        }}
        onEnded={(event) => look(event.currentTarget, true)}
        onTimeUpdate={(event) => look(event.currentTarget, false)}
        onError={() => setBroken(true)}
      />
      <div className={styles.controls}>
        <button
          ref={playButton}
          type="button"
          className={styles.play}
          data-primary
          aria-label={say(playing ? 'player.pause' : 'player.play', { title })}
          onClick={toggle}
        >
          <svg width="22" height="22" viewBox="0 0 16 16" aria-hidden="true">
            <path d={playing ? 'M3.5 2h3v12h-3zM9.5 2h3v12h-3z' : 'M4 1.8v12.4L14 8z'} fill="currentColor" />
          </svg>
        </button>
        <WaveStrip recording={recording} atMs={atMs} hearing={hearing} onSeek={seek} />
        <span className={styles.clock}>
          {format.length(atMs)} / {format.length(durationMs)}
        </span>
        <button type="button" className={styles.small} onClick={() => seek(Math.max(0, atMs - BACK_S * 1000))}>
          {say('player.back')}
        </button>
        <select
          className={styles.small}
          aria-label={say('player.speed')}
          value={speed}
          onChange={(event) => {
            const chosen = Number(event.currentTarget.value);
            setSpeed(chosen);
            if (audio.current) {
              audio.current.defaultPlaybackRate = chosen;
              audio.current.playbackRate = chosen;
            }
          }}
        >
          {SPEEDS.map((one) => (
            <option key={one} value={one}>
              {say('player.times', { n: format.number(one, one % 1 === 0 ? 0 : one === 1.5 ? 1 : 2) })}
            </option>
          ))}
        </select>
      </div>
      {counts && known && (
        <p className={styles.left} data-enough={enough}>
          {enough
            ? say('player.enough')
            : hearing.leftMs === 0
              ? say('player.saving')
              : say('player.left', { time: format.length(Math.max(hearing.leftMs, 1_000)) })}
          {!enough && !isWhole(hearing.required, durationMs) && <span>{say('player.parts')}</span>}
          {!enough && next && hearing.heard.length > 0 && (
            <button type="button" className={styles.small} onClick={() => seek(next.from)}>
              {say('player.next', { time: format.length(next.from) })}
            </button>
          )}
        </p>
      )}
      {hearing.untold && <Notice meaning="partial">{say('player.untold')}</Notice>}
      {broken && (
        <Notice meaning="bad" role="alert">
          {say('player.broken')}
        </Notice>
      )}
    </div>
  );
}
