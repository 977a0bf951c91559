import { X509Certificate } from 'node:crypto';
import { readFile, statfs } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { DAY_MS, MINUTE_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import { numberText } from '../documents/cell-text.ts';
import type { Health } from './health.ts';

/** What the ticks tell of themselves. */
export interface TicksSeen {
  readonly failures: ReadonlyMap<string, number>;
  /** Those that run now, and since when (monotonic ms). */
  readonly running: ReadonlyMap<string, number>;
}

export interface ProbesParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly health: Health;
  readonly dataDir: string;
  readonly monotonic: () => number;
  readonly watchIsOpen: () => boolean;
  /** Of all ways out to people, those that do not get through. */
  readonly channels: () => { readonly total: number; readonly failing: readonly { name: string; word: string }[] };
  readonly waitingCommands: () => Promise<number>;
  /** The PEM file that browsers are shown; absent where there is no HTTPS. */
  readonly certificate: string | undefined;
  /** When a backup was made last; undefined when none ever was. */
  readonly backedUpAt: () => Promise<number | undefined>;
}

const GIB = 1_024 ** 3;
/** With less than this the database itself may stop, whatever share of a big disk it is. */
const LEAST_BYTES = GIB;
const STUCK_MS = 3 * MINUTE_MS;
/** A failure counts for so long: a nightly job that failed is still news at breakfast. */
const FAILURE_COUNTS_MS = 60 * MINUTE_MS;
/** Without these nothing is noticed and nothing sounds. */
const HEART: readonly string[] = ['presence', 'due-runs'];
const HEART_COUNTS_MS = 2 * MINUTE_MS;
const CLOCK_SLACK_MS = 2_000;
const CLOCK_COUNTS_MS = 60 * MINUTE_MS;

/** Looks at the machine and at the gateway's own work, once a minute. */
export class Probes {
  readonly #parts: ProbesParts;
  readonly #delay = monitorEventLoopDelay({ resolution: 20 });
  #failures = new Map<string, number>();
  readonly #failedAt = new Map<string, number>();
  #clockSeen: { wall: number; monotonic: number } | undefined;
  #jumpedAt: number | undefined;
  #jumpMs = 0;

  constructor(parts: ProbesParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#delay.enable();
  }

  stop(): void {
    this.#delay.disable();
  }

  async look(ticks: TicksSeen): Promise<void> {
    this.#lag();
    this.#clock();
    this.#ticks(ticks);
    this.#broker();
    this.channels();
    await this.#disk();
    await this.#database();
    await this.#outbox();
    await this.#certificate();
    await this.#backup();
  }

  #lag(): void {
    const worst = Math.round(this.#delay.percentile(99) / 1e6);
    this.#delay.reset();
    this.#parts.health.measured('lag', worst);
  }

  #clock(): void {
    const { clock, monotonic, health } = this.#parts;
    const now = { wall: clock.now(), monotonic: monotonic() };
    const before = this.#clockSeen;
    this.#clockSeen = now;
    const jump = before ? now.wall - before.wall - (now.monotonic - before.monotonic) : 0;
    if (Math.abs(jump) > CLOCK_SLACK_MS) {
      this.#jumpedAt = now.wall;
      this.#jumpMs = Math.round(jump);
    }
    const recent = this.#jumpedAt !== undefined && Math.abs(now.wall - this.#jumpedAt) < CLOCK_COUNTS_MS;
    if (recent) health.set('clock', 'strained', `${this.#jumpMs} ms`, this.#jumpMs);
    else health.set('clock', 'well');
  }

  #ticks({ failures, running }: TicksSeen): void {
    const { clock, monotonic, health } = this.#parts;
    const now = clock.now();
    for (const [name, count] of failures) if (count > (this.#failures.get(name) ?? 0)) this.#failedAt.set(name, now);
    this.#failures = new Map(failures);
    const failedWithin = (ms: number) => [...this.#failedAt].flatMap(([name, at]) => (now - at < ms ? [name] : []));
    const stuck = [...running].filter(([, since]) => monotonic() - since > STUCK_MS).map(([name]) => `${name}…`);
    const failed = failedWithin(FAILURE_COUNTS_MS);
    const heart = failedWithin(HEART_COUNTS_MS).some((name) => HEART.includes(name));
    const names = [...stuck, ...failed];
    const state = stuck.length > 0 || heart ? 'bad' : failed.length > 0 ? 'strained' : 'well';
    health.set('ticks', state, names.join(', '), names.length);
  }

  #broker(): void {
    const { health, watchIsOpen } = this.#parts;
    // One look without it is a restart of the broker, two are a fault.
    const before = health.stateOf('broker');
    const away = before === 'strained' || before === 'bad' ? 'bad' : 'strained';
    health.set('broker', watchIsOpen() ? 'well' : away);
  }

  /** Also when one of them changes, not only with the minute. */
  channels(): void {
    const { total, failing } = this.#parts.channels();
    const names = failing.map(({ name, word }) => `${name} (${word})`).join(', ');
    const state = total === 0 ? 'off' : failing.length === 0 ? 'well' : 'bad';
    this.#parts.health.set('channels', state, names, failing.length);
  }

  async #disk(): Promise<void> {
    const { health, dataDir } = this.#parts;
    const { bavail, blocks, bsize } = await statfs(dataDir);
    const free = bavail * bsize;
    const percent = Math.round((bavail / Math.max(1, blocks)) * 1_000) / 10;
    const detail = `${numberText(free / GIB, 1)} GB`;
    // The last gigabyte of a large disk is as urgent as the last percent of a small one.
    health.measured('disk', free < LEAST_BYTES ? Math.min(percent, 5) : percent, detail);
  }

  /** Waits behind all that waits to be written: what everybody waits for. */
  async #database(): Promise<void> {
    const { database, monotonic, clock, health } = this.#parts;
    const began = monotonic();
    try {
      await database.write((transaction) =>
        transaction('health_marks').insert({ key: 'alive', at: clock.now() }).onConflict('key').merge(),
      );
      health.measured('database', Math.round(monotonic() - began));
    } catch (error) {
      health.set('database', 'bad', String((error as { code?: unknown }).code ?? 'failed'));
    }
  }

  async #outbox(): Promise<void> {
    const { health, waitingCommands } = this.#parts;
    health.measured('outbox', await waitingCommands());
  }

  async #certificate(): Promise<void> {
    const { health, certificate, clock } = this.#parts;
    if (certificate === undefined) return health.set('certificate', 'off');
    try {
      const until = Date.parse(new X509Certificate(await readFile(certificate)).validTo);
      health.measured('certificate', Math.floor((until - clock.now()) / DAY_MS));
    } catch (error) {
      health.set('certificate', 'bad', String((error as { code?: unknown }).code ?? 'unreadable'));
    }
  }

  async #backup(): Promise<void> {
    const { health, backedUpAt, clock } = this.#parts;
    const at = await backedUpAt();
    if (at === undefined) health.set('backup', 'off');
    else health.measured('backup', Math.max(0, Math.floor((clock.now() - at) / DAY_MS)));
  }
}
