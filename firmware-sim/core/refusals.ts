import type { Logger } from 'pino';
import type { Reason } from '../../protocol/messages/uplink.ts';
import type { NodeTime } from './node-time.ts';
import { RefusalLimit } from './refusal-limit.ts';
import type { Speaker } from './speaker.ts';

/** Writes down what the node would not obey: a signed entry within a limit, always a log line. */
export class Refusals {
  readonly #speaker: Speaker;
  readonly #time: NodeTime;
  readonly #log: Logger;
  readonly #limit: RefusalLimit;

  constructor(speaker: Speaker, time: NodeTime, log: Logger) {
    this.#speaker = speaker;
    this.#time = time;
    this.#log = log;
    this.#limit = new RefusalLimit(time.monotonicMs());
  }

  refuse(what: string, reason: Reason, detail: string, id?: string): void {
    this.#log.warn({ what, reason, detail, id }, 'refused');
    const suppressed = this.#limit.admit(this.#time.monotonicMs());
    if (suppressed === undefined) return;
    const said = suppressed > 0 ? `${detail} (and ${suppressed} more not written down)` : detail;
    this.#speaker.note({
      kind: 'refusal',
      body: { what, reason, detail: said.slice(0, 256), ...(id !== undefined && { id }) },
    });
  }
}
