/** Time as the broker sees it: handed in, so that a test can move it. */
export interface Clock {
  /** Milliseconds UTC. */
  now(): number;
  /** Calls `action` once, `delayMs` from now; the returned function cancels it. */
  after(delayMs: number, action: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, action) => {
    const timer = setTimeout(action, delayMs);
    return () => clearTimeout(timer);
  },
};
