import { pino } from 'pino';

/** The part of pino that the broker uses. */
export interface Log {
  debug(fields: object, message?: string): void;
  info(fields: object, message?: string): void;
  warn(fields: object, message?: string): void;
  error(fields: object, message?: string): void;
}

/** Structured log on standard output. */
export function createLog(level: string): Log {
  return pino({ name: 'broker', level, redact: ['password', 'credential', 'token'] });
}
