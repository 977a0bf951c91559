import { type Logger, pino } from 'pino';

export function createLog(name: string, level: string): Logger {
  return pino({ name, level, redact: ['credential', 'password', 'privateKey'] });
}
