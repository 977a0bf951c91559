import { z } from 'zod';
import { NotFoundError } from '../errors.ts';
import type { App } from '../http/app.ts';
import type { PlanMaker } from './plan-maker.ts';

const params = z.object({ file: z.string().regex(/^[0-9a-f]{64}\.json$/, 'is not the name of a plan') });

/** A node's own plan, under /api/v1 (protocol/api/paths.ts planPath): named by its content, so the pointer's hash proves it. */
export function planRoutes(api: App, plans: PlanMaker): void {
  api.get(
    '/device/plans/:file',
    { config: { access: { who: 'device' } }, schema: { params } },
    async (request, reply) => {
      const sha256 = request.params.file.slice(0, 64);
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
