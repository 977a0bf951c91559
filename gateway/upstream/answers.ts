// pure
import { LoaXaError } from '../errors.ts';
import type { Message, Problem } from './dialect/messages.ts';
import { WrongMessage } from './dialect/translate.ts';

const BY_CODE: Readonly<Record<string, Problem>> = {
  'quiet-hours': 'quiet-hours',
  unsupported: 'unsupported',
  'no-node': 'no-node',
};
const BY_STATUS: Readonly<Record<number, Problem>> = {
  400: 'invalid',
  401: 'not-signed-in',
  403: 'forbidden',
  404: 'not-found',
  409: 'conflict',
  413: 'invalid',
  422: 'invalid',
  429: 'too-many',
  503: 'unavailable',
};

export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly answer: Message<'answer'>;
}

/** What is said of an error; undefined for one of our own making, of which nobody outside learns more than that it happened. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof WrongMessage)
    return { status: 400, code: 'invalid-message', answer: { problem: 'invalid', message: error.message } };
  if (!(error instanceof LoaXaError)) return undefined;
  const { status, code, message, extra } = error;
  const problem = BY_CODE[code] ?? BY_STATUS[status] ?? 'internal';
  const { nextAllowedAt } = extra;
  return {
    ...{ status, code },
    answer: { problem, message, ...(typeof nextAllowedAt === 'number' ? { nextAllowedAt } : {}) },
  };
}
