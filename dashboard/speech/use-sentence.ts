import { useEffect, useRef, useState } from 'react';
import type { SpeechInput } from '../../protocol/api/library.ts';
import { useGateway } from '../data/Gateway.tsx';
import { sentenceSound } from './ask.ts';

export type SentenceOrder = Pick<SpeechInput, 'text' | 'voice' | 'speed'> & { area?: string };
export type Sounding = { readonly key: string; readonly state: 'fetching' | 'playing' };

/** Plays one sentence at a time; asking for another, or for the same again, stops it. `key` tells them apart. */
export function useSentence() {
  const { client } = useGateway();
  const [sounding, setSounding] = useState<Sounding | undefined>();
  const [error, setError] = useState<unknown>();
  const stopping = useRef<(() => void) | undefined>(undefined);
  const stop = () => {
    stopping.current?.();
    stopping.current = undefined;
    setSounding(undefined);
  };
  useEffect(() => () => stopping.current?.(), []);

  const play = async (key: string, order: SentenceOrder) => {
    const wasOwn = sounding?.key === key;
    stop();
    setError(undefined);
    if (wasOwn) return;
    const asked = new AbortController();
    stopping.current = () => asked.abort();
    setSounding({ key, state: 'fetching' });
    try {
      const url = URL.createObjectURL(await sentenceSound(client, order, asked.signal));
      const audio = new Audio(url);
      stopping.current = () => {
        asked.abort();
        audio.pause();
        URL.revokeObjectURL(url);
      };
      audio.addEventListener('ended', stop);
      setSounding({ key, state: 'playing' });
      await audio.play();
    } catch (failure) {
      // Stopped before it began is no failure.
      if (asked.signal.aborted) return;
      stop();
      setError(failure);
    }
  };
  return { sounding, error, play };
}
