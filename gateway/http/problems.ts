import { STATUS_CODES } from 'node:http';
import type { Problem } from '../../protocol/api/common.ts';
import { isDatabaseAway } from '../database/away.ts';
import { LoaXaError } from '../errors.ts';

/** What fastify and its plugins throw. */
interface FrameworkError {
  readonly statusCode?: number;
  readonly code?: string;
  readonly message?: string;
  readonly validation?: readonly { instancePath?: string; message?: string }[];
  readonly validationContext?: string;
}

/** RFC 9457 problem of anything thrown. What is not meant for the caller (stack, SQL, paths) never gets in. */
export function problemOf(error: unknown): Problem & Record<string, unknown> {
  if (error instanceof LoaXaError) {
    return { ...error.extra, ...head(error.status, error.code), detail: error.message };
  }
  const { statusCode, code, message, validation, validationContext } = (error ?? {}) as FrameworkError;
  if (validation) {
    return {
      ...head(400, 'invalid-input'),
      detail: `The ${validationContext ?? 'request'} is not of the form; see errors.`,
      errors: validation.slice(0, 50).map((issue) => ({
        path: (issue.instancePath ?? '').replace(/^\//, '').replaceAll('/', '.'),
        message: issue.message ?? 'is not of the form',
      })),
    };
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return { ...head(statusCode, wordFor(statusCode, code)), ...(message ? { detail: message } : {}) };
  }
  if (statusCode === 503) return { ...head(503, 'unavailable'), detail: 'The server is busy or stopping; try again.' };
  if (isDatabaseAway(error))
    return { ...head(503, 'unavailable'), detail: 'The database does not answer; try again in a moment.' };
  return { ...head(500, 'internal'), detail: 'The server made a mistake; its log says more.' };
}

function head(status: number, code: string): Pick<Problem, 'type' | 'title' | 'status' | 'code'> {
  return { type: `urn:loaxa:problem:${code}`, title: STATUS_CODES[status] ?? 'Error', status, code };
}

function wordFor(status: number, code: string | undefined): string {
  switch (status) {
    case 404:
      return 'not-found';
    case 405:
      return 'method-not-allowed';
    case 413:
      return 'too-large';
    case 415:
      return 'unsupported-media-type';
    case 429:
      return 'too-many-requests';
    default:
      return code
        ? code
            .replace(/^FST_(ERR_)?/, '')
            .toLowerCase()
            .replaceAll('_', '-')
        : 'bad-request';
  }
}
