import { z } from 'zod';
import { presencePeriod } from '../../protocol/api/areas.ts';
import { nodeId } from '../../protocol/messages/fields.ts';
import { DAY_MS } from '../../protocol/units.ts';
import { InvalidInputError, NotFoundError } from '../errors.ts';
import { type App, personOf, requireScope, type Scope } from '../http/app.ts';
import { type Span, withMaintenance } from './periods.ts';
import type { Presence } from './presence.ts';

/** A year and a day in one answer is the most a page can show. */
const MAX_WINDOW_MS = 366 * DAY_MS;

export interface PresenceRouteParts {
  readonly presence: Presence;
  readonly scope: Scope;
  /** Area a node lies in; undefined for an unknown node. */
  readonly areaOfNode: (node: string) => string | undefined;
  /** Maintenance windows that held the node. */
  readonly maintainedOf?: (node: string, from: number, to: number) => Promise<readonly Span[]>;
}

export function registerPresenceRoutes(app: App, parts: PresenceRouteParts): void {
  app.get(
    '/nodes/:id/presence',
    {
      config: { access: { who: 'signed-in' } },
      schema: {
        params: z.object({ id: nodeId }),
        querystring: z.object({ from: z.coerce.number().int().min(0), to: z.coerce.number().int().min(0) }),
        response: { 200: z.object({ periods: z.array(presencePeriod) }) },
      },
    },
    async (request) => {
      const { id } = request.params;
      const area = parts.areaOfNode(id);
      if (area === undefined) throw new NotFoundError('no-such-node', `There is no node ${id}.`);
      requireScope(parts.scope, personOf(request), area);
      const { from, to } = request.query;
      if (to <= from || to - from > MAX_WINDOW_MS)
        throw new InvalidInputError('bad-window', '`from` must be before `to`, and at most 366 days apart (ms UTC).');
      const periods = await parts.presence.periods(id, from, to);
      return { periods: withMaintenance(periods, (await parts.maintainedOf?.(id, from, to)) ?? []) };
    },
  );
}
