import type { Readable } from 'node:stream';
import type { Load } from './in-flight.ts';

export interface ReadGateConfig {
  /** No more is read from any socket while more messages or bytes than this are in flight. */
  readonly messages: number;
  readonly bytes: number;
}

/** How often a closed gate looks whether it may open again. */
const LOOK_EVERY_MS = 5;

/**
 * Bounds memory under overload. aedes runs without a limit of its own (with one it collapses, see PITFALLS), so what is too much
 * stays in the senders' sockets, where TCP slows them down. Those who waited longest are read first.
 */
export class ReadGate {
  readonly #load: Load;
  readonly #config: ReadGateConfig;
  readonly #waiting = new Set<Readable>();
  #timer: NodeJS.Timeout | undefined;

  constructor(load: Load, config: ReadGateConfig) {
    this.#load = load;
    this.#config = config;
  }

  get closed(): boolean {
    return this.#load.messages >= this.#config.messages || this.#load.bytes >= this.#config.bytes;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Keeps a stream whose reader was sent away empty-handed, to wake it later. */
  park(stream: Readable): void {
    this.#waiting.add(stream);
    this.#timer ??= setInterval(() => this.#wake(), LOOK_EVERY_MS);
  }

  forget(stream: Readable): void {
    this.#waiting.delete(stream);
    if (this.#waiting.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #wake(): void {
    for (const stream of [...this.#waiting]) {
      if (this.closed) return;
      this.forget(stream);
      stream.emit('readable');
    }
  }
}
