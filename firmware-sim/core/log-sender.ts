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

/** Batches on their way without the gateway's word on them. */
const MOST_OUTSTANDING = 4;

/** Sends what is not acknowledged, each entry once a session; what the gateway's signed word does not cover in time is sent again. */
export class LogSender {
  readonly #ports: LogSenderPorts;
  readonly #log: SignedLog;
  readonly #node: string;
  #soon: Timer | undefined;
  #patience: Timer | undefined;
  #waitMs = FIRST_WAIT_MS;
  #outstanding = 0;
  /** Entries below this have been sent in this session. */
  #sentTo = 0;
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
    this.#again();
    this.#schedule(this.#spread());
  }

  stop(): void {
    this.#up = false;
    this.#soon?.cancel();
    this.#soon = undefined;
    this.#patience?.cancel();
  }

  /** Something new is in the log. */
  nudge(): void {
    if (this.#up && !this.#soon) this.#schedule(this.#spread());
  }

  /** The gateway's word came. */
  acknowledged(): void {
    this.#waitMs = FIRST_WAIT_MS;
    this.#outstanding = Math.max(0, this.#outstanding - 1);
    if (this.#log.waiting === 0) this.#patience?.cancel();
    else if (this.#up) this.#schedule(0);
  }

  #spread(): number {
    return this.#ports.random() * this.#ports.spreadMs;
  }

  #again(): void {
    this.#sentTo = 0;
    this.#outstanding = 0;
  }

  #schedule(delayMs: number): void {
    this.#soon?.cancel();
    this.#soon = this.#ports.clock.after(delayMs, () => {
      this.#soon = undefined;
      this.#send();
    });
  }

  #send(): void {
    while (this.#up && this.#outstanding < MOST_OUTSTANDING) {
      const batch = this.#batch();
      if (batch.length === 0) break;
      this.#outstanding++;
      void this.#ports.say({ v: 1, node: this.#node, entries: batch });
    }
    if (this.#up && this.#log.waiting > 0) this.#wait();
  }

  #wait(): void {
    this.#patience?.cancel();
    this.#patience = this.#ports.clock.after(this.#waitMs * (0.75 + this.#ports.random() / 2), () => {
      this.#waitMs = Math.min(LONGEST_WAIT_MS, this.#waitMs * 2);
      this.#again();
      this.#send();
    });
  }

  #batch(): string[] {
    const batch: string[] = [];
    let bytes = 0;
    for (const { jws, seq } of this.#log.unacknowledged(BATCH_ENTRIES, this.#sentTo)) {
      bytes += jws.length + 3;
      if (batch.length > 0 && bytes > BATCH_BYTES) break;
      batch.push(jws);
      this.#sentTo = seq + 1;
    }
    return batch;
  }
}
