import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { rule, trend } from '../../../protocol/api/coverage.ts';
import { evidenceFile, receiptView } from '../../../protocol/api/evidence.ts';
import { inspection } from '../../../protocol/api/inspections.ts';
import { addendum, exclusion, period } from '../../../protocol/api/periods.ts';
import { dossier, dossierInput } from '../../../protocol/api/reports.ts';
import { dayOf } from '../../../protocol/vietnam-time.ts';
import type { Person } from './people-world.ts';
import { Refusal } from './refusal.ts';
import { inspectionsOf, trendOf } from './verdict-records.ts';
import { RULES, ruleOf } from './verdict-world.ts';
import type { World } from './world.ts';

const EXPORTERS = ['appraiser', 'approver', 'administrator'];
const items = <T extends z.ZodType>(of: T) => z.object({ items: z.array(of) });

/** Rules, periods, what was excluded and inspected, the way to the evidence, and dossiers. */
export function verdictRoutes(app: FastifyInstance, world: World, known: (request: FastifyRequest) => Person): void {
  const api = '/api/v1';
  const { verdict, evidence, dossiers } = world;
  const query = (request: FastifyRequest) => request.query as Record<string, string | undefined>;
  const parameter = (request: FastifyRequest, name: string) =>
    decodeURIComponent((request.params as Record<string, string>)[name] ?? '');
  const within = (request: FastifyRequest, area: string): string => {
    if (!world.founding.tree.isWithin(area, known(request).areas)) throw new Refusal(403, 'out-of-scope');
    return area;
  };
  const must = <T>(found: T | undefined, code: string): T => {
    if (found === undefined) throw new Refusal(404, code);
    return found;
  };

  /**
   * Rules, periods and records of An Hòa: served only in a test that lets the commune come to be, and then in place of what another
   * file serves at the same address.
   */
  const answers = new Map<string, (request: FastifyRequest) => Promise<unknown>>();
  const inAnHoa = (path: string, answer: (request: FastifyRequest) => Promise<unknown>) => {
    const url = `${api}${path}`;
    if (verdict.places.length === 0) return;
    answers.set(url, answer);
    if (!app.hasRoute({ method: 'GET', url })) app.get(url, answer);
  };
  app.addHook('preHandler', async (request, reply) => {
    const answer = request.method === 'GET' ? answers.get(request.routeOptions.url ?? '') : undefined;
    if (answer) return reply.send(await answer(request));
  });

  inAnHoa('/rules', async (request) => {
    known(request);
    return items(rule).parse({ items: RULES });
  });
  inAnHoa('/periods', async (request) => {
    known(request);
    return items(period).parse({ items: verdict.periods });
  });
  inAnHoa('/periods/:id/addenda', async (request) => {
    known(request);
    must(verdict.period(parameter(request, 'id')), 'no-such-period');
    return items(addendum).parse({ items: verdict.addenda });
  });
  inAnHoa('/exclusions', async (request) => {
    const { area = '', from = '', to = '' } = query(request);
    within(request, area);
    const found = verdict.exclusions.filter(
      (one) =>
        one.from <= to &&
        one.to >= from &&
        one.areas.some(({ id }) => world.within(area, id) || world.within(id, area)),
    );
    return items(exclusion).parse({ items: found });
  });
  inAnHoa('/inspections', async (request) => {
    const { area = '', from = '', to = '' } = query(request);
    within(request, area);
    const place = verdict.place(area);
    const found = place ? inspectionsOf(place, verdict.commune) : [];
    return items(inspection).parse({
      items: found.filter((one) => dayOf(one.at) >= from && dayOf(one.at) <= to),
    });
  });
  inAnHoa('/hand-log', async (request) => {
    within(request, query(request).area ?? '');
    return { items: [] };
  });
  app.get(`${api}/coverage/:id/trend`, async (request) => {
    const area = within(request, parameter(request, 'id'));
    const hamlets = verdict.places.filter(({ hamlet }) => world.within(hamlet.id, area));
    return trend.parse(trendOf(hamlets, ruleOf(query(request).rule)));
  });

  app.get(`${api}/receipts/:position`, async (request) => {
    known(request);
    return receiptView.parse(must(evidence.receipt(Number(parameter(request, 'position'))), 'no-such-receipt'));
  });
  app.get(`${api}/evidence/:position`, async (request) => {
    known(request);
    return evidenceFile.parse(must(evidence.file(Number(parameter(request, 'position'))), 'no-such-evidence'));
  });

  app.get(`${api}/dossiers`, async (request) => {
    const area = within(request, query(request).area ?? '');
    return items(dossier).parse({ items: dossiers.list(area) });
  });
  app.post(`${api}/dossiers`, async (request, reply) => {
    const person = known(request);
    if (!EXPORTERS.includes(person.role)) throw new Refusal(403, 'role');
    const input = dossierInput.parse(request.body);
    within(request, input.area);
    const data = world.coverage.coverage(input.area, { rule: input.rule, period: input.period });
    const name = world.founding.tree.get(input.area)?.name ?? '';
    return reply.code(202).send(dossier.parse(dossiers.make(input, data, name, person.name, world.now())));
  });
  app.get(`${api}/dossiers/:id/files/:name`, async (request, reply) => {
    known(request);
    const name = parameter(request, 'name');
    const file = must(dossiers.file(parameter(request, 'id'), name), 'no-such-file');
    return reply
      .header('content-disposition', `attachment; filename="${name}"`)
      .type('application/octet-stream')
      .send(file);
  });
}
