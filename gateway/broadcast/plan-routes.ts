import { z } from 'zod';
import { planPath } from '../../protocol/api/paths.ts';
import { sha256 } from '../../protocol/messages/fields.ts';
import { NotFoundError } from '../errors.ts';
import type { App } from '../http/app.ts';
import type { PlanMaker } from './plan-maker.ts';

const params = z.object({ sha256 });

/** A node's own plan, registered at the root: named by its content, so the pointer's hash proves it. */
export function planRoutes(app: App, plans: PlanMaker): void {
  app.get(
    planPath(':sha256'),
    { config: { access: { who: 'device' } }, schema: { params } },
    async (request, reply) => {
      const { sha256 } = request.params;
      const body = request.device === undefined ? undefined : await plans.fetch(request.device, sha256);
      if (body === undefined)
        throw new NotFoundError('no-such-plan', 'This is not your plan; ask for the newest pointer.');
      const etag = `"${sha256}"`;
      reply.headers({ etag, 'cache-control': 'private, no-cache' });
      if (request.headers['if-none-match']?.includes(etag)) return reply.code(304).send();
      // The very bytes that were hashed: nothing may serialise them anew.
      return reply.type('application/json; charset=utf-8').send(Buffer.from(body, 'utf8'));
    },
  );
}
