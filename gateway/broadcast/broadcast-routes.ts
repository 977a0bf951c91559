import type { App } from '../http/app.ts';
import { approvalRoutes } from './approval-routes.ts';
import type { Broadcast } from './broadcast.ts';
import { bulletinRoutes } from './bulletin-routes.ts';
import { calendarRoutes } from './calendar-routes.ts';
import { conflictRoutes } from './conflict-routes.ts';
import { deputyRoutes } from './deputy-routes.ts';
import { emergencyPreparationRoutes } from './emergency-preparation-routes.ts';
import { emergencyRoutes } from './emergency-routes.ts';
import { formDraftRoutes } from './form-draft-routes.ts';
import { libraryRoutes } from './library-routes.ts';
import { planRoutes } from './plan-routes.ts';
import { programmeChangeRoutes } from './programme-change-routes.ts';
import { programmeRoutes } from './programme-routes.ts';
import { quietExceptionRoutes } from './quiet-exception-routes.ts';
import { runRoutes, type SecondPerson } from './run-routes.ts';
import { silenceRoutes } from './silence-routes.ts';
import { timetableRoutes } from './timetable-routes.ts';

/** Everything about broadcasting under /api/v1. */
export function broadcastRoutes(api: App, broadcast: Broadcast, secondPerson: SecondPerson): void {
  bulletinRoutes(api, broadcast);
  libraryRoutes(api, broadcast.library, broadcast.bulletins);
  approvalRoutes(api, broadcast);
  deputyRoutes(api, broadcast.deputies);
  calendarRoutes(api, broadcast.calendarFiles, broadcast.weekCopies);
  programmeChangeRoutes(api, broadcast.programmes, broadcast.scope);
  silenceRoutes(api, broadcast.silences, broadcast.scope);
  conflictRoutes(api, broadcast.programmes, broadcast.scope);
  formDraftRoutes(api, broadcast.formDrafts);
  quietExceptionRoutes(api, broadcast.programmes);
  programmeRoutes(api, broadcast.programmes, broadcast.previews, broadcast.scope);
  emergencyRoutes(api, broadcast, broadcast.scope, secondPerson);
  emergencyPreparationRoutes(api, broadcast, broadcast.scope);
  runRoutes(api, broadcast, broadcast.scope, secondPerson);
  timetableRoutes(api, broadcast.registered, broadcast.scope);
}

/** What nodes fetch; at the root, since protocol/api/paths.ts gives whole paths. */
export function deviceRoutes(app: App, broadcast: Broadcast): void {
  planRoutes(app, broadcast.plans);
}
