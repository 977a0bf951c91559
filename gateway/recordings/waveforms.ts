import { MINUTE_MS } from '../../protocol/units.ts';
import { peaksOf } from '../audio/peaks.ts';
import type { Database } from '../database/database.ts';
import { NotFoundError } from '../errors.ts';
import type { AudioFiles } from './audio-files.ts';
import type { StoredRecording } from './recording-store.ts';
import type { Turns } from './turns.ts';

export const MOST_PEAKS = 400;
const TIME_LIMIT_MS = 2 * MINUTE_MS;

interface Row {
  recording: string;
  peaks: string;
}

export interface WaveformsParts {
  readonly database: Database;
  readonly files: AudioFiles;
  readonly turns: Turns;
  readonly signal: AbortSignal;
}

/** How recordings look: decoded once, kept with the recording's name, which never means another sound. */
export class Waveforms {
  readonly #parts: WaveformsParts;
  readonly #making = new Map<string, Promise<number[]>>();

  constructor(parts: WaveformsParts) {
    this.#parts = parts;
  }

  async of(recording: StoredRecording): Promise<number[]> {
    const known = await this.#parts.database.read<Row>('waveforms').where({ recording: recording.sha256 }).first();
    if (known) return JSON.parse(known.peaks) as number[]; // written below and by nobody else
    const making = this.#making.get(recording.sha256) ?? this.#make(recording);
    this.#making.set(recording.sha256, making);
    return making.finally(() => this.#making.delete(recording.sha256));
  }

  async #make({ sha256, opus, durationMs }: StoredRecording): Promise<number[]> {
    const { database, files, turns, signal } = this.#parts;
    if ((await files.sizeOf(opus, 'opus')) === undefined)
      throw new NotFoundError('no-such-audio', 'The sound file of this recording is not here any more.');
    const source = { path: files.pathOf(opus, 'opus'), demuxer: 'ogg', codec: 'opus', durationMs };
    const peaks = await turns.take(() => peaksOf(source, MOST_PEAKS, { timeLimitMs: TIME_LIMIT_MS, signal }));
    const row: Row = { recording: sha256, peaks: JSON.stringify(peaks) };
    await database.write((transaction) =>
      transaction<Row>('waveforms')
        .insert(row)
        .onConflict('recording')
        .ignore()
        .then(() => undefined),
    );
    return peaks;
  }
}
