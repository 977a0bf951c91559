import { randomBytes } from 'node:crypto';
import type { LiveEnd } from '../../protocol/live.ts';
import { runKey } from '../../protocol/messages/fields.ts';
import { FanOut } from '../http/fan-out.ts';
import { ChimeRoll } from './chime-frames.ts';
import { type Course, type CourseEvent, courseAfter, courseOf, SILENT_DB, saidMs } from './course.ts';
import type { Ended } from './ending.ts';
import { FRAME_BYTES, STREAM_KBITS } from './ffmpeg-pipes.ts';
import { QUIETEST_DB } from './leveller.ts';
import { accountOfKey, listenKey } from './listen-key.ts';
import type { LiveParts } from './live-parts.ts';
import type { PartStopped } from './live-store.ts';
import type { Opened } from './opening.ts';
import { BLOCK_MS } from './pacer.ts';
import { SoundPath } from './sound-path.ts';
import type { Tape } from './tape.ts';

const TICK_MS = 250;
const FLUSH_TICKS = 4;
/** A new listener begins with so much. */
const BACKLOG_MS = 192;
const MOST_UNREAD_MS = 2_000;
/** Each chunk of an answer carries its length beside the sound. */
const CHUNK_OVERHEAD = 1.2;

type Parts = Pick<LiveParts, 'clock' | 'monotonic' | 'log' | 'lastBeatOf' | 'signedIn'>;

/** What a session asks and tells. */
export interface Around {
  readonly tape: Tape;
  readonly over: Over;
  readonly changed: () => void;
  /** What the speaker has lost (role, area, account); undefined: nothing. */
  readonly lost: () => string | undefined;
}

/** Called once; `taped` resolves when the tape is on disk. */
type Over = (session: LiveSession, ended: Ended, taped: Promise<void>) => void;

/** Somebody speaks: the microphone's sound goes into one stream, the tape and the level; the course says when it is over. */
export class LiveSession {
  readonly stored: Opened['stored'];
  readonly stream = new FanOut({
    ...{ frameBytes: FRAME_BYTES, backlogFrames: BACKLOG_MS / BLOCK_MS, mediaType: 'audio/mpeg' },
    mostUnreadBytes: ((STREAM_KBITS * MOST_UNREAD_MS) / 8) * CHUNK_OVERHEAD,
  });
  readonly partsStopped: PartStopped[] = [];
  readonly #keySecret = randomBytes(24).toString('base64url');
  readonly #parts: Parts;
  readonly #tape: Tape;
  readonly #path: SoundPath;
  readonly #over: Over;
  readonly #courseChanged: () => void;
  readonly #lost: Around['lost'];
  readonly #nodes: Set<string>;
  readonly #chimes = new ChimeRoll();
  readonly #chimeOf: (node: string | undefined) => string | undefined;
  /** Decided when it is due. */
  #isChiming: boolean | undefined;
  #course: Course;
  #why: string | undefined;
  #endedBy: string | undefined;
  #loudest = QUIETEST_DB;
  #ticks = 0;
  #isAsking = false;
  #cancelTick: (() => void) | undefined;

