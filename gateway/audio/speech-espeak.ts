import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { UnavailableError } from '../errors.ts';
import type { ToolRun } from './ffmpeg.ts';
import type { Manner, SpeechEngine } from './speech-engine.ts';
import { silence, WAV_HEADER_BYTES, wavHeader } from './wav.ts';

const VOICES = { north: 'vi', central: 'vi-vn-x-central', south: 'vi-vn-x-south' } as const;
/** Words a minute: a syllable is a word here; out of a horn that echoes from the next hill slow is well understood. */
const WORDS_A_MINUTE = { slow: 125, normal: 150, fast: 180 } as const;
/** Horns swallow the first syllable, and a single word is still a recording of a second. */
const LEAD_MS = 250;
const TAIL_MS = 750;

/** espeak-ng, a program of its own (its licence is the GPL): words on its standard input, a WAV file on its standard output. */
export class EspeakEngine implements SpeechEngine {
  readonly name = 'espeak-ng/1';
  readonly #program: string;

  constructor(program = 'espeak-ng') {
    this.#program = program;
  }

  speak(words: string, manner: Manner, run: ToolRun): Readable {
    return Readable.from(this.#sound(words, manner, run), { objectMode: false });
  }

  async *#sound(words: string, { voice, speed }: Manner, run: ToolRun): AsyncGenerator<Buffer> {
    // `-b 1`: UTF-8. Without a shell, and never with markup (`-m`), so that a text is only ever read.
    const args = ['-v', VOICES[voice], '-s', String(WORDS_A_MINUTE[speed]), '-b', '1', '--stdin', '--stdout'];
    const child = spawn(this.#program, args, {
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: run.timeLimitMs,
      killSignal: 'SIGKILL',
      ...(run.signal ? { signal: run.signal } : {}),
    });
    const ended = new Promise<void>((resolve, reject) => {
      child.once('error', (cause: NodeJS.ErrnoException) => reject(cause.code === 'ENOENT' ? missing() : cause));
      child.once('close', (code) => (code === 0 ? resolve() : reject(failed(code))));
    });
    // It is awaited only behind the sound; who stops listening before that must not leave an unhandled rejection.
    ended.catch(() => undefined);
    // A program that ends before it has read everything breaks the pipe; its exit code says more.
    child.stdin.on('error', () => undefined);
    child.stdin.end(plain(words));
    try {
      yield* framed(child.stdout);
      await ended;
    } finally {
      child.kill('SIGKILL');
    }
  }
}

/** espeak-ng takes `[[…]]` for phonemes; nobody's text shall be a program. */
function plain(words: string): string {
  return words.replace(/[\p{Cc}\p{Cf}[\]<>{}|\\]+/gu, ' ').concat('\n');
}

/** Its header promises two gigabytes: one that promises nothing takes its place, and silence goes around the words. */
async function* framed(stdout: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let head: Buffer | undefined = Buffer.alloc(0);
  let rate = 0;
  for await (const chunk of stdout) {
    if (head === undefined) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < WAV_HEADER_BYTES) continue;
    rate = head.readUInt32LE(24);
    yield Buffer.concat([wavHeader(rate), silence(rate, LEAD_MS), head.subarray(WAV_HEADER_BYTES)]);
    head = undefined;
  }
  if (rate > 0) yield silence(rate, TAIL_MS);
}

function missing(): UnavailableError {
  return new UnavailableError('espeak-missing', 'Install espeak-ng: apt-get install espeak-ng.');
}

function failed(code: number | null): UnavailableError {
  const how = code === null ? 'was ended at its time limit' : `ended with ${code}`;
  return new UnavailableError('speech-failed', `The voice ${how}. Shorten the text, or record it.`);
}
