import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { SpeechInput, SpeechVoices } from '../../protocol/api/library.ts';
import { MINUTE_MS } from '../../protocol/units.ts';
import type { Utterance } from '../audio/reading/sentences.ts';
import { soundedOnce } from '../audio/sentence-sound.ts';
import { speakTogether } from '../audio/speak-together.ts';
import { type Manner, mannerOf, type SpeechEngine } from '../audio/speech-engine.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import { InvalidInputError, type LoaXaError, UnavailableError } from '../errors.ts';
import type { Actor } from '../http/ports.ts';
import type { Log } from '../log.ts';
import type { StoredRecording } from './recording-store.ts';
import type { Recordings } from './recordings.ts';
import { Turns } from './turns.ts';

export interface SpeechParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly recordings: Pick<Recordings, 'receive' | 'add' | 'forget' | 'get'>;
  readonly engine: SpeechEngine;
  /** What speaks an emergency when the engine does not; absent: the engine is the last one there is. */
  readonly reserve?: SpeechEngine | undefined;
  /** A text as it is to be spoken in an area: its own words, numbers, dates and abbreviations written out, with the pauses. */
  readonly toSay: (text: string, voice: SpeechInput['voice'], area: string) => Utterance[];
  /** Whether the engine speaks; `health` shows it. */
  readonly tell?: (state: 'well' | 'bad', detail?: string) => void;
}

/** What is to be said; a voice of the north at normal speed unless it says otherwise. */
export interface SpeechOrder
  extends Pick<SpeechInput, 'text' | 'title'>,
    Partial<Pick<SpeechInput, 'voice' | 'speed'>> {
  /** An emergency waits for it: it overtakes what was asked for before. */
  readonly urgent?: boolean;
  /** Words of emergencies, prepared ones too: they are spoken by the reserve when the engine fails. */
  readonly emergency?: boolean;
}

const TIME_LIMIT_MS = 2 * MINUTE_MS;
/** People wait for an emergency: after this the reserve speaks it. */
const URGENT_LIMIT_MS = 8_000;
/** An engine that failed just now is not waited for again. */
const FAILED_FOR_MS = MINUTE_MS;
const SENTENCE_LIMIT_MS = 20_000;
const LONGEST_QUEUE = 16;
const LONGEST_SENTENCE_QUEUE = 8;
/** How old the last word of the engine may be before it is asked to say one. */
const TRIED_FOR_MS = 5 * MINUTE_MS;
const TITLE_LENGTH = 80;

/** Texts turned into recordings. The same words in the same manner are spoken once. */
export class Speech {
  readonly #parts: SpeechParts;
  readonly #spoken = new Turns(LONGEST_QUEUE, 'speech-busy');
  readonly #urgent = new Turns(LONGEST_QUEUE, 'speech-busy');
  readonly #sentences = new Turns(LONGEST_SENTENCE_QUEUE, 'speech-busy');
  readonly #stopping = new AbortController();
  /** When the engine spoke or failed last, and what was wrong. */
  #last: { readonly at: number; readonly failed?: string } | undefined;

  constructor(parts: SpeechParts) {
    this.#parts = parts;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all([this.#spoken.idle(), this.#urgent.idle(), this.#sentences.idle()]);
  }

