import type { Readable } from 'node:stream';
import type { Recording } from '../../protocol/api/broadcast.ts';
import { MINUTE_MS } from '../../protocol/units.ts';
import type { ToolRun } from '../audio/ffmpeg.ts';
import { formatOf, HEAD_BYTES } from '../audio/format.ts';
import { type Normalised, normalise, normaliseVoice } from '../audio/normalise.ts';
import { AudioRefusedError } from '../audio/refusal.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { FactBus } from '../facts.ts';
import type { Actor, AuditPort } from '../http/ports.ts';
import type { Log } from '../log.ts';
import { AudioFiles, type Upload } from './audio-files.ts';
import { Listening } from './listening.ts';
import type { MadeBefore } from './made-before.ts';
import { Prints } from './prints.ts';
import { type RecordingQuery, RecordingStore, type StoredRecording } from './recording-store.ts';
import { titleFrom } from './title.ts';
import { Turns } from './turns.ts';
import { Waveforms } from './waveforms.ts';

export interface RecordingsParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly audit: AuditPort;
  readonly facts: FactBus;
  /** Where the sound files are kept. */
  readonly folder: string;
  /** What our own voice said before on this machine. */
  readonly madeBefore?: MadeBefore | undefined;
}

export interface About {
  readonly title?: string | undefined;
  /** Name of the uploaded file: only a title is made of it. */
  readonly filename?: string | undefined;
  readonly area: string;
  /** Which queue it waits in, `upload` when absent: an emergency's words go behind neither uploads nor long readings. */
  readonly lane?: Lane;
}

const LANES = ['upload', 'spoken', 'urgent'] as const;
export type Lane = (typeof LANES)[number];

const TIME_LIMIT_MS = 20 * MINUTE_MS;
const LONGEST_QUEUE = 16;

/** The library: what was uploaded, made fit for the horns, under the SHA-256 of what was uploaded. */
export class Recordings {
  readonly files: AudioFiles;
  readonly listening: Listening;
  readonly waveforms: Waveforms;
  readonly prints: Prints;
  readonly #parts: RecordingsParts;
  readonly #store: RecordingStore;
  readonly #turns = new Map<Lane, Turns>(LANES.map((lane) => [lane, new Turns(LONGEST_QUEUE)]));
  /** Pictures do not wait behind uploads, nor uploads behind pictures. */
  readonly #drawing = new Turns(LONGEST_QUEUE);
  readonly #printing = new Turns(LONGEST_QUEUE);
  readonly #stopping = new AbortController();

  constructor(parts: RecordingsParts) {
    this.#parts = parts;
    this.#store = new RecordingStore(parts.database);
    this.files = new AudioFiles(parts.folder);
    this.listening = new Listening(parts);
    const { database } = parts;
    this.waveforms = new Waveforms({
      database,
      files: this.files,
      turns: this.#drawing,
      signal: this.#stopping.signal,
    });
    this.prints = new Prints({
      ...{ files: this.files, turns: this.#printing, log: parts.log, signal: this.#stopping.signal },
      recordingOf: (sha256) => this.#store.get(sha256),
    });
  }

  async start(): Promise<void> {
    const swept = await this.files.start(await this.#store.files());
    if (swept > 0) this.#parts.log.warn({ swept }, 'removed sound files that no recording names');
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all([...this.#turns.values(), this.#drawing, this.#printing].map((turns) => turns.idle()));
  }

  /** Streams an upload to disk; `add` or `forget` must follow. */
  receive(stream: Readable): Promise<Upload> {
    return this.files.receive(stream, HEAD_BYTES);
  }

  forget(upload: Upload): Promise<void> {
    return this.files.discard(upload.path);
  }

  /** Makes a recording of an upload; the same bytes give the recording that is already there. Throws AudioRefusedError. */
  async add(by: Actor, upload: Upload, about: About): Promise<StoredRecording> {
    try {
      const work = () => this.#make(by, upload, about);
      return await (this.#turns.get(about.lane ?? 'upload')?.take(work) ?? work());
    } finally {
      await this.forget(upload);
    }
  }

  get(sha256: string): Promise<StoredRecording | undefined> {
    return this.#store.get(sha256);
  }

  getMany(sha256: readonly string[]): Promise<StoredRecording[]> {
    return this.#store.getMany(sha256);
  }

  areas(): Promise<string[]> {
    return this.#store.areas();
  }

  list(query: RecordingQuery): Promise<{ items: StoredRecording[]; total: number }> {
    return this.#store.list(query);
  }

  async #make(by: Actor, upload: Upload, about: About): Promise<StoredRecording> {
    const known = await this.#store.get(upload.sha256);
    if (known) return known;
    if (upload.bytes === 0) throw new AudioRefusedError('recording-empty');
    const format = formatOf(upload.head);
    if (!format) throw new AudioRefusedError('recording-not-audio');
    const made = { opus: this.files.temporary(), mp3: this.files.temporary() };
    try {
      const run = { timeLimitMs: TIME_LIMIT_MS, signal: this.#stopping.signal };
      const source = { path: upload.path, format };
      const isOwn = (about.lane ?? 'upload') !== 'upload';
      const sound = isOwn ? await this.#voice(upload.sha256, source, made, run) : await normalise(source, made, run);
      const recording: StoredRecording = {
        sha256: upload.sha256,
        title: about.title?.trim() || titleFrom(about.filename),
        ...sound,
        format,
        bytes: upload.bytes,
        opus: await this.files.keep(made.opus, 'opus'),
        mp3: await this.files.keep(made.mp3, 'mp3'),
        area: about.area,
        uploadedBy: by.id,
        uploadedAt: this.#parts.clock.now(),
      };
      await this.#keep(recording);
      return recording;
    } finally {
      await this.files.discard(made.opus, made.mp3);
    }
  }

  async #voice(
    sha256: string,
    source: Parameters<typeof normaliseVoice>[0],
    to: Parameters<typeof normaliseVoice>[1],
    run: ToolRun,
  ): Promise<Normalised> {
    const { madeBefore } = this.#parts;
    const known = await madeBefore?.take(sha256, to);
    if (known) return known;
    const made = await normaliseVoice(source, to, run);
    await madeBefore?.keep(sha256, to, made);
    return made;
  }

  /** Last of all: a row never names a file that is not there. */
  async #keep(recording: StoredRecording): Promise<void> {
    const { database, audit, facts, clock } = this.#parts;
    await database.write(async (transaction) => {
      await this.#store.add(transaction, recording);
      const { sha256: subject, area, uploadedBy: by, title, durationMs } = recording;
      const after = { title, durationMs };
      await audit.record({ by, action: 'recording.add', subject, area, outcome: 'done', after }, transaction);
    });
    facts.tell('changed', { at: clock.now(), what: 'recordings' });
  }
}

/** What the API shows of a stored recording. */
export function asRecording({ area: _, ...recording }: StoredRecording): Recording {
  return recording;
}
