import { spawn } from 'node:child_process';
import { endProgram } from '../../../protocol/end-program.ts';
import { UnavailableError } from '../../errors.ts';
import { LetterRefusedError } from './refusal.ts';

const TIME_LIMIT_MS = 20_000;
/** What a hostile file may make the program take: address space, and seconds of the processor. */
const MEMORY_BYTES = 1024 * 1024 * 1024;
const PROCESSOR_SECONDS = 15;
const LAST_PAGE = 60;
const TEXT_LIMIT_BYTES = 2 * 1024 * 1024;

/** The text of a PDF by pdftotext (poppler-utils), a program of its own; lines as printed. Throws LetterRefusedError. */
export async function pdfText(file: Buffer): Promise<string> {
  const pdftotext = ['pdftotext', '-q', '-enc', 'UTF-8', '-eol', 'unix', '-nopgbrk', '-l', String(LAST_PAGE), '-', '-'];
  // prlimit (util-linux) sets the limits and becomes pdftotext: no shell, no file of ours.
  const args = [`--as=${MEMORY_BYTES}`, `--cpu=${PROCESSOR_SECONDS}`, ...pdftotext];
  const child = spawn('prlimit', args, {
    stdio: ['pipe', 'pipe', 'ignore'],
    timeout: TIME_LIMIT_MS,
    killSignal: 'SIGKILL',
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', (cause: NodeJS.ErrnoException) => reject(cause.code === 'ENOENT' ? missing() : cause));
    child.once('close', resolve);
  });
  ended.catch(() => undefined);
  // It may end before it has read everything; its exit code says more.
  child.stdin.on('error', () => undefined);
  child.stdin.end(file);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > TEXT_LIMIT_BYTES) break;
  }
  if (bytes > TEXT_LIMIT_BYTES) endProgram(child);
  const code = await ended;
  if (code === NOT_FOUND) throw missing();
  if (bytes > TEXT_LIMIT_BYTES) throw new LetterRefusedError('letter-too-long');
  if (code !== 0) throw new LetterRefusedError('letter-damaged');
  return Buffer.concat(chunks).toString('utf8');
}

/** What prlimit ends with when there is no such program. */
const NOT_FOUND = 127;

function missing(): UnavailableError {
  return new UnavailableError('pdftotext-missing', 'Install pdftotext: apt-get install poppler-utils.');
}
