import { z } from 'zod';
import { nodePhotos, nodePhotosInput } from '../../protocol/api/node-photos.ts';
import { nodeId } from '../../protocol/messages/fields.ts';
import { type App, personOf } from '../http/app.ts';
import type { NodePhotos } from './node-photos.ts';

const params = z.object({ id: nodeId });

/** Photos of how a node hangs (registered below /api/v1); the files themselves go through `/attachments`. */
export function nodePhotoRoutes(app: App, { photosOfNodes }: { readonly photosOfNodes: NodePhotos }): void {
  app.get(
    '/nodes/:id/photos',
    { config: { access: { who: 'signed-in' } }, schema: { params, response: { 200: nodePhotos } } },
    async (request) => ({ items: await photosOfNodes.of(personOf(request), request.params.id) }),
  );

  app.post(
    '/nodes/:id/photos',
    {
      config: { access: { who: 'roles', roles: ['technician', 'administrator'] } },
      schema: { params, body: nodePhotosInput, response: { 200: nodePhotos } },
    },
    async (request) => ({ items: await photosOfNodes.add(personOf(request), request.params.id, request.body) }),
  );
}
