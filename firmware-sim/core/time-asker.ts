import { randomBytes } from 'node:crypto';
import type { Time } from '../../protocol/messages/downlink.ts';
import type { TimeRequest } from '../../protocol/messages/uplink.ts';
import type { Timer } from '../clock.ts';
import type { NodeTime } from './node-time.ts';

/** A later answer proves nothing (DESIGN §8, clock). */
const ANSWER_WITHIN_MS = 2_000;
const ASK_AGAIN_MS = 5_000;

/** Asks for the time while the clock is not trusted. */
export class TimeAsker {
  readonly #node: string;
  readonly #time: NodeTime;
  readonly #say: (body: TimeRequest) => Promise<boolean>;
  #asked: { nonce: string; sentMs: number } | undefined;
  #timer: Timer | undefined;

  constructor(node: string, time: NodeTime, say: (body: TimeRequest) => Promise<boolean>) {
    this.#node = node;
    this.#time = time;
    this.#say = say;
  }

  /** Does nothing while the clock is trusted or a question is open. */
  start(): void {
    if (this.#time.trusted || this.#timer) return;
    const nonce = randomBytes(16).toString('base64url');
    this.#asked = { nonce, sentMs: this.#time.monotonicMs() };
    void this.#say({ v: 1, node: this.#node, nonce, at: Math.round(this.#time.now()) });
    this.#timer = this.#time.after(ASK_AGAIN_MS, () => {
      this.#timer = undefined;
      this.start();
    });
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#asked = undefined;
  }

  /** Takes a verified answer: the instant it proves for now, or why it proves none. */
  accept(answer: Time): { now: number } | { why: string } {
    const asked = this.#asked;
    if (!asked || answer.nonce !== asked.nonce) return { why: 'answers no open question' };
    const tookMs = this.#time.monotonicMs() - asked.sentMs;
    if (tookMs > ANSWER_WITHIN_MS) return { why: `came after ${Math.round(tookMs)} ms` };
    this.stop();
    return { now: Math.round(answer.now + tookMs / 2) };
  }
}
