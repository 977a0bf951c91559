/**
 * Errors are named for whose fault it is; http turns them into problem+json in one place. `code` is stable and translated
 * by the dashboard; `message` says in English what is wrong and what to do, and never carries a secret.
 */
export abstract class LoaXaError extends Error {
  abstract readonly status: number;
  readonly code: string;
  /** Further members of the problem, for example `nextAllowedAt` or `errors`. */
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, extra: Record<string, unknown> = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.extra = extra;
  }
}

export class InvalidInputError extends LoaXaError {
  override name = 'InvalidInputError';
  readonly status = 400;
}

export class NotSignedInError extends LoaXaError {
  override name = 'NotSignedInError';
  readonly status = 401;
}

export class ForbiddenError extends LoaXaError {
  override name = 'ForbiddenError';
  readonly status = 403;
}

export class NotFoundError extends LoaXaError {
  override name = 'NotFoundError';
  readonly status = 404;
}

/** The request is right but the state forbids it: somebody changed it, it exists already, it was closed. */
export class ConflictError extends LoaXaError {
  override name = 'ConflictError';
  readonly status = 409;
}

/** Well formed and understood, yet a rule says no: quiet hours, a silent file, a schedule that cannot be. */
export class RuleError extends LoaXaError {
  override name = 'RuleError';
  readonly status: number = 422;
}

export class TooManyRequestsError extends LoaXaError {
  override name = 'TooManyRequestsError';
  readonly status = 429;
}

/** A part we need is away (ffmpeg missing, broker unreachable); trying later may help. */
export class UnavailableError extends LoaXaError {
  override name = 'UnavailableError';
  readonly status = 503;
}
