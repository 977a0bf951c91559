import { useCallback, useEffect, useRef, useState } from 'react';
import type { DossierAnswer } from '../../protocol/dossier-check.ts';
import type { ChosenFile } from './read-bundle.ts';
import type { WorkerWord } from './verify-worker.ts';

export type Verifying =
  | { readonly state: 'idle' }
  | { readonly state: 'reading'; readonly name: string; readonly share: number }
  | { readonly state: 'done'; readonly name: string; readonly answer: DossierAnswer }
  /** The file cannot be read: taken away meanwhile, or of a kind the browser will not open. */
  | { readonly state: 'failed'; readonly name: string };

/** Judges one chosen file at a time in a worker that is loaded with the page, so that the network may go before a file comes. */
export function useVerify(): { verifying: Verifying; verify: (chosen: ChosenFile) => void } {
  const [verifying, setVerifying] = useState<Verifying>({ state: 'idle' });
  const worker = useRef<Worker | undefined>(undefined);
  const name = useRef('');
  useEffect(() => {
    const own = new Worker(new URL('./worker-main.ts', import.meta.url), { type: 'module' });
    worker.current = own;
    own.onerror = () => setVerifying({ state: 'failed', name: name.current });
    own.onmessage = ({ data }: MessageEvent<WorkerWord>) => {
      if ('share' in data) setVerifying({ state: 'reading', name: name.current, share: data.share });
      else if ('answer' in data) setVerifying({ state: 'done', name: name.current, answer: data.answer });
      else setVerifying({ state: 'failed', name: name.current });
    };
    return () => own.terminate();
  }, []);
  const verify = useCallback((chosen: ChosenFile) => {
    name.current = chosen.name;
    setVerifying({ state: 'reading', name: chosen.name, share: 0 });
    worker.current?.postMessage(chosen);
  }, []);
  return { verifying, verify };
}
