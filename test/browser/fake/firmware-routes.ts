import type { FastifyInstance, FastifyRequest } from 'fastify';
import { pageOf } from '../../../protocol/api/common.ts';
import {
  firmware,
  firmwareList,
  type RolloutDetail,
  rollout,
  rolloutDetail,
  rolloutInput,
  rolloutStep,
} from '../../../protocol/api/firmware.ts';
import type { Person } from './people-world.ts';
import { Refusal } from './refusal.ts';
import type { World } from './world.ts';

/** Firmware and roll-outs as protocol/api/firmware.ts says them. */
export function firmwareRoutes(app: FastifyInstance, world: World, known: (request: FastifyRequest) => Person): void {
  const api = '/api/v1';
  const reader = (request: FastifyRequest) => {
    const person = known(request);
    if (!['technician', 'administrator'].includes(person.role)) throw new Refusal(403, 'role');
    return person;
  };
  const changer = (request: FastifyRequest) => {
    const person = reader(request);
    if (person.role !== 'administrator') throw new Refusal(403, 'role');
    return person;
  };
  const rolloutOf = (request: FastifyRequest): RolloutDetail => {
    const { id } = request.params as { id: string };
    const found = world.firmware.rollouts.find((one) => one.id === id);
    if (!found) throw new Refusal(404, 'no-such-rollout');
    return found;
  };

  app.get(`${api}/firmwares`, async (request) => {
    reader(request);
    const { items, keys, fleet } = world.firmware;
    return firmwareList.parse({ items, keys, fleet });
  });
  app.post(`${api}/firmwares`, async (request, reply) => {
    changer(request);
    let manifest = '';
    for await (const part of request.parts()) {
      if (part.type !== 'file') continue;
      const text = (await part.toBuffer()).toString('utf8');
      if (part.fieldname === 'manifest') manifest = text;
    }
    if (!manifest.includes('signed')) throw new Refusal(422, 'firmware-not-signed');
    const [first] = world.firmware.items;
    if (!first) throw new Refusal(422, 'firmware-not-signed');
    const made = { ...first, sha256: 'c'.repeat(64), version: '1.5.0', releaseCounter: 15, uploadedAt: world.now() };
    world.firmware.items = [made, ...world.firmware.items];
    return reply.code(201).send(firmware.parse(made));
  });
  app.get(`${api}/rollouts`, async (request) => {
    reader(request);
    const items = world.firmware.rollouts;
    return pageOf(rollout).parse({ items, total: items.length });
  });
  app.get(`${api}/rollouts/:id`, async (request) => {
    reader(request);
    return rolloutDetail.parse(rolloutOf(request));
  });
  app.post(`${api}/rollouts`, async (request, reply) => {
    const { name: createdByName } = changer(request);
    const { key, firmware: sha256, area, stages, pauseMinutes } = rolloutInput.parse(request.body);
    if (world.firmware.rollouts.some(({ state }) => state !== 'done' && state !== 'aborted'))
      throw new Refusal(409, 'rollout-open');
    const at = world.now();
    const made: RolloutDetail = {
      ...{
        id: key,
        firmware: sha256,
        name: world.firmware.nameOf(sha256),
        area,
        areaName: 'Nghệ An',
        state: 'running',
      },
      ...{ stateAt: at, createdAt: at, createdByName, stage: 0, pauseMinutes, nodes: 100, failures: [] },
      stages: stages.map((share) => ({ share, nodes: share, counts: { waiting: share }, away: 0, held: 0 })),
    };
    world.firmware.rollouts = [made, ...world.firmware.rollouts];
    return reply.code(201).send(rolloutDetail.parse(made));
  });
  app.post(`${api}/rollouts/:id/steps`, async (request) => {
    changer(request);
    const found = rolloutOf(request);
    const { kind } = rolloutStep.parse(request.body);
    const next = { pause: 'paused', resume: 'running', abort: 'aborted' } as const;
    Object.assign(found, { state: next[kind], stateAt: world.now() });
    return rolloutDetail.parse(found);
  });
}
