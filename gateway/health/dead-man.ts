import type { DeadManInput, DeadMan as DeadManState } from '../../protocol/api/health.ts';
import type { HealthCheck } from '../../protocol/health.ts';
import { MINUTE_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import { ConflictError } from '../errors.ts';
import type { Person } from '../http/app.ts';
import type { AuditPort } from '../http/ports.ts';
import type { Sealing } from '../keys/sealing.ts';
import type { Log } from '../log.ts';
import type { AddressGuard } from '../outside/address-guard.ts';
import { callHttp, requireTaken } from '../outside/http-call.ts';
import { causeOf } from '../outside/outside-error.ts';
import { heldBackBy } from './dead-man-rule.ts';
import type { Health } from './health.ts';

export interface DeadManParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly audit: AuditPort;
  readonly sealing: Sealing;
  readonly guard: AddressGuard;
  readonly health: Health;
  /** From the server's own settings; wins over what is set on the page. */
  readonly url: string | undefined;
  /** Throws unless this person holds the whole installation. */
  readonly requireWhole: (person: Person) => void;
}

const SETTING = 'dead-man';
const TIMEOUT_MS = 20_000;
/** Short of what the outside waits for; one lost signal is no fault. */
const FAILING_MS = 3 * MINUTE_MS;

/** Says each minute, to somebody outside, that the gateway watches. When it stops saying so, the outside raises the alarm. */
export class DeadMan {
  readonly #parts: DeadManParts;
  #target: DeadManInput | undefined;
  #sentAt: number | undefined;
  #failedAt: number | undefined;
  #failed: string | undefined;
  /** Since when it has to be sent and does not get out. */
  #since: number | undefined;
  #heldBack: readonly HealthCheck[] = [];

  constructor(parts: DeadManParts) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    const { url, database, sealing } = this.#parts;
    if (url !== undefined) {
      this.#target = { url, method: 'GET' };
      return;
    }
    const row = await database.read('settings').where({ key: SETTING }).first();
    // Written by `set` alone.
    this.#target = row && (JSON.parse(sealing.unseal(row.value, SETTING)) as DeadManInput);
  }

  /** Each minute, after the checks were looked at. */
  async tick(): Promise<void> {
    const { clock, health, log } = this.#parts;
    if (!this.#target) {
      this.#heldBack = [];
      return health.set('dead-man', 'off');
    }
    const now = clock.now();
    this.#heldBack = heldBackBy((check) => ({ state: health.stateOf(check), lookedAt: health.lookedAt(check) }), now);
    if (this.#heldBack.length > 0) {
      log.warn({ checks: this.#heldBack }, 'the sign of life is held back: the outside is to raise the alarm');
      return health.set('dead-man', 'strained', this.#heldBack.join(', '));
    }
    await this.#send(this.#target, now);
  }

  get state(): DeadManState {
    const host = this.#target && new URL(this.#target.url).host;
    return {
      ...(host === undefined ? {} : { host }),
      fixed: this.#parts.url !== undefined,
      ...(this.#sentAt === undefined ? {} : { sentAt: this.#sentAt }),
      ...(this.#failedAt === undefined ? {} : { failedAt: this.#failedAt }),
      ...(this.#failed === undefined ? {} : { failed: this.#failed }),
      heldBack: [...this.#heldBack],
    };
  }

  async set(person: Person, input: DeadManInput): Promise<void> {
    const { database, sealing, audit, url, requireWhole } = this.#parts;
    requireWhole(person);
    if (url !== undefined)
      throw new ConflictError(
        'dead-man-fixed',
        'The address stands in the server’s own settings (LOAXA_DEAD_MAN_URL); change it there.',
      );
    const host = (target: DeadManInput | undefined) => (target ? new URL(target.url).host : undefined);
    const next = input.url === '' ? undefined : input;
    await database.write(async (transaction) => {
      const row = { key: SETTING, value: sealing.seal(JSON.stringify(next), SETTING) };
      if (next) await transaction('settings').insert(row).onConflict('key').merge();
      else await transaction('settings').where({ key: SETTING }).delete();
      const values = { before: { host: host(this.#target) }, after: { host: host(next) } };
      await audit.record({ by: person.id, action: 'dead-man.change', outcome: 'done', ...values }, transaction);
    });
    this.#target = next;
    this.#since = this.#failedAt = this.#failed = this.#sentAt = undefined;
    await this.tick();
  }

  async #send({ url, method }: DeadManInput, now: number): Promise<void> {
    const { health, guard, log } = this.#parts;
    // The server's own settings are trusted; what was typed on a page is not.
    const own = this.#parts.url === undefined ? { guard } : {};
    try {
      requireTaken(await callHttp({ url, method, timeoutMs: TIMEOUT_MS, ...own }));
      this.#sentAt = now;
      this.#since = this.#failed = this.#failedAt = undefined;
      health.set('dead-man', 'well');
    } catch (error) {
      const word = causeOf(error);
      this.#failedAt = now;
      this.#failed = word;
      this.#since ??= now;
      log.warn({ failed: word }, 'the sign of life did not get out');
      health.set('dead-man', now - this.#since >= FAILING_MS ? 'bad' : 'strained', word);
    }
  }
}
