import type { DossierAnswer } from '../../protocol/dossier-check.ts';
import { type ChosenFile, judgeFile } from './read-bundle.ts';

export type WorkerWord = { readonly share: number } | { readonly answer: DossierAnswer } | { readonly failed: true };

/** One file after the other: the page stays quick meanwhile. */
export function answerInWorker(port: {
  onmessage: ((event: MessageEvent<ChosenFile>) => void) | null;
  postMessage(word: WorkerWord): void;
}): void {
  port.onmessage = ({ data }) => {
    judgeFile(data, (share) => port.postMessage({ share })).then(
      (answer) => port.postMessage({ answer }),
      () => port.postMessage({ failed: true }),
    );
  };
}
