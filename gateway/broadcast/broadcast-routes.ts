import type { App } from '../http/app.ts';
import type { Broadcast } from './broadcast.ts';
import { bulletinRoutes } from './bulletin-routes.ts';
import { emergencyPreparationRoutes } from './emergency-preparation-routes.ts';
import { emergencyRoutes } from './emergency-routes.ts';
import { planRoutes } from './plan-routes.ts';
import { programmeRoutes } from './programme-routes.ts';
import { runRoutes, type SecondPerson } from './run-routes.ts';

/** Everything about broadcasting under /api/v1. */
export function broadcastRoutes(api: App, broadcast: Broadcast, secondPerson: SecondPerson): void {
  bulletinRoutes(api, broadcast.bulletins, broadcast.scope);
  programmeRoutes(api, broadcast.programmes, broadcast.previews, broadcast.scope);
  emergencyRoutes(api, broadcast, broadcast.scope, secondPerson);
  emergencyPreparationRoutes(api, broadcast, broadcast.scope);
  runRoutes(api, broadcast, broadcast.scope, secondPerson);
}

/** What nodes fetch; at the root, since protocol/api/paths.ts gives whole paths. */
export function deviceRoutes(app: App, broadcast: Broadcast): void {
  planRoutes(app, broadcast.plans);
}
