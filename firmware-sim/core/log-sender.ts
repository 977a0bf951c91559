import { MAX_LOG_BYTES } from '../../protocol/codec.ts';
import type { Log } from '../../protocol/messages/uplink.ts';
import type { Clock, Timer } from '../clock.ts';
import type { SignedLog } from './signed-log.ts';

const BATCH_ENTRIES = 32;
/** The envelope around the entries needs a little room. */
const BATCH_BYTES = MAX_LOG_BYTES - 1_024;
const FIRST_WAIT_MS = 10_000;
const LONGEST_WAIT_MS = 120_000;

export interface LogSenderPorts {
  readonly clock: Clock;
  readonly random: () => number;
  /** Receipts of thousands of nodes end in the same second: each waits a random part of this before it speaks. */
  readonly spreadMs: number;
  say(body: Log): Promise<boolean>;
}

/** Sends the oldest unacknowledged entries, one batch at a time; only the gateway's signed word brings the next, silence the same again. */
export class LogSender {
  readonly #ports: LogSenderPorts;
  readonly #log: SignedLog;
  readonly #node: string;
  #timer: Timer | undefined;
  #waitMs = FIRST_WAIT_MS;
  #asked = false;
  #up = false;

  constructor(node: string, log: SignedLog, ports: LogSenderPorts) {
    this.#node = node;
    this.#log = log;
    this.#ports = ports;
  }

  /** The line is up. */
  start(): void {
    this.#up = true;
    this.#waitMs = FIRST_WAIT_MS;
    this.#schedule(this.#ports.random() * this.#ports.spreadMs);
  }

  stop(): void {
    this.#up = false;
    this.#asked = false;
    this.#timer?.cancel();
  }

  /** Something new is in the log. */
  nudge(): void {
    if (this.#up && !this.#asked) this.#schedule(this.#ports.random() * this.#ports.spreadMs);
  }

  acknowledged(): void {
    this.#waitMs = FIRST_WAIT_MS;
    this.#asked = false;
    if (this.#up) this.#schedule(0);
  }

  #schedule(delayMs: number): void {
    this.#timer?.cancel();
    this.#timer = this.#ports.clock.after(delayMs, () => void this.#send());
  }

  async #send(): Promise<void> {
    const batch = this.#batch();
    if (batch.length === 0 || !this.#up) return;
    this.#asked = true;
    await this.#ports.say({ v: 1, node: this.#node, entries: batch });
    if (!this.#up || !this.#asked) return;
    this.#schedule(this.#waitMs * (0.75 + this.#ports.random() / 2));
    this.#waitMs = Math.min(LONGEST_WAIT_MS, this.#waitMs * 2);
  }

  #batch(): string[] {
    const batch: string[] = [];
    let bytes = 0;
    for (const { jws } of this.#log.unacknowledged(BATCH_ENTRIES)) {
      bytes += jws.length + 3;
      if (batch.length > 0 && bytes > BATCH_BYTES) break;
      batch.push(jws);
    }
    return batch;
  }
}
