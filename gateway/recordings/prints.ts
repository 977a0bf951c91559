import { readFile, stat } from 'node:fs/promises';
import { MINUTE_MS } from '../../protocol/units.ts';
import { printBytes } from '../audio/print.ts';
import { NotFoundError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { AudioFiles } from './audio-files.ts';
import type { StoredRecording } from './recording-store.ts';
import type { Turns } from './turns.ts';

const TIME_LIMIT_MS = 10 * MINUTE_MS;

export interface PrintsParts {
  readonly files: AudioFiles;
  readonly turns: Turns;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly recordingOf: (sha256: string) => Promise<StoredRecording | undefined>;
}

/** Fingerprints of recordings, for nodes that listen: made once, kept beside the sound under the recording's name. */
export class Prints {
  readonly #parts: PrintsParts;
  readonly #making = new Map<string, Promise<Buffer>>();

  constructor(parts: PrintsParts) {
    this.#parts = parts;
  }

  /** The print file; made now when it is not there yet. Throws NotFoundError for what is no recording here. */
  async of(sha256: string): Promise<Buffer> {
    const known = await readFile(this.#parts.files.printPathOf(sha256)).catch(() => undefined);
    if (known) return known;
    const making = this.#making.get(sha256) ?? this.#make(sha256);
    this.#making.set(sha256, making);
    return making.finally(() => this.#making.delete(sha256));
  }

  /** Makes those that are missing, one after the other; what fails is made when a node asks. */
  async want(recordings: readonly string[]): Promise<void> {
    const { files, log, signal } = this.#parts;
    for (const sha256 of recordings) {
      if (signal.aborted) return;
      if (await stat(files.printPathOf(sha256)).catch(() => undefined)) continue;
      await this.of(sha256).catch((error) => log.info({ err: error, sha256 }, 'a print could not be made ahead'));
    }
  }

  async #make(sha256: string): Promise<Buffer> {
    const { files, turns, signal, recordingOf } = this.#parts;
    const recording = await recordingOf(sha256);
    if (!recording || (await files.sizeOf(recording.opus, 'opus')) === undefined)
      throw new NotFoundError('no-such-audio', 'No recording of this name is here.');
    const source = { path: files.pathOf(recording.opus, 'opus'), demuxer: 'ogg', codec: 'opus' };
    const bytes = await turns.take(() => printBytes(source, { timeLimitMs: TIME_LIMIT_MS, signal }));
    await files.keepPrint(sha256, bytes);
    return Buffer.from(bytes);
  }
}
