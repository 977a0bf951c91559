import { z } from 'zod';
import { CREDENTIAL_CONFIRM_PATH, CREDENTIAL_PATH } from '../../protocol/api/paths.ts';
import { credentialInput, nextCredential } from '../../protocol/api/rotation.ts';
import { nodeId } from '../../protocol/messages/fields.ts';
import { credentialShown } from '../http/access.ts';
import { type App, personOf, requireScope } from '../http/app.ts';
import { sha256Of } from '../keys/secrets.ts';
import type { Nodes } from './nodes.ts';
import type { AreaLookup } from './roster.ts';
import type { Rotations } from './rotations.ts';

/** Somebody tells a node to change its credential (registered below /api/v1). */
export function rotateRoutes(app: App, parts: { nodes: Nodes; areas: AreaLookup; rotations: Rotations }): void {
  app.post(
    '/nodes/:id/rotate',
    {
      config: { access: { who: 'roles', roles: ['administrator', 'technician'] } },
      schema: { params: z.object({ id: nodeId }), response: { 202: z.undefined() } },
    },
    async (request, reply) => {
      const { id } = request.params;
      requireScope(parts.areas, personOf(request), parts.nodes.known(id).hamlet);
      await parts.rotations.order(personOf(request), [id]);
      return reply.status(202).send(undefined);
    },
  );
}

/** The node does it (registered on the server itself: the paths are part of the contract with devices). */
export function credentialRoutes(app: App, { rotations }: { rotations: Rotations }): void {
  const access = { who: 'device' } as const;

  app.post(
    CREDENTIAL_PATH,
    { config: { access }, schema: { body: credentialInput, response: { 201: nextCredential } } },
    async (request, reply) => {
      const { node, credential } = credentialShown(request);
      reply.header('cache-control', 'no-store');
      return reply.status(201).send(await rotations.issue(node, sha256Of(credential), request.body));
    },
  );

  app.post(
    CREDENTIAL_CONFIRM_PATH,
    { config: { access }, schema: { response: { 204: z.undefined() } } },
    async (request, reply) => {
      const { node, credential } = credentialShown(request);
      await rotations.confirm(node, sha256Of(credential));
      return reply.status(204).send(undefined);
    },
  );
}
