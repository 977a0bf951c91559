import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { InvalidInputError } from '../../../gateway/errors.ts';
import {
  area,
  areaInput,
  areaPatch,
  importResult,
  node,
  presencePeriod,
  station,
} from '../../../protocol/api/areas.ts';
import { run, runInput, runSummary } from '../../../protocol/api/broadcast.ts';
import { pageOf } from '../../../protocol/api/common.ts';
import { coverage, hamletCoverage, overview } from '../../../protocol/api/coverage.ts';
import { claim } from '../../../protocol/api/enrolment.ts';
import { fault } from '../../../protocol/api/faults.ts';
import type { FeedMessage } from '../../../protocol/api/feed.ts';
import { confirmation } from '../../../protocol/api/people.ts';
import { foldForSearch, sortKey } from '../../../protocol/vietnamese.ts';
import { bulkRoutes } from './bulk-routes.ts';
import { caseRoutes } from './case-routes.ts';
import { emergencyRoutes } from './emergency-routes.ts';
import { enrolRoutes } from './enrol-routes.ts';
import { evidenceRoutes } from './evidence-routes.ts';
import { firmwareRoutes } from './firmware-routes.ts';
import { fleetRoutes } from './fleet-routes.ts';
import { inspectionRoutes } from './inspection-routes.ts';
import { libraryRoutes } from './library-routes.ts';
import { listeningRoutes } from './listening-routes.ts';
import { liveRoutes } from './live-routes.ts';
import { notifyRoutes } from './notify-routes.ts';
import { peopleRoutes } from './people-routes.ts';
import type { Person, Session } from './people-world.ts';
import { photoRoutes } from './photo-routes.ts';
import { presenceOf } from './presence-world.ts';
import { Refusal } from './refusal.ts';
import { relayRoutes } from './relay-routes.ts';
import { remoteRoutes } from './remote-routes.ts';
import { reportRoutes } from './report-routes.ts';
import { rulesRoutes } from './rules-routes.ts';
import { scheduleRoutes } from './schedule-routes.ts';
import { settingsRoutes } from './settings-routes.ts';
import { sourceRoutes } from './source-routes.ts';
import { speechRoutes } from './speech-routes.ts';
import { verdictRoutes } from './verdict-routes.ts';
import type { World } from './world.ts';

export interface Door {
  sessionOf(request: FastifyRequest): Session | undefined;
  signIn(reply: FastifyReply, cookie: string): void;
  signOut(reply: FastifyReply): void;
  say(message: FeedMessage): void;
}

type Query = Record<string, string | undefined>;

