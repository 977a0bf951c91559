// pure
/** Why something did not get out, in a word that holds no address and no secret. */
export class OutsideError extends Error {
  override name = 'OutsideError';
  /** The fault of the one it is for (unknown mailbox, chat, number), not of the way there: trying again does not help. */
  readonly ofRecipient: boolean;
  /** The other side asked for a pause. */
  readonly retryAfterMs: number | undefined;

  constructor(word: string, more: { ofRecipient?: boolean; retryAfterMs?: number | undefined; cause?: unknown } = {}) {
    super(word, more.cause === undefined ? undefined : { cause: more.cause });
    this.ofRecipient = more.ofRecipient ?? false;
    this.retryAfterMs = more.retryAfterMs;
  }
}

/** The word of whatever was thrown. */
export function causeOf(error: unknown): string {
  if (error instanceof OutsideError) return error.message;
  const { code, name, cause } = error as { code?: unknown; name?: unknown; cause?: { code?: unknown } };
  if (name === 'TimeoutError') return 'timeout';
  const word = cause?.code ?? code ?? name;
  return typeof word === 'string' ? word.slice(0, 64) : 'failed';
}
