import { z } from 'zod';
import { campaign, campaignDetail, campaignInput, inboxItem } from '../../protocol/api/campaigns.ts';
import { pageOf, pageQuery } from '../../protocol/api/common.ts';
import { type App, personOf } from '../http/app.ts';
import type { Campaigns } from './campaigns.ts';
import type { Inbox } from './inbox.ts';
import { EDITORS, itemParams, onePage } from './item-query.ts';
import { readCursor } from './newest-first.ts';

const cancelInput = z.object({ reason: z.string().trim().min(1).max(200).optional() }).nullish();

export function campaignRoutes(api: App, campaigns: Campaigns, inbox: Inbox): void {
  api.get(
    '/campaigns',
    {
      config: { access: { who: 'signed-in' } },
      schema: { querystring: pageQuery, response: { 200: pageOf(campaign) } },
    },
    async (request) => {
      const { cursor, limit } = request.query;
      const asked = { limit: limit + 1, after: readCursor(cursor) };
      const { items, total } = await campaigns.list(personOf(request), asked);
      const { page, ...next } = onePage(items, limit);
      return { items: await campaigns.asCampaigns(page), total, ...next };
    },
  );

  api.get(
    '/campaigns/:id',
    { config: { access: { who: 'signed-in' } }, schema: { params: itemParams, response: { 200: campaignDetail } } },
    async (request) => campaigns.detail(personOf(request), request.params.id),
  );

  api.post(
    '/campaigns',
    { config: { access: EDITORS }, schema: { body: campaignInput, response: { 201: campaign } } },
    async (request, reply) => reply.code(201).send(await campaigns.create(personOf(request), request.body)),
  );

  api.delete(
    '/campaigns/:id',
    { config: { access: EDITORS }, schema: { params: itemParams, body: cancelInput, response: { 200: campaign } } },
    async (request) => campaigns.cancel(personOf(request), request.params.id, request.body?.reason),
  );

  api.get(
    '/inbox',
    {
      config: { access: { who: 'signed-in' } },
      schema: { response: { 200: z.object({ items: z.array(inboxItem) }) } },
    },
    async (request) => ({ items: await inbox.list(personOf(request)) }),
  );
}
