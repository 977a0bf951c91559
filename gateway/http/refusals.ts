import type { FastifyRequest } from 'fastify';
import { MINUTE_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { AuditPort } from './ports.ts';

/** The audit is append-only: a stranger may not fill it. */
const STRANGERS_PER_MINUTE = 60;

/** Puts refused changes on record: every one of an account, and a bounded number of strangers'; the rest is counted in the log. */
export class Refusals {
  readonly #audit: AuditPort;
  readonly #clock: Clock;
  readonly #log: Log;
  #minute = 0;
  #strangers = 0;

  constructor({ audit, clock, log }: { audit: AuditPort; clock: Clock; log: Log }) {
    this.#audit = audit;
    this.#clock = clock;
    this.#log = log;
  }

  async record(request: FastifyRequest, code: string): Promise<void> {
    const action = `${request.method} ${request.routeOptions.url ?? request.url}`;
    if (!request.person && !this.#roomForStranger()) {
      this.#log.warn({ action, problem: code, address: request.ip }, 'a change was refused; too many to record each');
      return;
    }
    const subject = (request.params as { id?: unknown } | undefined)?.id;
    await this.#audit.record({
      by: request.person?.id ?? request.device ?? 'anonymous',
      action,
      ...(typeof subject === 'string' ? { subject: subject.slice(0, 80) } : {}),
      outcome: 'refused',
      after: { code },
      address: request.ip,
    });
  }

  #roomForStranger(): boolean {
    const minute = Math.floor(this.#clock.now() / MINUTE_MS);
    if (minute !== this.#minute) this.#strangers = 0;
    this.#minute = minute;
    this.#strangers += 1;
    return this.#strangers <= STRANGERS_PER_MINUTE;
  }
}
