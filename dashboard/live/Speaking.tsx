import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { Mark } from '../components/Mark.tsx';
import { Notice } from '../components/Notice.tsx';
import { useServerNow } from '../data/Gateway.tsx';
import { useWords } from '../i18n/Language.tsx';
import { useLiveSession } from './ask.ts';
import { Countdown } from './Countdown.tsx';
import type { Ear } from './ear.ts';
import styles from './Live.module.css';
import { Meter } from './Meter.tsx';
import { PartsStopped } from './PartsStopped.tsx';
import { clockText, endsInSilence, type Speech } from './speech-state.ts';
import { useShown } from './use-shown.ts';

interface Props {
  speech: Speech;
  ear: Ear | undefined;
  onEnd: () => void;
}

/** «ĐANG PHÁT 00:42 · trễ 1,2 giây · nghe 3/3 cụm · còn 9:18 [■ KẾT THÚC]» */
export function Speaking({ speech, ear, onEnd }: Props) {
  const { say } = useWords();
  const wasHidden = useShown();
  const counting = speech.phase === 'opening' || speech.phase === 'countdown';
  return (
    <section className={styles.speaking} aria-label={say('live.on-air')} data-live={speech.phase}>
      {counting ? (
        <Countdown speech={speech} ear={ear} onCancel={onEnd} />
      ) : (
        <>
          <Now speech={speech} ending={speech.phase === 'ending'} onEnd={onEnd} />
          <Meter ear={ear} />
        </>
      )}
      <Warnings speech={speech} />
      <PartsStopped parts={useLiveSession(speech.session.id).data?.partsStopped} />
      {wasHidden ? (
        <Notice meaning="partial" role="alert" title={say('live.lock')}>
          {say('live.was-hidden')}
        </Notice>
      ) : (
        <p className={styles.soft}>{say('live.lock')}</p>
      )}
    </section>
  );
}

function Now({ speech, ending, onEnd }: { speech: Speech; ending: boolean; onEnd: () => void }) {
  const { say, format } = useWords();
  const now = useServerNow(500);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  const { heard } = speech;
  return (
    <div className={styles.now}>
      <p className={styles.clock}>
        <Mark meaning="on-air" size={24} />
        <strong>{say('live.on-air')}</strong>
        <span role="timer" aria-label={say('live.spoken')}>
          {clockText(now - speech.startsAt)}
        </span>
      </p>
      <ul className={styles.figures}>
        {heard?.delayMs !== undefined && <li>{say('live.delay', { s: format.number(heard.delayMs / 1_000, 1) })}</li>}
        <li data-heard>
          {heard
            ? say('live.playing', { playing: format.number(heard.playing), nodes: format.number(heard.nodes) })
            : say('live.playing-unknown')}
        </li>
        <li>{say('live.left', { time: format.length(Math.max(0, speech.endsAt - now)) })}</li>
      </ul>
      <Button
        ref={button}
        size="xl"
        color="dark"
        className={styles.end}
        data-primary
        aria-disabled={ending || undefined}
        onClick={onEnd}
      >
        <span className={styles.square} aria-hidden="true" />
        {say(ending ? 'live.ending' : 'live.end')}
      </Button>
    </div>
  );
}

function Warnings({ speech: { phase, heard, line } }: { speech: Speech }) {
  const { say } = useWords();
  const left = phase === 'speaking' && heard ? endsInSilence(heard.silentMs) : undefined;
  return (
    <>
      {left !== undefined && (
        <Notice meaning="bad" role="alert">
          {say('live.silent', { n: left })}
        </Notice>
      )}
      {line === 'weak' && (
        <Notice meaning="partial" role="alert">
          {say('live.weak')}
        </Notice>
      )}
    </>
  );
}
