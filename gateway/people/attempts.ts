import type { FastifyRequest } from 'fastify';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../protocol/units.ts';
import type { Clock } from '../clock.ts';
import { LoaXaError, TooManyRequestsError } from '../errors.ts';
import { FailureLimit } from '../http/failure-limit.ts';
import { PerMinute } from '../http/per-minute.ts';
import type { AuditPort } from '../http/ports.ts';

/** What somebody shows to get in. */
export type ProofKind = 'password' | 'second-factor' | 'pin' | 'link' | 'setup';
/** For the metric `loaxa_sign_ins_total`. */
export type SignInResult = 'right' | 'wrong' | 'locked';

export interface Tried {
  readonly kind: ProofKind;
  /** Whose it is said to be (a username, an account); absent for a code that names nobody. */
  readonly who?: string | undefined;
  /** The account, when there is one, for the record. */
  readonly subject?: string | undefined;
  /** From a device its owner trusts: strangers who guess the account do not lock it out there. */
  readonly trusted?: boolean;
}

/** One attempt that may go on; say how it ended. */
export interface Attempt {
  right(): void;
  /** Records the failure and gives back the error to throw. */
  wrong(error: LoaXaError): Promise<LoaXaError>;
  /** Right when `work` succeeds; wrong, and thrown on, when it refuses. */
  settle<T>(work: Promise<T>): Promise<T>;
}

const FAILURES_PER_MINUTE = 60;
const LOCK_OUTS_PER_MINUTE = 20;

/**
 * Makes whoever guesses wait longer and longer: by account and address together, by account alone (guessing from many
 * addresses), by address alone (guessing at many accounts). Failures and lock-outs are on record, a bounded number a minute.
 */
export class Attempts {
  readonly #audit: AuditPort;
  readonly #count: (kind: ProofKind, result: SignInResult) => void;
  readonly #ofPair: FailureLimit;
  readonly #ofAccount: FailureLimit;
  readonly #ofAddress: FailureLimit;
  readonly #failures: PerMinute;
  readonly #lockOuts: PerMinute;
  readonly #lockOutsOf: PerMinute;

  constructor(parts: {
    clock: Clock;
    audit: AuditPort;
    count?: (kind: ProofKind, result: SignInResult) => void;
  }) {
    const { clock } = parts;
    this.#audit = parts.audit;
    this.#count = parts.count ?? (() => undefined);
    this.#ofPair = new FailureLimit({ clock, free: 5, baseMs: SECOND_MS, maxMs: 15 * MINUTE_MS });
    // An hour's patience must not buy twenty more guesses at six figures: what one account failed is kept for a day.
    this.#ofAccount = new FailureLimit({
      ...{ clock, free: 20, baseMs: SECOND_MS, maxMs: 15 * MINUTE_MS },
      forgetMs: DAY_MS,
    });
    this.#ofAddress = new FailureLimit({ clock, free: 50, baseMs: SECOND_MS, maxMs: 5 * MINUTE_MS });
    this.#failures = new PerMinute(clock, FAILURES_PER_MINUTE);
    this.#lockOuts = new PerMinute(clock, LOCK_OUTS_PER_MINUTE);
    this.#lockOutsOf = new PerMinute(clock, 1);
  }

  /** Throws TooManyRequestsError while one of them must wait; else the attempt counts as failed until it is said to be right. */
  async begin(request: FastifyRequest, tried: Tried): Promise<Attempt> {
    const limits = this.#limitsOf(request.ip, tried);
    for (const [index, { limit, key }] of limits.entries()) {
      const waitMs = limit.attempt(key);
      if (waitMs === 0) continue;
      for (const passed of limits.slice(0, index)) passed.limit.undo(passed.key);
      throw await this.#lockedOut(request, tried, waitMs);
    }
    const right = () => {
      this.#count(tried.kind, 'right');
      for (const { limit, key } of limits) limit === this.#ofPair ? limit.forget(key) : limit.undo(key);
    };
    const wrong = async (error: LoaXaError) => {
      this.#count(tried.kind, 'wrong');
      if (this.#failures.take()) await this.#record(request, tried, `session.${tried.kind}`, 'failed', error.code);
      request.refusalRecorded = true;
      return error;
    };
    const settle = async <T>(work: Promise<T>) => {
      try {
        const result = await work;
        right();
        return result;
      } catch (error) {
        throw error instanceof LoaXaError ? await wrong(error) : error;
      }
    };
    return { right, wrong, settle };
  }

  #limitsOf(address: string, { kind, who, trusted }: Tried): { limit: FailureLimit; key: string }[] {
    const ofAddress = { limit: this.#ofAddress, key: address };
    if (who === undefined) return [ofAddress];
    const ofPair = { limit: this.#ofPair, key: `${kind} ${who} ${address}` };
    return trusted ? [ofAddress, ofPair] : [ofAddress, { limit: this.#ofAccount, key: `${kind} ${who}` }, ofPair];
  }

  async #lockedOut(request: FastifyRequest, tried: Tried, waitMs: number): Promise<TooManyRequestsError> {
    this.#count(tried.kind, 'locked');
    request.refusalRecorded = true;
    if (this.#lockOutsOf.take(tried.subject ?? '') && this.#lockOuts.take())
      await this.#record(request, tried, 'session.lock-out', 'refused', tried.kind);
    return new TooManyRequestsError('too-many-attempts', 'Too many wrong attempts; wait before the next one.', {
      retryAfterMs: waitMs,
    });
  }

  #record(
    { person, ip }: FastifyRequest,
    { subject }: Tried,
    action: string,
    outcome: 'failed' | 'refused',
    code: string,
  ): Promise<void> {
    const about = subject === undefined ? {} : { subject };
    return this.#audit.record({
      by: person?.id ?? 'anonymous',
      action,
      ...about,
      outcome,
      after: { code },
      address: ip,
    });
  }
}
