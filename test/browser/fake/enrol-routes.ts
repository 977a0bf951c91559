import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  enrolmentConfirm,
  enrolmentConfirmed,
  enrolmentQuestion,
  labelOrder,
  madeLabels,
  openLabel,
  waitingDevice,
} from '../../../protocol/api/enrolment.ts';
import { groupedClaimCode, plainClaimCode } from '../../../protocol/claim-code.ts';
import { labelText } from '../../../protocol/label.ts';
import type { Person } from './people-world.ts';
import { seededNode, seededSha256, seededUlid } from './random.ts';
import { Refusal } from './refusal.ts';
import type { World } from './world.ts';

/** The codes a test may type: one good, the others each refused for a reason of its own. */
export const GOOD_CODE = 'K7QM2WXD9RTA5HJP';
export const REFUSED_CODES: Readonly<Record<string, string>> = {
  '0000000000000001': 'used-code',
  '0000000000000002': 'expired-code',
  '0000000000000003': 'foreign-code',
  '0000000000000004': 'withdrawn-code',
};

/** Labels of the second commune, one of whose devices is calling; it is let in some seconds after its place is confirmed. */
export function enrolRoutes(app: FastifyInstance, world: World, known: (request: FastifyRequest) => Person): void {
  const api = '/api/v1';
  const commune = world.places.communes[1];
  const about = { area: commune?.id ?? '', areaName: commune?.name ?? '' };
  const lastCall = () => world.now() - 2_000;
  const device = (name: string, otherCalls = 0) => ({
    name,
    firmware: '1.4.2',
    since: world.now() - 240_000,
    lastCallAt: lastCall(),
    otherCalls,
  });
  const labels = [8, 7, 2].map((days, index) => ({
    id: seededUlid('label', index),
    ...about,
    createdAt: world.now() - days * 86_400_000,
    createdByName: 'Phạm Anh Tuấn',
    expiresAt: world.now() + (30 - days) * 86_400_000,
    ...(index === 0 ? { device: device('LX-8F2H') } : {}),
    ...(index === 1 ? { device: device('LX-3KQ0', 2) } : {}),
  }));
  let node: string | undefined;
  let takenAt = 0;

  app.get(`${api}/labels`, async (request) => {
    known(request);
    return z.object({ items: z.array(openLabel) }).parse({ items: labels });
  });
  app.post(`${api}/labels`, async (request, reply) => {
    known(request);
    const { count, days } = labelOrder.parse(request.body);
    const made = Array.from({ length: count }, (_, index) => {
      const plain = seededUlid('code', index).slice(1, 17);
      const origin = 'https://loaxa.nghean.gov.vn';
      const text = labelText({ origin, code: plain, rootFingerprint: seededSha256('root') });
      return { id: seededUlid('made', index), code: groupedClaimCode(plain), text };
    });
    const answer = { areaName: about.areaName, expiresAt: world.now() + days * 86_400_000, labels: made };
    return reply.code(201).send(madeLabels.parse(answer));
  });
  app.delete(`${api}/labels/:id`, async (request, reply) => {
    known(request);
    const { id } = request.params as { id: string };
    labels.splice(
      labels.findIndex((label) => label.id === id),
      1,
    );
    return reply.code(204).send();
  });
  app.get(`${api}/enrolments`, async (request) => {
    known(request);
    const items = labels.flatMap(({ id, device, area, areaName }) =>
      device ? [{ ...device, lastCallAt: lastCall(), label: id, area, areaName }] : [],
    );
    return z.object({ items: z.array(waitingDevice) }).parse({ items });
  });
  app.post(`${api}/enrolments/look-up`, async (request) => {
    known(request);
    open(enrolmentQuestion.parse(request.body).code);
    return openLabel.parse({ ...labels[0], ...(node === undefined ? {} : { node }) });
  });
  app.post(`${api}/enrolments/confirm`, async (request, reply) => {
    known(request);
    const { code, node: wanted } = enrolmentConfirm.parse(request.body);
    open(code);
    const [twin] = world.places.nodes.filter(
      (one) => 'code' in wanted && one.commune === about.area && one.code === wanted.code,
    );
    if (twin) throw new Refusal(409, 'code-taken');
    if ('hamlet' in wanted) {
      node = seededNode('enrolled', wanted.code);
      const hamlet = world.places.hamlets.find((one) => one.id === wanted.hamlet);
      world.places.nodes.push({
        ...wanted,
        id: node,
        hamletName: `Xóm ${hamlet?.name}`,
        commune: about.area,
        communeName: about.areaName,
        enrolled: true,
        presence: 'online',
        lastSeenAt: world.now(),
      });
    } else node = wanted.id;
    takenAt = world.now() + 2_500;
    const nodeCode = world.places.nodes.find((one) => one.id === node)?.code;
    return reply.code(201).send(enrolmentConfirmed.parse({ node, nodeCode, device: device('LX-8F2H') }));
  });

  function open(typed: string): void {
    const code = plainClaimCode(typed);
    const why = REFUSED_CODES[code] ?? (code === GOOD_CODE ? undefined : 'unknown-code');
    if (why) throw new Refusal(403, why);
    if (node !== undefined && world.now() > takenAt) throw new Refusal(403, 'used-code');
  }
}
