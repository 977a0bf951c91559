import { z } from 'zod';
import { pageOf } from '../../protocol/api/common.ts';
import { deviceLogPath } from '../../protocol/api/paths.ts';
import {
  action,
  actionInput,
  actionQuery,
  deviceLogs,
  selfTestList,
  selfTestQuery,
  selfTestSettings,
  selfTestSettingsInput,
} from '../../protocol/api/remote.ts';
import { areaId, nodeId, ulid } from '../../protocol/messages/fields.ts';
import { credentialShown } from '../http/access.ts';
import { type App, personOf, requireScope, type Scope } from '../http/app.ts';
import type { Actions } from './actions.ts';
import { type DeviceLogs, LOG_LIMIT_BYTES } from './device-logs.ts';
import type { SelfTestSettings } from './self-test-settings.ts';
import type { SelfTests } from './self-tests.ts';

export interface RemoteRouteParts {
  readonly actions: Actions;
  readonly selfTests: SelfTests;
  readonly selfTestSettings: SelfTestSettings;
  readonly deviceLogs: DeviceLogs;
  readonly scope: Scope;
  /** Throws NotFoundError for a stranger. */
  readonly hamletOf: (node: string) => string;
}

const ofNode = z.object({ id: nodeId });
const ENGINEERS = ['technician', 'administrator'] as const;

/** What is asked of a device from afar, and what it found out about itself (registered below /api/v1). */
export function remoteRoutes(app: App, parts: RemoteRouteParts): void {
  const { actions, selfTests, selfTestSettings: settings, scope, hamletOf } = parts;

  app.post(
    '/nodes/:id/actions',
    {
      // Operators and hamlet heads set the volume; the rest of it asks for an engineer.
      config: { access: { who: 'roles', roles: [...ENGINEERS, 'operator', 'hamlet-head'] } },
      schema: { params: ofNode, body: actionInput, response: { 202: action } },
    },
    async (request, reply) => {
      const { id } = request.params;
      requireScope(scope, personOf(request), hamletOf(id));
      return reply.status(202).send(await actions.act(personOf(request), id, request.body));
    },
  );

  app.get(
    '/nodes/:id/actions',
    {
      config: { access: { who: 'signed-in' } },
      schema: { params: ofNode, querystring: actionQuery, response: { 200: pageOf(action) } },
    },
    async (request) => {
      const { id } = request.params;
      requireScope(scope, personOf(request), hamletOf(id));
      return actions.list(id, request.query);
    },
  );

  app.get(
    '/actions/:id',
    {
      config: { access: { who: 'signed-in' } },
      schema: { params: z.object({ id: ulid }), response: { 200: action } },
    },
    async (request) => {
      const found = await actions.get(request.params.id);
      requireScope(scope, personOf(request), hamletOf(found.node));
      return found;
    },
  );

  app.get(
    '/nodes/:id/self-tests',
    {
      config: { access: { who: 'signed-in' } },
      schema: { params: ofNode, querystring: selfTestQuery, response: { 200: selfTestList } },
    },
    async (request) => {
      const { id } = request.params;
      requireScope(scope, personOf(request), hamletOf(id));
      return selfTests.list(id, request.query.from, request.query.to);
    },
  );

  app.get(
    '/nodes/:id/log',
    {
      config: { access: { who: 'roles', roles: ENGINEERS } },
      schema: { params: ofNode, response: { 200: deviceLogs } },
    },
    async (request) => {
      const { id } = request.params;
      requireScope(scope, personOf(request), hamletOf(id));
      return { items: await parts.deviceLogs.list(id) };
    },
  );

  app.get(
    '/areas/:area/self-test',
    {
      config: { access: { who: 'signed-in' } },
      schema: { params: z.object({ area: areaId }), response: { 200: selfTestSettings } },
    },
    async (request) => {
      requireScope(scope, personOf(request), request.params.area);
      return settings.shownAt(request.params.area);
    },
  );

  app.put(
    '/areas/:area/self-test',
    {
      config: { access: { who: 'roles', roles: [...ENGINEERS, 'operator'] } },
      schema: {
        params: z.object({ area: areaId }),
        body: selfTestSettingsInput,
        response: { 200: selfTestSettings },
      },
    },
    async (request) => {
      requireScope(scope, personOf(request), request.params.area);
      return settings.set(personOf(request), request.params.area, request.body);
    },
  );
}

/** A node brings its lines (registered on the server itself: the path is part of the contract with devices). */
export function deviceLogRoutes(app: App, { deviceLogs: logs }: { deviceLogs: DeviceLogs }): void {
  app.post(
    deviceLogPath(':id'),
    {
      bodyLimit: LOG_LIMIT_BYTES,
      config: { access: { who: 'device' } },
      schema: { params: z.object({ id: ulid }), response: { 204: z.undefined() } },
    },
    async (request, reply) => {
      const { node } = credentialShown(request);
      const body: unknown = request.body;
      await logs.take(node, request.params.id, Buffer.isBuffer(body) ? body : new Uint8Array());
      return reply.status(204).send(undefined);
    },
  );
}
