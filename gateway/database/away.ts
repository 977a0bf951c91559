// pure

/** SQLSTATE: connection exceptions, too many connections, shut down by an operator or a crash, still starting. */
const AWAY_STATES = /^(08...|53300|57P0[123])$/;
const AWAY_SYSTEM_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENOTFOUND']);

/** Was the database server away (restarting, unreachable), rather than the question wrong? The same may succeed in a moment. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && (AWAY_STATES.test(code) || AWAY_SYSTEM_CODES.has(code))) return true;
  // node-postgres gives a connection that broke in the middle no code.
  return error.name === 'KnexTimeoutError' || error.message.startsWith('Connection terminated');
}
