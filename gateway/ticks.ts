import cron, { type ScheduledTask } from 'node-cron';
import type { Log } from './log.ts';

/** Something done again and again; what is due is decided from the database, so a tick that is late or left out loses nothing. */
export interface Tick {
  readonly name: string;
  /** Six fields, Vietnamese time: second, minute, hour, day of month, month, weekday. */
  readonly schedule: string;
  run(): Promise<unknown> | unknown;
}

/** Drives the fixed ticks. A tick still running is left out, and one that fails is logged and comes again. */
export class Ticks {
  readonly #ticks: readonly Tick[];
  readonly #log: Log;
  readonly #running = new Map<string, Promise<void>>();
  readonly #failures = new Map<string, number>();
  readonly #since = new Map<string, number>();
  #tasks: ScheduledTask[] = [];

  constructor({ ticks, log }: { ticks: readonly Tick[]; log: Log }) {
    this.#ticks = ticks;
    this.#log = log;
  }

  start(): void {
    this.#tasks = this.#ticks.map((tick) =>
      cron.schedule(tick.schedule, () => this.run(tick), { timezone: 'Asia/Ho_Chi_Minh', name: tick.name }),
    );
  }

  /** Takes no new ones and waits for those that run. */
  async stop(): Promise<void> {
    for (const task of this.#tasks) await task.destroy();
    this.#tasks = [];
    await Promise.all(this.#running.values());
  }

  /** How often each tick failed since the start. */
  get failures(): ReadonlyMap<string, number> {
    return this.#failures;
  }

  /** Those that run now, and since when (monotonic ms): one that never ends shows here. */
  get running(): ReadonlyMap<string, number> {
    return this.#since;
  }

  async run(tick: Tick): Promise<void> {
    if (this.#running.has(tick.name)) return;
    const run = this.#attempt(tick);
    this.#running.set(tick.name, run);
    this.#since.set(tick.name, performance.now());
    await run;
    this.#running.delete(tick.name);
    this.#since.delete(tick.name);
  }

  async #attempt({ name, run }: Tick): Promise<void> {
    try {
      await run();
    } catch (error) {
      this.#failures.set(name, (this.#failures.get(name) ?? 0) + 1);
      this.#log.error({ err: error, tick: name }, 'a tick failed; it comes again');
    }
  }
}
