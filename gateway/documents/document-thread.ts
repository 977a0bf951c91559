import { parentPort } from 'node:worker_threads';
import { csvOf } from './csv.ts';
import { findFonts } from './fonts.ts';
import type { Answer, Job } from './jobs.ts';
import { pack } from './pack.ts';
import { pdfOf } from './pdf.ts';
import { xlsxOf } from './xlsx.ts';

/** What the thread that renders runs: one job after the other, until it is ended. */
async function answer(job: Job): Promise<Answer> {
  switch (job.kind) {
    case 'csv':
      return { ok: true, bytes: Buffer.from(csvOf(job.document)) };
    case 'xlsx':
      return { ok: true, bytes: await xlsxOf(job.document) };
    case 'pack':
      return { ok: true, packed: await pack(job.folder, job.names, job.into) };
    case 'pdf': {
      const fonts = findFonts();
      if (!fonts) return { ok: false, code: 'fonts-missing', message: 'no fonts' };
      return { ok: true, bytes: await pdfOf(composed(job.document), fonts) };
    }
  }
}

/** Every text in composed letters (NFC): fonts have those, and what is copied out of the paper is found again. */
function composed<T>(value: T): T {
  if (typeof value === 'string') return value.normalize('NFC') as T & string;
  if (Array.isArray(value)) return value.map(composed) as T & unknown[];
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, composed(one)])) as T;
}

parentPort?.on('message', (job: Job) => {
  answer(job).then(
    (said) => parentPort?.postMessage(said),
    (error: unknown) => {
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      parentPort?.postMessage({ ok: false, code: 'failed', message } satisfies Answer);
    },
  );
});
