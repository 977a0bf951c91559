import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { SoundFile, ToolRun } from './ffmpeg.ts';

/** Beside this file, in the language this file runs in: TypeScript in the sources, JavaScript in what is built. */
const THREAD = new URL(`./print-thread${extname(import.meta.url)}`, import.meta.url);
const MEMORY_MB = 512;

export interface PrintJob {
  readonly source: SoundFile;
  readonly timeLimitMs: number;
}
export type PrintAnswer =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly message: string };

/** The fingerprint of a sound file, as the bytes of a print file. Decoded by ffmpeg and worked out in a thread of its own: nothing waits. */
export function printBytes(source: SoundFile, { timeLimitMs, signal }: ToolRun): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const workerData: PrintJob = { source, timeLimitMs };
    const thread = new Worker(THREAD, { workerData, resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } });
    const end = () => void thread.terminate();
    signal?.addEventListener('abort', end, { once: true });
    thread.once('message', (answer: PrintAnswer) => {
      end();
      if (answer.ok) resolve(answer.bytes);
      else reject(new Error(`a print could not be made: ${answer.message}`));
    });
    thread.once('error', reject);
    thread.once('exit', () => {
      signal?.removeEventListener('abort', end);
      reject(new Error('a print could not be made: its thread ended'));
    });
  });
}
