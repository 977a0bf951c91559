import { z } from 'zod';
import { formDraftAnswer, formDraftInput, formDraftKept } from '../../protocol/api/drafts.ts';
import { ulid } from '../../protocol/messages/fields.ts';
import { type App, personOf } from '../http/app.ts';
import type { FormDrafts } from './form-drafts.ts';
import { EDITORS } from './item-query.ts';

const params = z.object({ of: z.union([z.literal('new'), ulid]) });

/** One's own forms, begun and not sent. */
export function formDraftRoutes(api: App, drafts: FormDrafts): void {
  api.get(
    '/drafts/:of',
    { config: { access: EDITORS }, schema: { params, response: { 200: formDraftAnswer } } },
    async (request) => {
      const found = await drafts.get(personOf(request), request.params.of);
      if (!found) return {};
      const { version, changedAt, body } = found;
      return { draft: { version, changedAt, form: JSON.parse(body) } };
    },
  );

  api.put(
    '/drafts/:of',
    { config: { access: EDITORS }, schema: { params, body: formDraftInput, response: { 200: formDraftKept } } },
    async (request) => {
      const { form, seen } = request.body;
      const { version, changedAt } = await drafts.put(personOf(request), request.params.of, JSON.stringify(form), seen);
      return { version, changedAt };
    },
  );

  api.delete(
    '/drafts/:of',
    { config: { access: EDITORS }, schema: { params, response: { 204: z.null() } } },
    async (request, reply) => {
      await drafts.drop(personOf(request), request.params.of);
      return reply.code(204).send(null);
    },
  );
}
