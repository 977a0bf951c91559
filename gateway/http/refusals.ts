import type { FastifyRequest } from 'fastify';
import { sourceAuthor } from '../../protocol/authority.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { PerMinute } from './per-minute.ts';
import type { AuditPort } from './ports.ts';

/** The audit is append-only: neither a stranger nor a program gone wild may fill it. */
const STRANGERS_PER_MINUTE = 60;
const OF_ONE_ACCOUNT_PER_MINUTE = 120;
/** What says no to somebody who is nobody yet, and to an account. */
const REFUSES_STRANGERS: ReadonlySet<number> = new Set([401, 403]);
const REFUSES_ACCOUNTS: ReadonlySet<number> = new Set([401, 403, 409, 422, 429]);

/** Puts refused changes on record, a bounded number of strangers' and of each account's; the rest is counted in the log. */
export class Refusals {
  readonly #audit: AuditPort;
  readonly #log: Log;
  readonly #strangers: PerMinute;
  readonly #accounts: PerMinute;

  constructor({ audit, clock, log }: { audit: AuditPort; clock: Clock; log: Log }) {
    this.#audit = audit;
    this.#log = log;
    this.#strangers = new PerMinute(clock, STRANGERS_PER_MINUTE);
    this.#accounts = new PerMinute(clock, OF_ONE_ACCOUNT_PER_MINUTE);
  }

  /** Of a change that was answered so. */
  async record(request: FastifyRequest, status: number, code: string): Promise<void> {
    const { person } = request;
    const known = person?.id ?? request.source?.id;
    if (request.refusalRecorded || !(known ? REFUSES_ACCOUNTS : REFUSES_STRANGERS).has(status)) return;
    const action = `${request.method} ${request.routeOptions.url ?? request.url}`;
    if (!(known ? this.#accounts.take(known) : this.#strangers.take())) {
      this.#log.warn({ action, problem: code, address: request.ip }, 'a change was refused; too many to record each');
      return;
    }
    const subject = (request.params as { id?: unknown } | undefined)?.id;
    await this.#audit.record({
      by: person?.id ?? (request.source ? sourceAuthor(request.source.id) : (request.device ?? 'anonymous')),
      action,
      ...(typeof subject === 'string' ? { subject: subject.slice(0, 80) } : {}),
      outcome: 'refused',
      after: { code },
      address: request.ip,
    });
  }
}
