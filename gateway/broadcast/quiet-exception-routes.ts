import { z } from 'zod';
import { approveInput, programme, waitingException } from '../../protocol/api/broadcast.ts';
import { type App, personOf } from '../http/app.ts';
import { itemParams } from './item-query.ts';
import type { Programmes } from './programmes.ts';
import { CONFIRMING } from './quiet-exception.ts';

/** Asking comes with the programme; here two others answer. */
export function quietExceptionRoutes(api: App, programmes: Programmes): void {
  api.get(
    '/exceptions',
    {
      config: { access: { who: 'roles', roles: CONFIRMING } },
      schema: { response: { 200: z.object({ items: z.array(waitingException) }) } },
    },
    async (request) => ({ items: await programmes.exceptions.waiting(personOf(request)) }),
  );

  api.post(
    '/programmes/:id/exception/confirm',
    {
      config: { access: { who: 'roles', roles: CONFIRMING, unlocked: true } },
      schema: { params: itemParams, body: approveInput, response: { 200: programme } },
    },
    async (request) => {
      const { params, body } = request;
      return programmes.asProgramme(
        await programmes.exceptions.confirm(personOf(request), params.id, body?.contentHash),
      );
    },
  );
}
