import { spawn } from 'node:child_process';
import { parentPort, workerData } from 'node:worker_threads';
import { PRINT_RATE, Printer } from '../../protocol/fingerprint/print.ts';
import { encodePrint } from '../../protocol/fingerprint/print-file.ts';
import { inputArguments } from './ffmpeg.ts';
import type { PrintAnswer, PrintJob } from './print.ts';

const SAMPLE_BYTES = 4;

/** What the thread runs: one recording, decoded and printed as it comes; never held whole. */
async function print({ source, timeLimitMs }: PrintJob): Promise<PrintAnswer> {
  const args = [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error'],
    ...inputArguments(source),
    ...['-map', '0:a:0', '-vn', '-sn', '-dn', '-ac', '1', '-ar', String(PRINT_RATE), '-f', 'f32le', '-'],
  ];
  const child = spawn('ffmpeg', args, {
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: timeLimitMs,
    killSignal: 'SIGKILL',
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const printer = new Printer();
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of child.stdout) {
    const bytes = Buffer.concat([rest, chunk as Buffer]);
    const whole = bytes.length - (bytes.length % SAMPLE_BYTES);
    printer.take(Float64Array.from({ length: whole / SAMPLE_BYTES }, (_, n) => bytes.readFloatLE(n * SAMPLE_BYTES)));
    rest = bytes.subarray(whole);
  }
  const code = await ended;
  if (code !== 0) return { ok: false, message: `ffmpeg ended with ${code}` };
  return { ok: true, bytes: encodePrint(printer.finish()) };
}

// The parent hands in a PrintJob and nothing else starts this file.
print(workerData as PrintJob).then(
  (answer) => parentPort?.postMessage(answer),
  (error: unknown) => parentPort?.postMessage({ ok: false, message: String(error) } satisfies PrintAnswer),
);
