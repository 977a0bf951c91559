import { pino } from 'pino';

/** The part of pino that our code uses. */
export interface Log {
  debug(fields: object, message?: string): void;
  info(fields: object, message?: string): void;
  warn(fields: object, message?: string): void;
  error(fields: object, message?: string): void;
  child(fields: object): Log;
}

/** Structured log on standard output. Names that hold secrets are never written. */
export function createLog(level: string, name: string): Log {
  return pino({
    name,
    level,
    redact: {
      paths: [
        'password',
        'credential',
        'code',
        'token',
        'cookie',
        'authorization',
        '*.password',
        '*.credential',
        '*.token',
        'req.headers.cookie',
        'req.headers.authorization',
      ],
      censor: '[hidden]',
    },
  });
}

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {}, child: () => silentLog };
