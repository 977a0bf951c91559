import { type ChildProcess, spawn } from 'node:child_process';
import { endProgram } from '../../protocol/end-program.ts';
import { SAMPLE_RATE } from './pcm.ts';
import type { Sink } from './sink.ts';

/** Short enough to begin on time, long enough for a busy board. */
const BUFFER_MICROSECONDS = '300000';
/** What follows within this goes on through the same process: its end is the fade of the stretch before, and nothing is cut off. */
const LINGER_MS = 600;

/** Plays on a sound card by `aplay`, one process a stretch, or for stretches that follow each other. */
export class AlsaSink implements Sink {
  readonly #device: string;
  readonly #program: string;
  #child: ChildProcess | undefined;
  /** Its stretch is over; it plays out what it holds. */
  #lingering: { readonly child: ChildProcess; readonly timer: NodeJS.Timeout } | undefined;
  #leaving: ChildProcess | undefined;
  /** Written while the card was still held by the stretch before. */
  #early: Buffer[] = [];
  failure: string | undefined;

  constructor(device: string, program = 'aplay') {
    this.#device = device;
    this.#program = program;
  }

  /** The card belongs to one process: of a stretch long over nothing more is waited for. */
  open(): void {
    this.close();
    this.failure = undefined;
    this.#early = [];
    if (this.#lingering) {
      clearTimeout(this.#lingering.timer);
      this.#child = this.#lingering.child;
      this.#lingering = undefined;
      return;
    }
    const before = this.#leaving;
    if (!before) {
      this.#spawn();
      return;
    }
    before.once('close', () => this.#spawn());
    endProgram(before);
  }

  write(pcm: Buffer): void {
    if (this.#child) this.#child.stdin?.write(pcm);
    else this.#early.push(pcm);
  }

  /** The card plays out what it holds (a fraction of a second) and is free. */
  close(): void {
    const child = this.#child;
    this.#child = undefined;
    if (!child) return;
    this.#lingering = { child, timer: setTimeout(() => this.#leave(child), LINGER_MS) };
  }

  #leave(child: ChildProcess): void {
    this.#lingering = undefined;
    this.#leaving = child;
    child.once('close', () => {
      if (this.#leaving === child) this.#leaving = undefined;
    });
    child.stdin?.end();
  }

  #spawn(): void {
    const format = [
      '-t',
      'raw',
      '-f',
      'S16_LE',
      '-r',
      String(SAMPLE_RATE),
      '-c',
      '1',
      '--buffer-time',
      BUFFER_MICROSECONDS,
    ];
    const child = spawn(this.#program, ['-q', '-D', this.#device, ...format, '-'], {
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    this.#child = child;
    let complaint = '';
    child.stderr?.on('data', (bytes: Buffer) => {
      complaint = (complaint + bytes.toString('utf8')).slice(0, 300);
    });
    child.stdin?.on('error', () => undefined);
    child.on('error', (error) => this.#broken(child, error.message));
    child.on('close', (code) => this.#broken(child, complaint || `aplay ended with ${code}`));
    for (const pcm of this.#early.splice(0)) child.stdin?.write(pcm);
  }

  #broken(child: ChildProcess, why: string): void {
    if (this.#lingering?.child === child) {
      clearTimeout(this.#lingering.timer);
      this.#lingering = undefined;
    }
    if (this.#child === child) this.failure = why;
  }
}
