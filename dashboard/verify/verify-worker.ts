import type { DossierAnswer } from '../../protocol/dossier-check.ts';
import { type ChosenFile, judgeFile } from './read-bundle.ts';

export type WorkerWord = { readonly share: number } | { readonly answer: DossierAnswer } | { readonly failed: true };

/** Judges the file it was given last; one before it is let go. */
export function answerInWorker(port: {
  onmessage: ((event: MessageEvent<ChosenFile>) => void) | null;
  postMessage(word: WorkerWord): void;
}): void {
  let newest = 0;
  port.onmessage = ({ data }) => {
    newest += 1;
    const own = newest;
    const say = (word: WorkerWord) => {
      if (own === newest) port.postMessage(word);
    };
    const goOn = (share: number) => {
      if (own !== newest) throw new Error('another file was chosen meanwhile');
      say({ share });
    };
    judgeFile(data, goOn).then(
      (answer) => say({ answer }),
      () => say({ failed: true }),
    );
  };
}
