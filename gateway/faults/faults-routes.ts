import { z } from 'zod';
import { pageOf } from '../../protocol/api/common.ts';
import { fault, faultQuery } from '../../protocol/api/faults.ts';
import { SEVERITY_OF } from '../../protocol/faults.ts';
import { ALARMS_PATH, brokerAlarms } from '../../protocol/roster.ts';
import { type App, personOf, requireScope, type Scope } from '../http/app.ts';
import type { Faults } from './faults.ts';
import type { FaultRow } from './faults-store.ts';

export interface FaultRouteParts {
  readonly faults: Faults;
  readonly scope: Scope;
  /** How a node is called and where it hangs; undefined for an unknown one. */
  readonly describe: (node: string) => { code: string; hamlet: string; hamletName: string } | undefined;
}

/** The newest of this many are looked through for what the caller may see. */
const MAX_ROWS = 20_000;

export function registerFaultRoutes(app: App, parts: FaultRouteParts): void {
  app.get(
    '/faults',
    {
      config: { access: { who: 'signed-in' } },
      schema: { querystring: faultQuery, response: { 200: pageOf(fault) } },
    },
    async (request) => {
      const person = personOf(request);
      const { area, node, open, cursor, limit } = request.query;
      if (area !== undefined) requireScope(parts.scope, person, area);
      const rows = await parts.faults.list({ open: open === 'true', node, limit: MAX_ROWS });
      const within = area === undefined ? person.areas : [area];
      const visible = rows.filter((row) => maySee(parts, row, within, person.role === 'administrator' && !area));
      const start = cursor === undefined ? 0 : visible.findIndex((row) => row.id === cursor) + 1;
      const page = visible.slice(start, start + limit);
      const last = page[page.length - 1];
      return {
        items: page.map((row) => named(parts, row)),
        total: visible.length,
        ...(last && start + limit < visible.length ? { next: last.id } : {}),
      };
    },
  );
}

/** Outside `/api/v1`: only the broker calls it. */
export function registerAlarmRoute(app: App, faults: Faults): void {
  app.post(
    ALARMS_PATH,
    {
      config: { access: { who: 'broker' } },
      schema: { body: brokerAlarms, response: { 204: z.null() } },
    },
    async (request, reply) => {
      faults.brokerAlarms(request.body.alarms);
      return reply.code(204).send(null);
    },
  );
}

/** What belongs to no node (a stranger at the door) is the administrator's. */
function maySee(parts: FaultRouteParts, row: FaultRow, areas: readonly string[], seesStrangers: boolean): boolean {
  const place = row.node === undefined ? row.area : parts.describe(row.node)?.hamlet;
  return place ? parts.scope.isWithin(place, areas) : seesStrangers;
}

function named(parts: FaultRouteParts, row: FaultRow): z.infer<typeof fault> {
  const about = row.node === undefined ? undefined : parts.describe(row.node);
  return {
    id: row.id,
    kind: row.kind,
    severity: SEVERITY_OF[row.kind],
    detectedAt: row.since,
    flaps: 0,
    node: row.node,
    nodeCode: about?.code,
    hamletName: about?.hamletName,
    since: row.since,
    until: row.until,
    count: row.count,
    detail: row.detail,
  };
}
