import { createHash } from 'node:crypto';
import type { SpeechInput } from '../../protocol/api/library.ts';
import { MINUTE_MS } from '../../protocol/units.ts';
import type { SpeechEngine } from '../audio/speech-engine.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import { InvalidInputError } from '../errors.ts';
import type { Actor } from '../http/ports.ts';
import type { StoredRecording } from './recording-store.ts';
import type { Recordings } from './recordings.ts';
import { Turns } from './turns.ts';

export interface SpeechParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly recordings: Pick<Recordings, 'receive' | 'add' | 'forget' | 'get'>;
  readonly engine: SpeechEngine;
  /** A text as it is to be spoken: numbers, dates and abbreviations written out. */
  readonly readOut: (text: string, voice: SpeechInput['voice']) => string;
}

/** What is to be said; a voice of the north at normal speed unless it says otherwise. */
export interface SpeechOrder
  extends Pick<SpeechInput, 'text' | 'title'>,
    Partial<Pick<SpeechInput, 'voice' | 'speed'>> {
  /** An emergency waits for it: it overtakes what was asked for before. */
  readonly urgent?: boolean;
}

const TIME_LIMIT_MS = 2 * MINUTE_MS;
const LONGEST_QUEUE = 16;
const TITLE_LENGTH = 80;

/** Texts turned into recordings. The same words in the same manner are spoken once. */
export class Speech {
  readonly #parts: SpeechParts;
  readonly #spoken = new Turns(LONGEST_QUEUE, 'speech-busy');
  readonly #urgent = new Turns(LONGEST_QUEUE, 'speech-busy');
  readonly #stopping = new AbortController();

  constructor(parts: SpeechParts) {
    this.#parts = parts;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all([this.#spoken.idle(), this.#urgent.idle()]);
  }

  /** Throws UnavailableError without the program, TooManyRequestsError when too many wait, InvalidInputError for no words. */
  async speak(order: SpeechOrder, by: Actor, area: string): Promise<StoredRecording> {
    const { text, voice = 'north', speed = 'normal', urgent = false } = order;
    const words = this.#parts.readOut(text, voice).trim();
    if (!/[\p{L}\p{N}]/u.test(words))
      throw new InvalidInputError('nothing-to-say', 'There is no word in this text. Write what is to be said.');
    const key = keyOf(this.#parts.engine.name, words, voice, speed);
    return (
      (await this.#known(key)) ??
      (urgent ? this.#urgent : this.#spoken).take(async () => {
        // The same words may have been ahead of us in the queue.
        const known = await this.#known(key);
        if (known) return known;
        const { recordings, engine } = this.#parts;
        const run = { timeLimitMs: TIME_LIMIT_MS, signal: this.#stopping.signal };
        const upload = await recordings.receive(engine.speak(words, { voice, speed }, run));
        const title = order.title ?? shortened(text);
        const made = await recordings.add(by, upload, { title, area, lane: urgent ? 'urgent' : 'spoken' });
        await this.#remember(key, made.sha256);
        return made;
      })
    );
  }

  async #known(key: string): Promise<StoredRecording | undefined> {
    const row = await this.#parts.database.read<Row>('spoken_texts').where({ key }).first();
    return row && (await this.#parts.recordings.get(row.recording));
  }

  async #remember(key: string, recording: string): Promise<void> {
    const row: Row = { key, recording, created_at: this.#parts.clock.now() };
    await this.#parts.database.write((transaction) =>
      transaction<Row>('spoken_texts').insert(row).onConflict('key').merge(),
    );
  }
}

interface Row {
  key: string;
  recording: string;
  created_at: number;
}

function keyOf(...of: string[]): string {
  return createHash('sha256').update(JSON.stringify(of)).digest('hex');
}

/** The first words, as a title. */
function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= TITLE_LENGTH) return line;
  return `${line.slice(0, TITLE_LENGTH).replace(/\s\S*$/, '')}…`;
}
