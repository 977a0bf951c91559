import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Sink } from './sink.ts';
import { wavHeader } from './wav-header.ts';

/** Writes what left the node: one WAV a stretch, named `{run}-{start}.wav`, with a JSON beside it. */
export class WavSink implements Sink {
  readonly #folder: string;
  #open: { file: number; name: string; key: string; at: number; bytes: number } | undefined;
  failure: string | undefined;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  open(key: string, at: number): void {
    this.close();
    const name = `${key.replace(/[^A-Za-z0-9@-]/g, '_')}-${at}`;
    this.#try(() => {
      const file = openSync(join(this.#folder, `${name}.wav`), 'w');
      writeSync(file, wavHeader(0xffff_ffff));
      this.#open = { file, name, key, at, bytes: 0 };
    });
  }

  write(pcm: Buffer): void {
    const open = this.#open;
    if (!open) return;
    this.#try(() => {
      writeSync(open.file, pcm);
      open.bytes += pcm.length;
    });
  }

  close(): void {
    const open = this.#open;
    if (!open) return;
    this.#open = undefined;
    this.#try(() => {
      writeSync(open.file, wavHeader(open.bytes), 0, undefined, 0);
      closeSync(open.file);
      const { name, key: run, at: startedAt, bytes } = open;
      writeFileSync(join(this.#folder, `${name}.json`), JSON.stringify({ run, startedAt, bytes, file: `${name}.wav` }));
    });
  }

  #try(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
  }
}
