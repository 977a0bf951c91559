import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { FRAME_BYTES } from './ffmpeg-pipes.ts';

/** What is aired, frame by frame, in a file that a killed process leaves readable. */
export class Tape {
  readonly #path: string;
  #file: Promise<FileHandle> | undefined;
  #writing: Promise<unknown> = Promise.resolve();
  #failed: unknown;

  constructor(path: string) {
    this.#path = path;
  }

  append(frames: Buffer): void {
    this.#file ??= open(this.#path, 'a', 0o600);
    const file = this.#file;
    this.#writing = this.#writing
      .then(async () => (await file).appendFile(frames))
      .catch((error) => {
        this.#failed ??= error;
      });
  }

  /** A power cut loses no more than what came since. Not waited for. */
  flush(): void {
    const file = this.#file;
    if (!file) return;
    this.#writing = this.#writing.then(async () => (await file).datasync()).catch(() => undefined);
  }

  /** Throws what kept a part of it off the disk. */
  async close(): Promise<void> {
    await this.#writing;
    await (await this.#file)?.close();
    if (this.#failed !== undefined) throw this.#failed;
  }
}

/** The tapes of sessions, until they are recordings. */
export class Tapes {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async start(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
  }

  of(session: string): Tape {
    return new Tape(this.#pathOf(session));
  }

  /** Sessions of which there is one. */
  async left(): Promise<string[]> {
    return (await readdir(this.#folder)).flatMap((name) => /^([0-9A-Z]{26})\.mp3$/.exec(name)?.[1] ?? []);
  }

  /** The first `frames` whole frames, or all there are; undefined when there is no tape. Answers how many there are. */
  async read(
    session: string,
    frames = Number.POSITIVE_INFINITY,
  ): Promise<{ stream: Readable; frames: number } | undefined> {
    const path = this.#pathOf(session);
    const bytes = await stat(path).then(
      ({ size }) => size,
      () => 0,
    );
    const kept = Math.min(Math.floor(bytes / FRAME_BYTES), frames);
    if (kept === 0) return undefined;
    await truncate(path, kept * FRAME_BYTES);
    return { stream: createReadStream(path), frames: kept };
  }

  async forget(session: string): Promise<void> {
    await rm(this.#pathOf(session), { force: true });
  }

  #pathOf(session: string): string {
    return join(this.#folder, `${session}.mp3`);
  }
}
