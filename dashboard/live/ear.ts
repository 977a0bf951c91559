import { useCallback, useEffect, useRef, useState } from 'react';
import { faultOf, type MicrophoneFault } from '../components/microphone.ts';

/** One-way speech through horns: nothing of it comes back through this machine, so there is no echo to take away. */
const SPEECH: MediaTrackConstraints = {
  channelCount: 1,
  echoCancellation: false,
  noiseSuppression: true,
  autoGainControl: true,
};

/** The open microphone. */
export interface Ear {
  readonly stream: MediaStream;
  readonly context: AudioContext;
}

/** The microphone of this page: opened once, closed when the page goes or is hidden while nobody speaks. */
export function useEar(inUse: boolean) {
  const open = useRef<Ear | undefined>(undefined);
  const [ear, setEar] = useState<Ear | undefined>();
  const [fault, setFault] = useState<MicrophoneFault | undefined>();
  const opening = useRef<Promise<Ear | undefined> | undefined>(undefined);

  const close = useCallback(() => {
    const now = open.current;
    open.current = undefined;
    setEar(undefined);
    if (!now) return;
    for (const track of now.stream.getTracks()) track.stop();
    void now.context.close();
  }, []);

  const listen = useCallback((): Promise<Ear | undefined> => {
    if (open.current) return Promise.resolve(open.current);
    opening.current ??= openEar()
      .then(
        (fresh) => {
          open.current = fresh;
          setEar(fresh);
          setFault(undefined);
          for (const track of fresh.stream.getTracks()) track.addEventListener('ended', close);
          return fresh;
        },
        (error: unknown) => {
          setFault(error instanceof NoMicrophone ? 'needs-https' : faultOf(error));
          return undefined;
        },
      )
      .finally(() => {
        opening.current = undefined;
      });
    return opening.current;
  }, [close]);

  useEffect(() => close, [close]);
  useAllowed(listen);
  useEffect(() => {
    if (inUse) return;
    const hidden = () => document.visibilityState === 'hidden' && close();
    document.addEventListener('visibilitychange', hidden);
    return () => document.removeEventListener('visibilitychange', hidden);
  }, [inUse, close]);
  return { ear, fault, listen };
}

class NoMicrophone extends Error {}

/** Browsers give the microphone to https pages and to this machine itself only. */
export const mayHaveMicrophone = () => window.isSecureContext && navigator.mediaDevices !== undefined;

async function openEar(): Promise<Ear> {
  if (!mayHaveMicrophone()) throw new NoMicrophone();
  const stream = await navigator.mediaDevices.getUserMedia({ audio: SPEECH });
  const context = new AudioContext();
  // Without a touch of the page it waits for one; the meter moves from then on.
  void context.resume();
  return { stream, context };
}

/** Where the microphone was allowed before, its level is seen at once: «có tiếng không» is what the page is opened for. */
function useAllowed(listen: () => void): void {
  useEffect(() => {
    if (!mayHaveMicrophone()) return;
    let current = true;
    navigator.permissions
      ?.query({ name: 'microphone' })
      .then(({ state }) => current && state === 'granted' && listen())
      .catch(() => {});
    return () => {
      current = false;
    };
  }, [listen]);
}
