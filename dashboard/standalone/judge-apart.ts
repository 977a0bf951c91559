import type { DossierAnswer } from '../../protocol/dossier-check.ts';
import { type ChosenFile, judgeFile } from '../verify/read-bundle.ts';
import type { WorkerWord } from '../verify/verify-worker.ts';

/** Judges in a worker made of this page's own script; where a browser allows none (an old one, from the disk), here, piece by piece. */
export async function judgeApart(chosen: ChosenFile, progress: (share: number) => void): Promise<DossierAnswer> {
  return (await inWorker(chosen, progress)) ?? (await here(chosen, progress));
}

function here(chosen: ChosenFile, progress: (share: number) => void): Promise<DossierAnswer> {
  return judgeFile(chosen, (share) => {
    progress(share);
    return new Promise((resolve) => setTimeout(resolve));
  });
}

function inWorker(chosen: ChosenFile, progress: (share: number) => void): Promise<DossierAnswer | undefined> {
  const program = document.getElementById('program')?.textContent ?? '';
  return new Promise((resolve) => {
    let worker: Worker;
    const address = URL.createObjectURL(new Blob([program], { type: 'text/javascript' }));
    const end = (answer: DossierAnswer | undefined) => {
      worker?.terminate();
      URL.revokeObjectURL(address);
      resolve(answer);
    };
    try {
      worker = new Worker(address);
    } catch {
      URL.revokeObjectURL(address);
      return resolve(undefined);
    }
    worker.onerror = () => end(undefined);
    worker.onmessage = ({ data }: MessageEvent<WorkerWord>) => {
      if ('share' in data) progress(data.share);
      else end('answer' in data ? data.answer : undefined);
    };
    worker.postMessage(chosen);
  });
}