  constructor(parts: Parts, { stored, nodes, chimes }: Opened, around: Around) {
    this.#parts = parts;
    this.stored = stored;
    this.#nodes = new Set(nodes);
    this.#chimeOf = chimes.of;
    this.#lost = around.lost;
    this.#tape = around.tape;
    this.#over = around.over;
    this.#courseChanged = around.changed;
    this.#course = courseOf(stored);
    const { log, monotonic, clock } = parts;
    const isTime = () => clock.now() >= stored.startsAt;
    this.#path = new SoundPath({
      ...{ log, monotonic, mayAir: isTime, chime: () => this.#chimesNow(), isSilent: (levelDb) => levelDb < SILENT_DB },
      frames: (frames, chiming) => {
        this.stream.push(frames, chiming);
        if (isTime()) this.#tape.append(frames);
      },
      sound: (levelDb) => {
        this.#loudest = Math.max(this.#loudest, levelDb);
        this.happens({ type: 'sound', levelDb });
      },
      broken: () => this.happens({ type: 'closed' }),
    });
    void this.#chimes.load(chimes, (error) =>
      log.warn({ err: error, live: stored.id }, 'a live session lacks a chime'),
    );
    this.#tickLater();
  }

  get course(): Course {
    return this.#course;
  }

  /** Where it is spoken still. */
  get nodes(): ReadonlySet<string> {
    return this.#nodes;
  }

  get isOver(): boolean {
    return this.#course.phase === 'ended';
  }

  /** What the contract tells of it. */
  get state(): 'waiting' | 'speaking' | 'ended' {
    const { phase, startsAt } = this.#course;
    if (phase === 'ended') return 'ended';
    return phase === 'speaking' || (phase === 'lost' && this.#parts.clock.now() >= startsAt) ? 'speaking' : 'waiting';
  }

  /** The sound's own part of the delay, milliseconds; undefined while nothing was said. */
  get delayMs(): number | undefined {
    return this.#path.delayMs;
  }

  /** Since the clock says that it is silent, and how loud it was since this was last asked. */
  takeLevel(): { levelDb: number; silentMs: number } {
    const levelDb = Math.round(this.#loudest * 10) / 10;
    this.#loudest = QUIETEST_DB;
    return { levelDb, silentMs: Math.max(0, this.#parts.clock.now() - this.#course.quietSince) };
  }

  /** Its own nodes that play it: they hold the stream open, or their beat says so. */
  playing(): number {
    const listening = this.stream.who();
    let count = 0;
    for (const node of this.nodes) {
      const playing = this.#parts.lastBeatOf(node)?.playing;
      if (listening.has(node) || (playing !== undefined && runKey(playing) === this.stored.id)) count++;
    }
    return count;
  }

  /** Which chime a node hears, or who listens otherwise; undefined: none. */
  chimeFor(node?: string): string | undefined {
    return this.#chimeOf(node);
  }

  /** Somebody wants to hear: the stream runs from now on, with silence until there is a word. */
  listened(): void {
    if (!this.isOver) this.#path.start();
  }

  /** Opens the stream to players that cannot sign in, while it lasts and while this account may hear it. */
  keyFor(account: string): string {
    return listenKey(this.#keySecret, account);
  }

  accountOf(key: string): string | undefined {
    return accountOfKey(this.#keySecret, key);
  }

  /** A microphone is here; its container is read anew. */
  begin(input: readonly string[]): void {
    if (this.isOver) return;
    this.#path.begin(input);
    this.happens({ type: 'connected' });
  }

  hear(chunk: Buffer): void {
    this.happens({ type: 'alive' });
    this.#path.write(chunk);
  }

  /** The socket is gone: nothing of it is aired any more. */
  closed(): void {
    this.#path.rest();
    this.happens({ type: 'closed' });
  }

  /** The speaker has said all: the last word still goes out. */
  async farewell(): Promise<void> {
    await this.#path.drain();
    this.end('speaker', this.stored.by);
  }

  /** These were silenced by hand: it goes on for the others, and ends with the last. */
  silenced(part: PartStopped): void {
    for (const node of part.nodes) this.#nodes.delete(node);
    this.partsStopped.push(part);
    if (this.#nodes.size === 0) this.end('stopped', part.by);
    else this.#courseChanged();
  }

  end(end: LiveEnd, by?: string): void {
    this.#endedBy ??= by;
    this.happens({ type: 'end', end });
  }

  happens(event: CourseEvent): void {
    if (this.isOver) return;
    const before = this.#course.phase;
    this.#course = courseAfter(this.#course, event, this.#parts.clock.now());
    if (this.#course.phase === before) return;
    if (this.#course.phase === 'ended') this.#finish();
    else this.#courseChanged();
  }

  /** The process ends: the row stays open, and the next start ends it. */
  async abandon(): Promise<void> {
    this.#cancelTick?.();
    this.#path.stop();
    this.stream.end();
    await this.#tape.close().catch(() => undefined);
  }

  #finish(): void {
    this.#cancelTick?.();
    this.#path.stop();
    this.stream.end();
    const { end, endedAt } = this.#course;
    if (end === undefined || endedAt === undefined) return;
    const ended = { end, endedAt, saidMs: saidMs(this.#course), by: this.#endedBy, why: this.#why };
    const { log } = this.#parts;
    const taped = this.#tape
      .close()
      .catch((error) => log.error({ err: error, live: this.stored.id }, 'the tape of a live session is not whole'));
    this.#over(this, ended, taped);
  }

  /** The chimes' next frames, once the nodes have begun, and where somebody is there to speak after them. */
  #chimesNow(): ReadonlyMap<string, Buffer> | undefined {
    if (this.#parts.clock.now() < this.stored.soundsAt) return undefined;
    this.#isChiming ??= this.#course.open;
    return this.#isChiming ? this.#chimes.next() : undefined;
  }

  /** People who listen are held to the same as who speaks: the account from memory, the sign-in with one question for all of them. */
  #askHearers(): void {
    this.stream.letGo(({ may }) => may());
    const browsers = this.stream.browsers();
    if (browsers.length === 0 || this.#isAsking) return;
    this.#isAsking = true;
    this.#parts
      .signedIn(browsers)
      .then(
        (open) =>
          this.stream.letGo(({ browser }) => browser === undefined || open.has(browser) || !browsers.includes(browser)),
        (error: unknown) => this.#parts.log.warn({ err: error, live: this.stored.id }, 'who listens is asked again'),
      )
      .finally(() => {
        this.#isAsking = false;
      });
  }

  #tickLater(): void {
    this.#cancelTick = this.#parts.clock.after(TICK_MS, () => {
      if (++this.#ticks % FLUSH_TICKS === 0) this.#tape.flush();
      this.#askHearers();
      this.#why = this.#lost();
      this.happens(this.#why === undefined ? { type: 'tick' } : { type: 'end', end: 'revoked' });
      if (!this.isOver) this.#tickLater();
    });
  }
}