  /** Throws UnavailableError without the engine, TooManyRequestsError when too many wait, InvalidInputError for no words. */
  async speak(order: SpeechOrder, by: Actor, area: string): Promise<StoredRecording> {
    const { urgent = false, emergency = urgent } = order;
    const { engine, reserve } = this.#parts;
    const utterances = this.#utterances(order, area);
    const known = await this.#known(this.#keyOf(engine, utterances, order));
    if (known) return known;
    return (urgent ? this.#urgent : this.#spoken).take(async () => {
      if (!reserve || !emergency) return this.#with(engine, utterances, order, by, area);
      if (this.#failedAgo() < FAILED_FOR_MS) return this.#with(reserve, utterances, order, by, area);
      try {
        return await this.#with(engine, utterances, order, by, area);
      } catch (error) {
        if (this.#stopping.signal.aborted || !isOfEngine(error)) throw error;
        this.#parts.log.error({ err: error, engine: engine.name }, 'the voice failed; espeak-ng speaks the emergency');
        return this.#with(reserve, utterances, order, by, area);
      }
    });
  }

  /** One sentence as MP3, at once; nothing is kept. Throws as `speak` does. */
  async sentence(order: SpeechOrder, area: string): Promise<Buffer> {
    const utterances = this.#utterances(order, area);
    return this.#sentences.take(async () => {
      const run = { timeLimitMs: SENTENCE_LIMIT_MS, signal: this.#stopping.signal };
      try {
        const mp3 = await soundedOnce(speakTogether(utterances, this.#parts.engine, mannerIn(order), run), run);
        this.#said();
        return mp3;
      } catch (error) {
        throw this.#failed(error);
      }
    });
  }

  /** What the engine can; it is asked to say a word when it was not heard for a while. */
  async voices(): Promise<SpeechVoices> {
    const { engine, clock } = this.#parts;
    if (clock.now() - (this.#last?.at ?? Number.NEGATIVE_INFINITY) > TRIED_FOR_MS)
      await this.sentence({ text: 'một' }, '').catch((error: LoaXaError) => {
        // Busy: somebody else is hearing how it speaks.
        if (error.code !== 'speech-busy') this.#parts.log.warn({ err: error }, 'the voice does not speak');
      });
    const missing = this.#last?.failed;
    const [name = ''] = engine.name.split('/');
    return { engine: name, voices: [...engine.voices], ...(missing === undefined ? {} : { missing }) };
  }

  #utterances({ text, voice = 'north' }: SpeechOrder, area: string): Utterance[] {
    const utterances = this.#parts.toSay(text, voice, area);
    if (!utterances.some(({ words }) => /[\p{L}\p{N}]/u.test(words)))
      throw new InvalidInputError('nothing-to-say', 'There is no word in this text. Write what is to be said.');
    return utterances;
  }

  /** Known already, or made now: the same words may have been ahead of us in the queue. */
  async #with(
    engine: SpeechEngine,
    utterances: readonly Utterance[],
    order: SpeechOrder,
    by: Actor,
    area: string,
  ): Promise<StoredRecording> {
    const key = this.#keyOf(engine, utterances, order);
    const known = await this.#known(key);
    if (known) return known;
    const { recordings, reserve } = this.#parts;
    const isOwn = engine === this.#parts.engine;
    const hasOther = isOwn && reserve !== undefined && order.urgent === true;
    const run = { timeLimitMs: hasOther ? URGENT_LIMIT_MS : TIME_LIMIT_MS, signal: this.#stopping.signal };
    const sound = Readable.from(speakTogether(utterances, engine, mannerIn(order), run), { objectMode: false });
    const upload = await recordings.receive(sound).catch((error) => {
      throw isOwn ? this.#failed(error) : error;
    });
    if (isOwn) this.#said();
    const title = order.title ?? shortened(order.text);
    const made = await recordings.add(by, upload, { title, area, lane: order.urgent ? 'urgent' : 'spoken' });
    await this.#remember(key, made.sha256);
    return made;
  }

  #said(): void {
    this.#last = { at: this.#parts.clock.now() };
    this.#parts.tell?.('well');
  }

  #failed(error: unknown): unknown {
    if (this.#stopping.signal.aborted || !isOfEngine(error)) return error;
    this.#last = { at: this.#parts.clock.now(), failed: error.code };
    this.#parts.tell?.('bad', error.code);
    return error;
  }

  /** Since the engine failed, if that was its last word. */
  #failedAgo(): number {
    return this.#last?.failed === undefined ? Number.POSITIVE_INFINITY : this.#parts.clock.now() - this.#last.at;
  }

  #keyOf(engine: SpeechEngine, utterances: readonly Utterance[], order: SpeechOrder): string {
    const { voice, speed } = mannerOf(engine, mannerIn(order));
    const said = utterances.map(({ words, pauseMs }) => [words, pauseMs]);
    return createHash('sha256')
      .update(JSON.stringify([engine.name, said, voice, speed]))
      .digest('hex');
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

/** The engine's own fault, not a full disk or a text without a word. */
function isOfEngine(error: unknown): error is UnavailableError {
  return error instanceof UnavailableError && error.code !== 'ffmpeg-missing';
}

function mannerIn({ voice = 'north', speed = 'normal' }: SpeechOrder): Manner {
  return { voice, speed };
}

/** The first words, as a title. */
function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= TITLE_LENGTH) return line;
  return `${line.slice(0, TITLE_LENGTH).replace(/\s\S*$/, '')}…`;
}
