import type { FeedMessage } from '../../protocol/api/feed.ts';
import { backOffMs } from '../../protocol/back-off.ts';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
/** The gateway ticks every 10 s: a socket silent for longer is dead although it looks open. */
const SILENCE_MS = 25_000;

interface Listener {
  message(message: FeedMessage): void;
  opened(): void;
  closed(): void;
}

/** One WebSocket to the feed, kept up with exponential back-off and full jitter. */
export class FeedLink {
  readonly #url: string;
  readonly #listener: Listener;
  #socket: WebSocket | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #running = false;

  constructor(url: string, listener: Listener) {
    this.#url = url;
    this.#listener = listener;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#connect();
  }

  stop(): void {
    this.#running = false;
    clearTimeout(this.#retry);
    clearTimeout(this.#silence);
    this.#socket?.close();
    this.#socket = undefined;
  }

  /** The user is looking again: do not wait for the back-off. */
  hurry(): void {
    if (!this.#running || this.#socket) return;
    clearTimeout(this.#retry);
    this.#failures = 0;
    this.#connect();
  }

  #connect(): void {
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    socket.onopen = () => {
      this.#failures = 0;
      this.#listen();
      this.#listener.opened();
    };
    socket.onmessage = (event) => {
      this.#listen();
      for (const message of parse(String(event.data))) this.#listener.message(message);
    };
    socket.onclose = () => this.#lost(socket);
  }

  #lost(socket: WebSocket): void {
    if (this.#socket !== socket) return;
    this.#socket = undefined;
    clearTimeout(this.#silence);
    this.#listener.closed();
    if (!this.#running) return;
    this.#retry = setTimeout(() => this.#connect(), waitMs(this.#failures++, Math.random()));
  }

  #listen(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      const socket = this.#socket;
      if (!socket) return;
      socket.close();
      this.#lost(socket);
    }, SILENCE_MS);
  }
}

/** Full jitter: anywhere between nothing and the doubled wait, so that a restart is not met by all screens at once. */
export function waitMs(failures: number, random: number): number {
  return backOffMs(failures, random, FIRST_WAIT_MS, LONGEST_WAIT_MS);
}

/** The feed batches: a frame is one message or a list of them. The contract is checked by the gateway that sends it. */
function parse(text: string): FeedMessage[] {
  try {
    const body: unknown = JSON.parse(text);
    return (Array.isArray(body) ? body : [body]) as FeedMessage[];
  } catch {
    console.warn('the feed sent something that is not JSON');
    return [];
  }
}
