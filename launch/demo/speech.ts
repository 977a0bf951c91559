import { spawn } from 'node:child_process';
import type { DemoText } from './texts.ts';

const TIME_LIMIT_MS = 60_000;
const WORDS_A_MINUTE = 140;

/** Speaks a text into a WAV file with espeak-ng (a program of its own: its licence is the GPL). */
export function speak(text: DemoText, file: string): Promise<void> {
  const said = text.text.replace(/\s+/g, ' ').trim();
  return new Promise((resolve, reject) => {
    const program = spawn('espeak-ng', ['-v', text.voice, '-s', String(WORDS_A_MINUTE), '-w', file, '--', said], {
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: TIME_LIMIT_MS,
    });
    let complaint = '';
    program.stderr.on('data', (chunk) => {
      complaint = `${complaint}${chunk}`.slice(-500);
    });
    program.once('error', (cause) => reject(new Error('espeak-ng is missing: apt-get install espeak-ng', { cause })));
    program.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`espeak-ng ended with ${code}: ${complaint}`));
    });
  });
}
