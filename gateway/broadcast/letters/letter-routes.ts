import type { FastifyRequest } from 'fastify';
import { letter } from '../../../protocol/api/library.ts';
import type { Clock } from '../../clock.ts';
import { InvalidInputError, TooManyRequestsError } from '../../errors.ts';
import { type App, personOf } from '../../http/app.ts';
import { PerMinute } from '../../http/per-minute.ts';
import { formProblem } from '../../http/upload.ts';
import { EDITORS } from '../item-query.ts';
import { LARGEST_LETTER_BYTES, type Letters } from './letters.ts';
import { LetterRefusedError } from './refusal.ts';

const LETTERS_A_MINUTE = 10;

export function letterRoutes(api: App, letters: Letters, clock: Clock): void {
  const limit = new PerMinute(clock, LETTERS_A_MINUTE);

  api.post(
    '/letters',
    {
      config: { access: EDITORS },
      schema: { consumes: ['multipart/form-data'], response: { 200: letter } },
    },
    async (request) => {
      const retryAfterMs = limit.attempt(personOf(request).id);
      if (retryAfterMs > 0)
        throw new TooManyRequestsError('too-many-letters', 'Too many letters in one minute; wait a little.', {
          retryAfterMs,
        });
      const { file, filename } = await readForm(request);
      return letters.read(file, filename);
    },
  );
}

async function readForm(request: FastifyRequest): Promise<{ file: Buffer; filename: string }> {
  if (!request.isMultipart())
    throw new InvalidInputError('not-multipart', 'Send multipart/form-data with a field "file".');
  try {
    const part = await request.file({ limits: { fileSize: LARGEST_LETTER_BYTES, files: 1, fields: 4, parts: 5 } });
    if (part?.fieldname !== 'file') throw new InvalidInputError('no-file', 'Send the letter in the field "file".');
    return { file: await part.toBuffer(), filename: part.filename };
  } catch (error) {
    const isTooLarge = (error as { code?: unknown }).code === 'FST_REQ_FILE_TOO_LARGE';
    throw isTooLarge ? new LetterRefusedError('letter-too-large') : formProblem(error);
  }
}
