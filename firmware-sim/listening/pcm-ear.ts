import { type ChildProcess, spawn } from 'node:child_process';
import type { Logger } from 'pino';
import { endProgram } from '../../protocol/end-program.ts';
import { type HeardPrint, HOP_MS, PRINT_RATE, Printer } from '../../protocol/fingerprint/print.ts';
import type { Ear, EarChoice, OpenEar } from './ear.ts';

const RAW = ['-f', 's16le', '-ar', String(PRINT_RATE), '-ac', '1', 'pipe:1'];
const FFMPEG = ['-nostdin', '-v', 'error'];

interface Program {
  readonly program: string;
  readonly args: readonly string[];
}

/** How each ear's sound comes as s16le, 8 kHz, mono. Arguments are never put together by a shell. */
/** ffmpeg believes every certificate unless it is told whom to ask (Debian's ca-certificates). */
const SYSTEM_AUTHORITIES = '/etc/ssl/certs/ca-certificates.crt';

export function programOf(choice: EarChoice | { readonly kind: 'stream'; readonly url: string }): Program {
  switch (choice.kind) {
    case 'alsa': {
      const format = ['-t', 'raw', '-f', 'S16_LE', '-r', String(PRINT_RATE), '-c', '1'];
      return { program: 'arecord', args: ['-q', '-D', choice.device, ...format] };
    }
    case 'wav': {
      // At the pace of a microphone, so that a file stands for one.
      const input = ['-re', '-protocol_whitelist', 'file,pipe', '-i', `file:${choice.file}`];
      return { program: 'ffmpeg', args: [...FFMPEG, ...input, '-map', '0:a:0', ...RAW] };
    }
    case 'stream': {
      if (!/^https?:\/\//.test(choice.url)) throw new RangeError(`${choice.url} is not an http:// or https:// URL`);
      // A playlist may name other servers, never a file of this board.
      const verified = choice.url.startsWith('https:') ? ['-tls_verify', '1', '-ca_file', SYSTEM_AUTHORITIES] : [];
      const input = ['-protocol_whitelist', 'http,https,tcp,tls,crypto', ...verified, '-i', choice.url];
      return { program: 'ffmpeg', args: [...FFMPEG, ...input, '-map', '0:a:0', ...RAW] };
    }
  }
}

/** Hears by a program that gives PCM: one process a session. */
export class PcmEar implements Ear {
  readonly #program: Program;
  readonly #log: Logger;

  constructor(program: Program, log: Logger) {
    this.#program = program;
    this.#log = log;
  }

  open(): Capture {
    const { program, args } = this.#program;
    const child = spawn(program, [...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    return new Capture(child, (complaint) => this.#log.warn({ program, complaint }, 'the ear gives no sound any more'));
  }
}

class Capture implements OpenEar {
  readonly #child: ChildProcess;
  readonly #printer = new Printer();
  readonly #ended: Promise<void>;
  #odd: number | undefined;
  #closing = false;

  constructor(child: ChildProcess, complain: (text: string) => void) {
    this.#child = child;
    let complaint = '';
    child.stdout?.on('data', (bytes: Buffer) => this.#take(bytes));
    child.stderr?.on('data', (bytes: Buffer) => {
      complaint = (complaint + bytes.toString('utf8')).slice(0, 300);
    });
    this.#ended = new Promise((resolve) => {
      child.once('error', (error) => {
        complain(error.message);
        resolve();
      });
      child.once('close', (code) => {
        if (!this.#closing && code !== 0) complain(complaint || `ended with ${code}`);
        resolve();
      });
    });
  }

  /** Heard so far. */
  get seconds(): number {
    return (this.#printer.levels.length * HOP_MS) / 1_000;
  }

  async close(): Promise<HeardPrint> {
    this.#closing = true;
    endProgram(this.#child, 'SIGTERM');
    await this.#ended;
    return this.#printer.finish();
  }

  #take(bytes: Buffer): void {
    const whole = this.#odd === undefined ? bytes : Buffer.concat([Buffer.from([this.#odd]), bytes]);
    this.#odd = whole.length % 2 === 1 ? whole[whole.length - 1] : undefined;
    this.#printer.take(Float64Array.from({ length: whole.length >> 1 }, (_, n) => whole.readInt16LE(2 * n) / 32_768));
  }
}
