import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ImportResult } from '../../protocol/api/areas.ts';
import { InvalidInputError, RuleError } from '../errors.ts';
import type { App } from './app.ts';

const TABLE_LIMIT_BYTES = 16 * 1024 * 1024;
const MAX_ERRORS = 200;

export const importQuery = z.object({ 'dry-run': z.enum(['true', 'false']).default('false') });

/** Lets routes of this server take a table as the body itself. */
export function acceptTables(app: App): void {
  app.addContentTypeParser(
    ['text/csv', 'text/tab-separated-values', 'text/plain'],
    { parseAs: 'buffer', bodyLimit: TABLE_LIMIT_BYTES },
    (_request, body, done) => done(null, body),
  );
}

/** The bytes of a table sent as the body (text/csv) or as the file of a form. */
export async function tableOf(request: FastifyRequest): Promise<Uint8Array> {
  if (Buffer.isBuffer(request.body)) return request.body;
  try {
    const file = request.isMultipart() ? await request.file({ limits: { fileSize: TABLE_LIMIT_BYTES } }) : undefined;
    if (!file) throw new InvalidInputError('no-table', 'Send the table as text/csv or as a file in a form.');
    return await file.toBuffer();
  } catch (error) {
    throw formProblem(error);
  }
}

/** What the parser of forms throws at one that is cut off or is none: a bare Error, without a code to know it by. */
export function formProblem(error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== 'Error' || 'code' in error) return error;
  const message = 'The form cannot be read: it was cut off, or is not multipart/form-data. Send it again.';
  return new InvalidInputError('broken-form', message, {}, error);
}

/** A dry run tells everything; an import with wrong rows is refused as a whole, with the rows. */
export function answerImport(result: ImportResult, dryRun: boolean): ImportResult {
  const shown = { ...result, errors: result.errors.slice(0, MAX_ERRORS) };
  if (dryRun || result.errors.length === 0) return shown;
  const wrong = new Set(result.errors.map((error) => error.row)).size;
  throw new RuleError('import-refused', `${wrong} of ${result.rows} rows cannot be taken; nothing was imported.`, {
    rows: result.rows,
    imported: 0,
    errors: shown.errors.map((error) => ({
      ...error,
      path: `row ${error.row}${error.column ? ` ${error.column}` : ''}`,
    })),
  });
}
