import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type NodePhoto, nodePhotos, nodePhotosInput } from '../../../protocol/api/node-photos.ts';
import type { Person } from './people-world.ts';
import { Refusal } from './refusal.ts';
import type { World } from './world.ts';

/** Photos of how nodes hang; the files themselves are the inspections' own route. */
export function photoRoutes(app: FastifyInstance, world: World, known: (request: FastifyRequest) => Person): void {
  const path = '/api/v1/nodes/:id/photos';
  const kept = new Map<string, NodePhoto[]>();
  const keys = new Set<string>();
  const nodeOf = (request: FastifyRequest) => {
    const { id } = request.params as { id: string };
    if (!world.places.nodes.some((one) => one.id === id)) throw new Refusal(404, 'not-found');
    return id;
  };
  const answer = (node: string) => nodePhotos.parse({ items: kept.get(node) ?? [] });

  app.get(path, async (request) => {
    known(request);
    return answer(nodeOf(request));
  });
  app.post(path, async (request) => {
    const { name: byName } = known(request);
    const node = nodeOf(request);
    const { key, photos } = nodePhotosInput.parse(request.body);
    const missing = photos.find((sha256) => !world.inspections.files.has(sha256));
    if (missing !== undefined) throw new Refusal(422, 'attachment-missing');
    if (!keys.has(key)) {
      keys.add(key);
      const set = photos.map((sha256) => ({ sha256, at: world.now(), byName }));
      kept.set(node, [...set, ...(kept.get(node) ?? [])]);
    }
    return answer(node);
  });
}
