/** What one connection to a stream gives. */
export interface AttemptEvents {
  /** Somebody answered; sound will follow. */
  answered(): void;
  bytes(chunk: Buffer): void;
  /**
   * Said once, last. `complete`: the body ended as it should; `gone`: the server says there is no such stream (any more);
   * `broken`: everything else.
   */
  over(how: 'complete' | 'gone' | 'broken', why: string): void;
}

export interface Attempt {
  close(): void;
  /** Whoever can wait with what it still has to say does so; a stream that is sent as it is spoken cannot. */
  pause?(isPaused: boolean): void;
}

/** Opens a stream once. */
export type OpenStream = (url: string, events: AttemptEvents) => Attempt;
