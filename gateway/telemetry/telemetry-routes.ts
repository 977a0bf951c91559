import { z } from 'zod';
import { dataUse, telemetry, telemetryQuery } from '../../protocol/api/fleet.ts';
import { nodeId } from '../../protocol/messages/fields.ts';
import { TELEMETRY_FIELDS } from '../../protocol/telemetry.ts';
import { DAY_MS } from '../../protocol/units.ts';
import { InvalidInputError, NotFoundError } from '../errors.ts';
import { type App, personOf, requireScope, type Scope } from '../http/app.ts';
import type { Telemetry } from './telemetry.ts';

/** As presence: a year and a day is the most a page can show. */
const MAX_WINDOW_MS = 366 * DAY_MS;
const params = z.object({ id: nodeId });

export interface TelemetryRouteParts {
  readonly telemetry: Telemetry;
  readonly scope: Scope;
  /** Area a node lies in; undefined for an unknown node. */
  readonly areaOfNode: (node: string) => string | undefined;
}

/** Who may see a node may see what it measured and used. */
export function telemetryRoutes(app: App, parts: TelemetryRouteParts): void {
  const areaOf = (node: string) => {
    const area = parts.areaOfNode(node);
    if (area === undefined) throw new NotFoundError('no-node', `There is no node ${node}.`);
    return area;
  };

  app.get(
    '/nodes/:id/telemetry',
    {
      config: { access: { who: 'signed-in' } },
      schema: { params, querystring: telemetryQuery, response: { 200: telemetry } },
    },
    async (request) => {
      const { id } = request.params;
      requireScope(parts.scope, personOf(request), areaOf(id));
      const { fields = TELEMETRY_FIELDS, ...window } = request.query;
      if (window.to <= window.from || window.to - window.from > MAX_WINDOW_MS)
        throw new InvalidInputError('bad-window', '`from` must be before `to`, and at most 366 days apart (ms UTC).');
      return parts.telemetry.series(id, { ...window, fields });
    },
  );

  app.get(
    '/nodes/:id/data-use',
    { config: { access: { who: 'signed-in' } }, schema: { params, response: { 200: dataUse } } },
    async (request) => {
      const { id } = request.params;
      requireScope(parts.scope, personOf(request), areaOf(id));
      return parts.telemetry.usage.of(id);
    },
  );
}
