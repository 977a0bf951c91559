import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ReportDocument } from '../../protocol/api/reports.ts';
import { UnavailableError } from '../errors.ts';
import type { Answer, Job } from './jobs.ts';
import type { PrintedDocument } from './printed.ts';

/** Beside this file, in the language this file runs in: TypeScript in the sources, JavaScript in what is built. */
const THREAD = new URL(`./document-thread${extname(import.meta.url)}`, import.meta.url);
/** Somebody who waits longer for a report asks again. */
const MOST_WAITING = 20;
const MEMORY_MB = 1_024;

interface Waiting {
  readonly job: Job;
  readonly signal?: AbortSignal | undefined;
  readonly settle: (answer: Answer) => void;
  readonly fail: (error: unknown) => void;
}

/** Makes documents in a thread of its own, one after the other: the event loop never lays out a page or packs a file. */
export class Documents {
  readonly #waiting: Waiting[] = [];
  #running: Waiting | undefined;
  #thread: Worker | undefined;
  #stopped = false;

  /** Throws UnavailableError where the fonts are missing or too many wait; `signal` takes a job off again. */
  async renderPdf(document: PrintedDocument | ReportDocument, signal?: AbortSignal): Promise<Buffer> {
    return bytesOf(await this.#do({ kind: 'pdf', document }, signal));
  }

  async renderXlsx(document: PrintedDocument | ReportDocument, signal?: AbortSignal): Promise<Buffer> {
    return bytesOf(await this.#do({ kind: 'xlsx', document }, signal));
  }

  async renderCsv(document: PrintedDocument | ReportDocument, signal?: AbortSignal): Promise<Buffer> {
    return bytesOf(await this.#do({ kind: 'csv', document }, signal));
  }

  /** Packs `names` of `folder` into the file `into`; answers its size and SHA-256. */
  async pack(
    files: { folder: string; names: readonly string[]; into: string },
    signal?: AbortSignal,
  ): Promise<{ bytes: number; sha256: string }> {
    const { packed } = await this.#do({ kind: 'pack', ...files }, signal);
    if (!packed) throw new Error('the thread packed nothing');
    return packed;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    const error = new UnavailableError('documents-stopped', 'The server is stopping; ask again when it is back.');
    for (const { fail } of this.#waiting.splice(0)) fail(error);
    this.#running?.fail(error);
    this.#running = undefined;
    await this.#thread?.terminate();
  }

  async #do(job: Job, signal: AbortSignal | undefined): Promise<Extract<Answer, { ok: true }>> {
    signal?.throwIfAborted();
    if (this.#stopped) throw new UnavailableError('documents-stopped', 'The server is stopping; ask again later.');
    if (this.#waiting.length >= MOST_WAITING)
      throw new UnavailableError('documents-busy', 'Too many documents are being made; ask again in a minute.');
    const answer = await new Promise<Answer>((settle, fail) => {
      const waiting: Waiting = { job, signal, settle, fail };
      signal?.addEventListener('abort', () => this.#cancel(waiting), { once: true });
      this.#waiting.push(waiting);
      this.#next();
    });
    if (answer.ok) return answer;
    if (answer.code === 'fonts-missing')
      throw new UnavailableError(
        'fonts-missing',
        'The fonts of the PDF are missing on the server: apt install fonts-croscore.',
      );
    throw new Error(`a document could not be made: ${answer.message}`);
  }

  #next(): void {
    if (this.#running || this.#stopped) return;
    this.#running = this.#waiting.shift();
    if (!this.#running) {
      // An idle thread keeps nobody from ending.
      this.#thread?.unref();
      return;
    }
    this.#thread ??= this.#start();
    this.#thread.ref();
    this.#thread.postMessage(this.#running.job);
  }

  #start(): Worker {
    const thread = new Worker(THREAD, { resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } });
    thread.on('message', (answer: Answer) => this.#end(({ settle }) => settle(answer)));
    thread.on('error', (error) => {
      this.#thread = undefined;
      this.#end(({ fail }) => fail(error));
    });
    return thread;
  }

  #end(tell: (waiting: Waiting) => void): void {
    const running = this.#running;
    this.#running = undefined;
    if (running) tell(running);
    this.#next();
  }

  /** A job that waits is taken off; one that runs is ended with its thread, and the next gets a new one. */
  #cancel(waiting: Waiting): void {
    const index = this.#waiting.indexOf(waiting);
    if (index >= 0) this.#waiting.splice(index, 1);
    else if (this.#running === waiting) {
      const thread = this.#thread;
      this.#thread = undefined;
      thread?.removeAllListeners('message');
      thread?.terminate().catch(() => undefined);
      this.#running = undefined;
      this.#next();
    } else return;
    waiting.fail(waiting.signal?.reason);
  }
}

function bytesOf({ bytes }: { readonly bytes?: Uint8Array }): Buffer {
  if (!bytes) throw new Error('the thread made nothing');
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
