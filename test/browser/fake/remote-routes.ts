import type { FastifyInstance, FastifyRequest } from 'fastify';
import { node, nodePatch } from '../../../protocol/api/areas.ts';
import { pageOf } from '../../../protocol/api/common.ts';
import {
  action,
  actionInput,
  deviceLogs,
  selfTestList,
  selfTestSettings,
  selfTestSettingsInput,
} from '../../../protocol/api/remote.ts';
import type { Person } from './people-world.ts';
import { Refusal } from './refusal.ts';
import type { World } from './world.ts';

const ENGINEERS = ['technician', 'administrator'];

/** What is asked of a device from afar, and what it found out, as protocol/api/remote.ts says it. */
export function remoteRoutes(app: FastifyInstance, world: World, known: (request: FastifyRequest) => Person): void {
  const api = '/api/v1';
  const { remote, places } = world;
  const id = (request: FastifyRequest) => decodeURIComponent((request.params as { id: string }).id);
  const nodeOf = (request: FastifyRequest) => {
    const found = places.nodes.find((one) => one.id === id(request));
    if (!found) throw new Refusal(404, 'no-such-node');
    return found;
  };

  app.patch(`${api}/nodes/:id`, async (request) => {
    if (!ENGINEERS.includes(known(request).role)) throw new Refusal(403, 'role');
    const { loudest } = nodePatch.pick({ loudest: true }).parse(request.body);
    const one = nodeOf(request);
    if (loudest === null) delete one.loudest;
    else if (loudest !== undefined) one.loudest = loudest;
    return node.parse(one);
  });
  app.post(`${api}/nodes/:id/actions`, async (request, reply) => {
    const person = known(request);
    const input = actionInput.parse(request.body);
    if (input.type !== 'volume' && !ENGINEERS.includes(person.role)) throw new Refusal(403, 'may-not-command');
    return reply.code(202).send(action.parse(remote.ask(nodeOf(request), person, input)));
  });
  app.get(`${api}/nodes/:id/actions`, async (request) => {
    known(request);
    const items = remote.actionsOf(id(request));
    const limit = Number((request.query as { limit?: string }).limit ?? 50);
    return pageOf(action).parse({ items: items.slice(0, limit), total: items.length });
  });
  app.get(`${api}/nodes/:id/self-tests`, async (request) => {
    known(request);
    const { from, to } = request.query as { from: string; to: string };
    const node = nodeOf(request);
    const items = remote.testsOf(node, Number(from), Number(to));
    const [last] = items;
    return selfTestList.parse({ items, ...(last && { last }), overdue: false });
  });
  app.get(`${api}/nodes/:id/log`, async (request) => {
    if (!ENGINEERS.includes(known(request).role)) throw new Refusal(403, 'role');
    return deviceLogs.parse({ items: remote.logsOf(id(request)) });
  });
  app.get(`${api}/areas/:id/self-test`, async (request) => {
    known(request);
    return selfTestSettings.parse(remote.settingsOf(id(request)));
  });
  app.put(`${api}/areas/:id/self-test`, async (request) => {
    if (![...ENGINEERS, 'operator'].includes(known(request).role)) throw new Refusal(403, 'role');
    const input = selfTestSettingsInput.parse(request.body);
    if (input.version !== remote.settingsOf(id(request)).version) throw new Refusal(409, 'settings-changed');
    return selfTestSettings.parse(remote.set({ area: id(request), ...input }));
  });
}
