import { answerInWorker } from './verify-worker.ts';

answerInWorker(self);
