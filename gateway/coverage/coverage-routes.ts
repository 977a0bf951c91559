import { z } from 'zod';
import { day } from '../../protocol/api/common.ts';
import {
  coverage as coverageAnswer,
  hamletCoverage,
  overview as overviewAnswer,
  rule,
  trend,
} from '../../protocol/api/coverage.ts';
import { areaId, ulid } from '../../protocol/messages/fields.ts';
import { DAY_MS } from '../../protocol/units.ts';
import { isRealDay, startOfDay } from '../../protocol/vietnam-time.ts';
import { InvalidInputError } from '../errors.ts';
import { type App, type Person, personOf, requireScope, type Scope } from '../http/app.ts';
import type { Coverage } from './coverage.ts';
import type { Overview } from './overview.ts';

export interface CoverageRouteParts {
  readonly coverage: Coverage;
  readonly overview: Overview;
  readonly scope: Scope;
}

const LONGEST_DAYS = 731;
const signedIn = { access: { who: 'signed-in' } } as const;
const realDay = day.refine(isRealDay, 'is not a day of the calendar');
const window = z
  .object({
    rule: z.string().max(64).optional(),
    from: realDay.optional(),
    to: realDay.optional(),
    /** Its days instead of `from` and `to`, and its frozen answer when it is closed. */
    period: ulid.optional(),
  })
  .refine(
    ({ from, to }) => !from || !to || startOfDay(to) - startOfDay(from) < LONGEST_DAYS * DAY_MS,
    `a window has at most ${LONGEST_DAYS} days`,
  );

export function coverageRoutes(app: App, { coverage, overview, scope }: CoverageRouteParts): void {
  app.get(
    '/rules',
    { config: signedIn, schema: { response: { 200: z.object({ items: z.array(rule) }) } } },
    async () => ({ items: [...coverage.rules()] }),
  );

  app.get(
    '/coverage',
    {
      config: signedIn,
      schema: { querystring: window.safeExtend({ area: areaId.optional() }), response: { 200: coverageAnswer } },
    },
    async (request) => coverage.of(areaFor(personOf(request), scope, request.query.area), request.query),
  );

  app.get(
    '/coverage/:hamlet',
    {
      config: signedIn,
      schema: { params: z.object({ hamlet: areaId }), querystring: window, response: { 200: hamletCoverage } },
    },
    async (request) => {
      requireScope(scope, personOf(request), request.params.hamlet);
      return coverage.ofHamlet(request.params.hamlet, request.query);
    },
  );

  app.get(
    '/coverage/:area/trend',
    {
      config: signedIn,
      schema: {
        params: z.object({ area: areaId }),
        querystring: z.object({
          rule: z.string().max(64).optional(),
          months: z.coerce.number().int().min(1).max(36).optional(),
        }),
        response: { 200: trend },
      },
    },
    async (request) => {
      requireScope(scope, personOf(request), request.params.area);
      return coverage.trend(request.params.area, request.query);
    },
  );

  app.get(
    '/overview',
    {
      config: signedIn,
      schema: { querystring: z.object({ area: areaId.optional() }), response: { 200: overviewAnswer } },
    },
    async (request) => overview.of(areaFor(personOf(request), scope, request.query.area)),
  );
}

/** The area asked for, within the account's; its first area when none is. */
function areaFor(person: Person, scope: Scope, asked: string | undefined): string {
  const area = asked ?? person.areas[0];
  if (area === undefined)
    throw new InvalidInputError('no-area', 'This account has no area yet: name one, or ask an administrator.');
  requireScope(scope, person, area);
  return area;
}
