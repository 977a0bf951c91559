import { z } from 'zod';
import { bulletin } from '../../protocol/api/broadcast.ts';
import { replaceRecordingAnswer, replaceRecordingInput, usage } from '../../protocol/api/library.ts';
import { sha256 } from '../../protocol/messages/fields.ts';
import { type App, personOf } from '../http/app.ts';
import type { Bulletins } from './bulletins.ts';
import { EDITORS, itemParams } from './item-query.ts';
import type { Library } from './library.ts';

/** `force` takes a bulletin out although programmes say it: they wait for approval without it. */
const discardQuery = z.object({ force: z.enum(['true', 'false']).default('false') });

/** Where bulletins and recordings are used, and how they are taken out or exchanged. */
export function libraryRoutes(api: App, library: Library, bulletins: Bulletins): void {
  api.get(
    '/bulletins/:id/usage',
    { config: { access: { who: 'signed-in' } }, schema: { params: itemParams, response: { 200: usage } } },
    async (request) => library.usage(personOf(request), request.params.id),
  );

  api.delete(
    '/bulletins/:id',
    {
      config: { access: EDITORS },
      schema: { params: itemParams, querystring: discardQuery, response: { 200: bulletin } },
    },
    async (request) => {
      const force = request.query.force === 'true';
      return bulletins.asBulletin(await library.discard(personOf(request), request.params.id, force));
    },
  );

  api.post(
    '/recordings/:sha256/replace',
    {
      config: { access: EDITORS },
      schema: {
        params: z.object({ sha256 }),
        body: replaceRecordingInput,
        response: { 200: replaceRecordingAnswer },
      },
    },
    async (request) => library.replaceRecording(personOf(request), request.params.sha256, request.body.by),
  );
}
