import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { relayStreamPath } from '../../protocol/streams.ts';
import { useWords } from '../i18n/Language.tsx';

/** One station sounds at a time: beginning another stops the first. */
let stopOther: (() => void) | undefined;

/** «Nghe thử»: the station through the gateway, in this browser only. The connection is closed when it is stopped or left. */
export function ListenNow({ station }: { station: { readonly id: string; readonly name: string } }) {
  const { say } = useWords();
  const [state, setState] = useState<'quiet' | 'opening' | 'sounding' | 'broken'>('quiet');
  const stop = useRef<() => void>(undefined);
  useEffect(() => () => stop.current?.(), []);
  const listen = () => {
    if (stop.current) return stop.current();
    stopOther?.();
    for (const other of document.querySelectorAll('audio')) other.pause();
    const audio = new Audio(relayStreamPath(station.id));
    const end = (as: 'quiet' | 'broken') => {
      audio.pause();
      audio.removeAttribute('src');
      audio.load();
      stop.current = undefined;
      if (stopOther === halt) stopOther = undefined;
      setState(as);
    };
    const halt = () => end('quiet');
    audio.addEventListener('playing', () => setState('sounding'));
    audio.addEventListener('ended', halt);
    audio.addEventListener('error', () => stop.current && end('broken'));
    stop.current = halt;
    stopOther = halt;
    setState('opening');
    audio.play().catch((error: unknown) => {
      // Stopped before it began is no failure.
      if (stop.current && !(error instanceof DOMException && error.name === 'AbortError')) end('broken');
    });
  };
  const on = state === 'opening' || state === 'sounding';
  return (
    <>
      <Button variant={on ? 'filled' : 'default'} size="md" h={44} aria-pressed={on} onClick={listen}>
        {say(on ? 'relay.listen-stop' : 'relay.listen')}
        <span className="visually-hidden">{`: ${station.name}`}</span>
      </Button>
      {state !== 'quiet' && (
        <span role="status" data-listening={state}>
          {say(`relay.listen.${state}`)}
        </span>
      )}
    </>
  );
}
