import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { StopProgress } from '../../protocol/api/emergency.ts';
import { STOP_PAGE_PATH } from '../../protocol/api/paths.ts';
import { ulid } from '../../protocol/messages/fields.ts';
import { MAY_CONFIRM } from '../../protocol/roles.ts';
import { type App, personOf, sessionOf } from '../http/app.ts';
import type { Broadcast } from './broadcast.ts';
import { EDITORS } from './item-query.ts';
import { STOP_STYLE, stopPage } from './stop-page.ts';

/** The answer comes at the latest so long after the press, with whoever has not confirmed by then. */
const WAIT_MS = 3_000;
const LOOK_MS = 200;

const access = { ...EDITORS, ownSession: true, formToken: true } as const;
const hidden = { hide: true } as object;
const STYLE_HASH = createHash('sha256').update(STOP_STYLE).digest('base64');
const POLICY = `default-src 'none';style-src 'sha256-${STYLE_HASH}';form-action 'self';base-uri 'none';frame-ancestors 'none'`;

/** `/dung`, below no prefix: for a broken bundle or an ancient browser (UX §3.8). */
export async function stopPageRoutes(app: App, broadcast: Broadcast): Promise<void> {
  await app.register(async (scoped) => {
    const page = scoped as unknown as App;
    page.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: 4_096 },
      async (_request: unknown, body: string | Buffer) => Object.fromEntries(new URLSearchParams(String(body))),
    );
    page.get(
      STOP_PAGE_PATH,
      { config: { access }, schema: { ...hidden, querystring: z.object({ lenh: ulid.optional() }) } },
      async (request, reply) => {
        const { lenh } = request.query;
        const progress = lenh && (await broadcast.stops.progress(personOf(request), lenh));
        return send(reply, pageFor(request, progress || undefined));
      },
    );
    page.post(
      STOP_PAGE_PATH,
      {
        config: { access },
        schema: {
          ...hidden,
          body: z.object({ csrf: z.string().optional(), emergencies: z.literal('1').optional() }).nullish(),
        },
      },
      async (request, reply) => {
        const person = personOf(request);
        const emergencies = request.body?.emergencies === '1';
        const { command } = await broadcast.stopSound(person, { why: STOP_PAGE_PATH, emergencies });
        const until = performance.now() + WAIT_MS;
        let progress = await broadcast.stops.progress(person, command);
        while (progress.open.some((node) => node.online) && performance.now() < until) {
          await sleep(LOOK_MS);
          progress = await broadcast.stops.progress(person, command);
        }
        return send(reply, pageFor(request, progress));
      },
    );
  });

  function pageFor(request: FastifyRequest, progress?: StopProgress) {
    const person = personOf(request);
    return stopPage({
      csrf: sessionOf(request).csrfToken,
      areaNames: person.areas.map((area) => broadcast.nameOfArea(area)),
      mayStopEmergencies: MAY_CONFIRM.includes(person.role),
      progress,
    });
  }
}

function send(reply: FastifyReply, page: string): FastifyReply {
  return reply.header('content-security-policy', POLICY).type('text/html; charset=utf-8').send(page);
}
