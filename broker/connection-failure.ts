/** Why aedes ended a connection, as far as it matters to whoever reads the figures. */
export type ConnectionFailure =
  | 'connect-timeout'
  | 'keepalive-timeout'
  | 'too-slow'
  | 'refused'
  | 'transport'
  | 'malformed';

/** aedes tells everything as one kind of error; this takes them apart. What is none of the known ones is bytes that are no MQTT. */
export function connectionFailure(error: Error): ConnectionFailure {
  const { code, errorCode } = error as Error & { code?: unknown; errorCode?: unknown };
  if (error.name === 'RefusedError' || typeof errorCode === 'number') return 'refused';
  if (typeof code === 'string') return 'transport';
  switch (error.message) {
    case 'connect did not arrive in time':
      return 'connect-timeout';
    case 'keep alive timeout':
      return 'keepalive-timeout';
    case 'drain timeout':
      return 'too-slow';
    case 'connection closed':
    case 'mqemitter is closed':
      return 'transport';
    default:
      return 'malformed';
  }
}

/** The broker's own refusal, already counted and alarmed where it was decided. */
export class RefusedError extends Error {
  override name = 'RefusedError';
}
