import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { LeafJudgement, LeafRule, StoredLeaf } from './leaf-check.ts';

/** Beside this file, in the language this file runs in: TypeScript in the sources, JavaScript in what is built. */
const THREAD = new URL(`./leaf-thread${extname(import.meta.url)}`, import.meta.url);
const MEMORY_MB = 256;
/** Batches a thread may have before it, so that it never waits for the reading. */
const BATCHES_EACH = 8;

interface Waiting {
  readonly settle: (judged: readonly LeafJudgement[]) => void;
  readonly fail: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  /** In the order they were sent, which is the order of the answers. */
  readonly waiting: Waiting[];
  /** Why it judges no more; whoever asks it then would wait for ever. */
  ended?: Error;
}

/** Judges entries by themselves on several cores: a million signatures are more than a minute on one. */
export class LeafThreads {
  /** More batches on their way than these only take memory. */
  readonly most: number;
  readonly #threads: Thread[];

  constructor(count: number, rule: Omit<LeafRule, 'proving'>) {
    this.most = count * BATCHES_EACH;
    this.#threads = Array.from({ length: count }, () => startThread(rule));
  }

  /** What is to be said of each, in their order. Throws when the thread has died. */
  judge(leaves: readonly StoredLeaf[]): Promise<readonly LeafJudgement[]> {
    const thread = this.#threads.reduce((least, one) => (one.waiting.length < least.waiting.length ? one : least));
    if (thread.ended) return Promise.reject(thread.ended);
    return new Promise((settle, fail) => {
      thread.waiting.push({ settle, fail });
      thread.worker.postMessage(leaves);
    });
  }

  async stop(): Promise<void> {
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
  }
}

function startThread(rule: Omit<LeafRule, 'proving'>): Thread {
  const worker = new Worker(THREAD, { workerData: rule, resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } });
  const waiting: Waiting[] = [];
  const thread: Thread = { worker, waiting };
  worker.on('message', (judged: readonly LeafJudgement[]) => waiting.shift()?.settle(judged));
  const fail = (error: Error) => {
    thread.ended ??= error;
    for (const one of waiting.splice(0)) one.fail(error);
  };
  worker.on('error', fail);
  worker.on('exit', () => fail(new Error('A thread that judges signatures has ended; verify again.')));
  return thread;
}