/** Every route checks its own answer with the contract's schema: the fake cannot drift from the protocol. */
export function routes(app: FastifyInstance, world: World, door: Door): void {
  const api = '/api/v1';
  const known = (request: FastifyRequest): Person => {
    const session = door.sessionOf(request);
    if (session?.step !== 'done') throw new Refusal(401, 'not-signed-in');
    if (request.method !== 'GET' && request.headers['x-csrf-token'] !== 'fake-token') throw new Refusal(403, 'csrf');
    return session.person;
  };
  const query = (request: FastifyRequest) => request.query as Query;
  const id = (request: FastifyRequest) => decodeURIComponent((request.params as { id: string }).id);
  const scope = (request: FastifyRequest, account: Person) => {
    const [own] = account.areas;
    if (own === undefined) throw new Refusal(404, 'no-area');
    return within(query(request).area ?? own, account);
  };
  /** As the gateway's requireScope. */
  const within = (area: string, account: Person) => {
    if (founding.tree.get(area) && !founding.tree.isWithin(area, account.areas)) throw new Refusal(403, 'out-of-scope');
    return area;
  };
  const founding = world.founding;
  const administrator = (request: FastifyRequest): Person => {
    const account = known(request);
    if (account.role !== 'administrator') throw new Refusal(403, 'role');
    return account;
  };
  const { places, broadcast } = world;

  app.setErrorHandler((error, _request, reply) => {
    const problem =
      error instanceof Refusal
        ? error.problem
        : error instanceof InvalidInputError
          ? new Refusal(422, error.code).problem
          : { type: 'about:blank', title: String(error), status: 500, code: 'internal', detail: String(error) };
    return reply.code(problem.status).type('application/problem+json').send(problem);
  });

  peopleRoutes(app, world, door);

  app.get(`${api}/overview`, async (request) => overview.parse(world.overview(scope(request, known(request)))));
  app.get(`${api}/areas`, async (request) => {
    const person = known(request);
    const { parent, kind, search = '', limit = '50' } = query(request);
    const found = founding
      .seenBy(person.areas)
      .filter(
        (one) =>
          (!parent || one.parent === parent) &&
          (!kind || one.kind === kind) &&
          foldForSearch(one.name).includes(foldForSearch(search)),
      )
      .sort((a, b) => (sortKey(a.name) < sortKey(b.name) ? -1 : 1));
    return pageOf(area).parse({ items: found.slice(0, Number(limit)), total: found.length });
  });
  app.get(`${api}/areas/:id`, async (request) => {
    known(request);
    return area.parse(must(founding.tree.get(id(request))));
  });

  app.patch(`${api}/areas/:id`, async (request) => {
    administrator(request);
    const { outline } = areaPatch.parse(request.body);
    return area.parse(Object.assign(must(founding.tree.get(id(request))), { outline: outline ?? undefined }));
  });
  app.post(`${api}/areas`, async (request, reply) => {
    const made = founding.create(areaInput.parse(request.body), administrator(request).areas);
    return reply.code(201).send(area.parse(made));
  });
  app.addContentTypeParser('text/csv', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  for (const table of ['areas', 'nodes', 'stations'] as const)
    app.post(`${api}/imports/${table}`, async (request) => {
      const person = administrator(request);
      return importResult.parse(
        founding.take(table, request.body as Buffer, person.areas, query(request)['dry-run'] === 'true'),
      );
    });
  app.get(`${api}/stations`, async (request) => {
    const items = founding.stationsSeenBy(known(request).areas);
    return pageOf(station).parse({ items: items.slice(0, Number(query(request).limit ?? 50)), total: items.length });
  });

  app.get(`${api}/nodes/:id`, async (request) => {
    known(request);
    return node.parse(must(places.nodes.find((one) => one.id === id(request))));
  });
  enrolRoutes(app, world, known);
  app.post(`${api}/nodes/:id/claim`, async (request, reply) => {
    known(request);
    const answer = { node: id(request), code: 'K7QM-2WXD-9RTA', expiresAt: world.now() + 24 * 3_600_000 };
    return reply.code(201).send(claim.parse(answer));
  });
  app.post(`${api}/nodes/:id/rotate`, (_request, reply) => reply.status(202).send());
  app.post(`${api}/nodes/:id/revoke`, async (request) => {
    known(request);
    const one = must(places.nodes.find((other) => other.id === id(request)));
    return node.parse(Object.assign(one, { enrolled: false }));
  });
  app.get(`${api}/nodes/:id/presence`, async (request) => {
    known(request);
    const { from, to } = query(request);
    const one = must(places.nodes.find((other) => other.id === id(request)));
    return z
      .object({ periods: z.array(presencePeriod) })
      .parse({ periods: presenceOf(one, Number(from), Math.min(Number(to), world.now())) });
  });

  libraryRoutes(app, world, known);
  speechRoutes(app, world, known);

  scheduleRoutes(app, world, known, scope);

  app.get(`${api}/runs`, async (request) => {
    const where = scope(request, known(request));
    const { from = '0', to = String(world.now()) } = query(request);
    const items = broadcast.runs(Number(from), Number(to), where);
    return pageOf(runSummary).parse({ items, total: items.length });
  });
  app.get(`${api}/runs/:id`, async (request) => {
    known(request);
    return run.parse(must(world.evidence.run(id(request)) ?? broadcast.run(id(request))));
  });
  app.post(`${api}/runs`, async (request, reply) => {
    const person = known(request);
    const input = runInput.parse(request.body);
    const what = must(broadcast.bulletins.find((one) => one.id === input.bulletin));
    const areas = input.targets.flatMap((target) => ('area' in target ? [target.area] : []));
    const communes = places.communes.filter((one) => areas.some((area) => founding.tree.isWithin(one.id, [area])));
    if (what.class === 'emergency' && communes.length > 1) {
      const nodes = places.nodes.filter((one) => communes.some(({ id }) => id === one.commune)).length;
      const names = communes.map(({ name }) => name);
      return reply.code(202).send(confirmation.parse(world.people.ask(person, what.title, names, nodes)));
    }
    const started = broadcast.playNow(what.title, what.durationMs, areas);
    door.say({ type: 'run', at: world.now(), id: started.id, state: 'on-air' });
    return run.parse(started);
  });
  emergencyRoutes(app, world, door, known);
  liveRoutes(app, world, door, known);
  evidenceRoutes(app);
  settingsRoutes(app, world, known);
  relayRoutes(app, world, known);
  sourceRoutes(app, world, known);
  remoteRoutes(app, world, known);
  firmwareRoutes(app, world, known);
  notifyRoutes(app, world, known);
  inspectionRoutes(app, world, known, scope);
  photoRoutes(app, world, known);
  caseRoutes(app, world, known, scope);

  app.get(`${api}/coverage`, async (request) =>
    coverage.parse(world.coverage.coverage(scope(request, known(request)), query(request))),
  );
  app.get(`${api}/coverage/:id`, async (request) => {
    const hamlet = within(id(request), known(request));
    return hamletCoverage.parse(must(world.verdict.hamlet(hamlet, query(request)) ?? world.coverage.hamlet(hamlet)));
  });
  app.get(`${api}/faults`, async (request) => {
    const where = scope(request, known(request));
    const about = places.nodes.find((other) => other.id === query(request).node);
    const open = [...world.faults, ...world.cases.faults];
    const items = (about ? world.fleet.faultsOf(about, open) : open).filter((one) =>
      world.within(one.hamlet ?? places.nodes.find((other) => other.id === one.node)?.hamlet ?? '', where),
    );
    return pageOf(fault).parse({ items, total: items.length });
  });
  // What another file serves already is left to it.
  listeningRoutes(app, world, known);
  rulesRoutes(app, world, known);
  reportRoutes(app, world, known);
  // Last: it takes the place of what others serve where a test is about a verdict.
  verdictRoutes(app, world, known);
  fleetRoutes(app, world, known, scope);
  bulkRoutes(app, world, known, scope);
}

function must<T>(found: T | undefined): T {
  if (found === undefined) throw new Refusal(404, 'not-found');
  return found;
}
