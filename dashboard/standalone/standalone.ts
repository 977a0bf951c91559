import { answerInWorker } from '../verify/verify-worker.ts';
import { showPage } from './page.ts';

/** One script in two places: the page, and the worker that the page starts from the script's own text. */
if (typeof document === 'undefined') answerInWorker(self);
else showPage(document);
