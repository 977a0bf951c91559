import { type DestinationStream, pino } from 'pino';

/** The part of pino that our code uses. */
export interface Log {
  debug(fields: object, message?: string): void;
  info(fields: object, message?: string): void;
  warn(fields: object, message?: string): void;
  error(fields: object, message?: string): void;
  child(fields: object): Log;
}

/** Names under which something secret may be handed to the log by mistake. `code` is one (a claim, a second factor) only at the top: errors have codes. */
const SECRET_NAMES = [
  ...['password', 'newPassword', 'password_hash', 'pin', 'secret', 'credential', 'credentials', 'privateKey'],
  ...['token', 'csrfToken', 'csrf_token', 'cookie', 'cookies', 'authorization', 'recoveryCodes', 'claim'],
  ...['["set-cookie"]', '["x-csrf-token"]'],
];
const DEPTHS = ['', '*', '*.*', '*.*.*'];

/** Structured log on standard output, or where `destination` says. Names that hold secrets are never written. */
export function createLog(level: string, name: string, destination?: DestinationStream): Log {
  const paths = DEPTHS.flatMap((depth) => SECRET_NAMES.map((secret) => pathOf(depth, secret)));
  const options = { name, level, redact: { paths: ['code', ...paths], censor: '[hidden]' } };
  return destination ? pino(options, destination) : pino(options);
}

function pathOf(depth: string, secret: string): string {
  return depth === '' || secret.startsWith('[') ? depth + secret : `${depth}.${secret}`;
}

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {}, child: () => silentLog };
