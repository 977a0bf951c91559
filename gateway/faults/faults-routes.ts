import { z } from 'zod';
import { pageOf } from '../../protocol/api/common.ts';
import { type Fault, fault, faultQuery, type Incident, incident, incidentQuery } from '../../protocol/api/faults.ts';
import { type CaseState, SEVERITY_OF } from '../../protocol/faults.ts';
import { ALARMS_PATH, brokerAlarms } from '../../protocol/roster.ts';
import { type App, type Person, personOf, requireScope, type Scope } from '../http/app.ts';
import type { Faults } from './faults.ts';
import type { ShownFault } from './faults-store.ts';
import { type Incident as HeldCause, isCommon } from './incident.ts';

export interface FaultRouteParts {
  readonly faults: Faults;
  readonly scope: Scope;
  /** Every area that is one of these or lies within one. */
  readonly placesIn: (areas: readonly string[]) => string[];
  /** How a node is called and where it hangs; undefined for an unknown one. */
  readonly describe: (node: string) => NodePlace | undefined;
  readonly areaName: (area: string) => string | undefined;
  /** The cases opened for causes. */
  readonly casesOf: (incidents: readonly string[]) => Promise<CasesOf>;
}

type CasesOf = ReadonlyMap<string, { readonly id: string; readonly state: CaseState }>;

export interface NodePlace {
  readonly code: string;
  readonly hamlet: string;
  readonly hamletName: string;
  readonly communeName?: string;
}

const MOST_CODES = 50;

export function registerFaultRoutes(app: App, parts: FaultRouteParts): void {
  app.get(
    '/faults',
    {
      config: { access: { who: 'signed-in' } },
      schema: { querystring: faultQuery, response: { 200: pageOf(fault) } },
    },
    async (request) => {
      const { area, node, kind, open, cursor, limit } = request.query;
      const { rows, total } = await parts.faults.page({
        ...reachOf(parts, personOf(request), area),
        ...{ open: open === 'true', node, kind, after: cursor, limit: limit + 1 },
      });
      const cases = await parts.casesOf(rows.flatMap((row) => row.incident ?? []));
      return firstOf(rows, limit, total, (row) => named(parts, row, cases));
    },
  );

  app.get(
    '/incidents',
    {
      config: { access: { who: 'signed-in' } },
      schema: { querystring: incidentQuery, response: { 200: pageOf(incident) } },
    },
    async (request) => {
      const { area, open, cursor, limit } = request.query;
      const { incidents, total } = await parts.faults.incidents({
        ...reachOf(parts, personOf(request), area),
        ...{ open: open === 'true', after: cursor, limit: limit + 1 },
      });
      const cases = await parts.casesOf(incidents.map(({ id }) => id));
      return firstOf(incidents, limit, total, (held) => told(parts, held, cases));
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

/** What belongs to no place (a stranger at the door, the installation itself) is the administrator's. */
function reachOf({ scope, placesIn }: FaultRouteParts, person: Person, area: string | undefined) {
  if (area !== undefined) requireScope(scope, person, area);
  return {
    places: placesIn(area === undefined ? person.areas : [area]),
    placeless: area === undefined && person.role === 'administrator',
  };
}

/** One more was read than is shown: whether there are more. */
function firstOf<Row extends { readonly id: string }, Item>(
  rows: readonly Row[],
  limit: number,
  total: number,
  shown: (row: Row) => Item,
) {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { items: page.map(shown), total, ...(last && rows.length > limit ? { next: last.id } : {}) };
}

function named({ describe, areaName }: FaultRouteParts, row: ShownFault, cases: CasesOf): Fault {
  const about = row.node === undefined ? undefined : describe(row.node);
  const { id, kind, node, since, detectedAt, until, count, flaps, detail, incident: held, incidentKind } = row;
  const behind =
    held !== undefined && incidentKind !== undefined && isCommon({ kind: incidentKind }) ? held : undefined;
  return {
    ...{ id, kind, severity: SEVERITY_OF[kind], node, since, detectedAt, until, count, flaps, detail },
    ...(about
      ? { nodeCode: about.code, hamlet: about.hamlet, hamletName: about.hamletName, communeName: about.communeName }
      : { communeName: row.area === undefined ? undefined : areaName(row.area) }),
    ...{ incident: behind, maintenance: row.maintenance },
    ...caseOf(cases, held),
  };
}

function told({ describe, areaName }: FaultRouteParts, held: HeldCause, cases: CasesOf): Incident {
  const { id, kind, cause, name, area, since, until, nodes } = held;
  const places = nodes.flatMap((node) => describe(node) ?? []);
  return {
    ...{ id, kind, cause, severity: SEVERITY_OF[cause], name, area, since, until, nodes: nodes.length },
    areaName: area === undefined ? undefined : areaName(area),
    hamlets: new Set(places.map(({ hamlet }) => hamlet)).size,
    codes: places
      .map(({ code }) => code)
      .sort()
      .slice(0, MOST_CODES),
    ...caseOf(cases, id),
  };
}

function caseOf(cases: CasesOf, incident: string | undefined): Pick<Fault, 'case' | 'caseState'> {
  const found = incident === undefined ? undefined : cases.get(incident);
  return found ? { case: found.id, caseState: found.state } : {};
}
