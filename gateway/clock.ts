/** Time as the gateway sees it: handed in, so that a test or the demo's generator can move it. */
export interface Clock {
  /** Milliseconds UTC. */
  now(): number;
  /** Calls `action` once, `delayMs` from now; the returned function cancels it. */
  after(delayMs: number, action: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, action) => {
    const timer = setTimeout(action, Math.min(delayMs, 2_147_483_647));
    return () => clearTimeout(timer);
  },
};

interface Alarm {
  readonly at: number;
  readonly action: () => void;
}

/** A clock moved by hand. `advance` rings every alarm in order, each at its own instant. */
export class MovableClock implements Clock {
  #now: number;
  #alarms: Alarm[] = [];

  constructor(start: number) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  after(delayMs: number, action: () => void): () => void {
    const alarm: Alarm = { at: this.#now + Math.max(0, delayMs), action };
    this.#alarms.push(alarm);
    return () => {
      this.#alarms = this.#alarms.filter((other) => other !== alarm);
    };
  }

  /** Jumps without ringing anything: a clock that was set, forwards or back. */
  set(instant: number): void {
    this.#now = instant;
  }

  async advance(durationMs: number): Promise<void> {
    const end = this.#now + durationMs;
    for (;;) {
      const next = this.#alarms.filter((alarm) => alarm.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#alarms = this.#alarms.filter((alarm) => alarm !== next);
      this.#now = Math.max(this.#now, next.at);
      next.action();
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#now = end;
  }
}
