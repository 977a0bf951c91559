import { type ChildProcess, spawn } from 'node:child_process';
import { endProgram } from '../../protocol/end-program.ts';
import { UnavailableError } from '../errors.ts';
import type { ToolRun } from './ffmpeg.ts';
import { LARGEST_SOUND_BYTES, speechFailed } from './speech-engine.ts';

const COMPLAINT_LENGTH = 300;

/**
 * Runs a program that speaks: without a shell, what is to be said on its standard input, the sound from its standard output, ended by
 * SIGKILL at its time or at too many bytes. Throws UnavailableError; what the program complained of is the cause, for the log.
 */
export function runVoice(program: string, args: readonly string[], input: string, run: ToolRun): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: run.timeLimitMs,
      killSignal: 'SIGKILL',
      ...(run.signal ? { signal: run.signal } : {}),
    });
    const sound = collect(child);
    let complaint = '';
    child.stderr.on('data', (part: Buffer) => {
      complaint = `${complaint}${part.toString('utf8')}`.slice(-COMPLAINT_LENGTH);
    });
    child.once('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') reject(missing(program));
      else reject(speechFailed('could not be started or was stopped', cause));
    });
    child.once('close', (code, signal) => {
      const heard = sound();
      if (heard === undefined) reject(speechFailed('said too much'));
      else if (code === 0) resolve(heard);
      else if (signal === null) reject(speechFailed(`ended with ${code}`, new Error(complaint)));
      else reject(speechFailed('was ended at its time limit'));
    });
    // A program that ends before it has read everything breaks the pipe; its exit code says more.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** Everything said so far; undefined, and the program ended, when it is too much. */
function collect(child: ChildProcess): () => Buffer | undefined {
  const parts: Buffer[] = [];
  let bytes = 0;
  child.stdout?.on('data', (part: Buffer) => {
    bytes += part.length;
    if (bytes > LARGEST_SOUND_BYTES) endProgram(child);
    else parts.push(part);
  });
  return () => (bytes > LARGEST_SOUND_BYTES ? undefined : Buffer.concat(parts));
}

function missing(program: string): UnavailableError {
  if (program.endsWith('espeak-ng'))
    return new UnavailableError('espeak-missing', 'Install espeak-ng: apt-get install espeak-ng.');
  return new UnavailableError(
    'speech-program-missing',
    'The program that speaks is not installed. See LOAXA_SPEECH_COMMAND in docs/speech.md.',
    {},
    new Error(program),
  );
}
