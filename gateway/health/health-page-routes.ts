import { deadMan, deadManInput, health as healthBody } from '../../protocol/api/health.ts';
import type { Clock } from '../clock.ts';
import { type App, personOf } from '../http/app.ts';
import type { DeadMan } from './dead-man.ts';
import type { Health } from './health.ts';
import { type WatchedParts, watchGaps } from './watched.ts';

export interface HealthPageParts {
  readonly health: Health;
  readonly deadMan: DeadMan;
  readonly clock: Clock;
  readonly watch: Pick<WatchedParts, 'periods'>;
}

export function healthPageRoutes(app: App, { health, deadMan: man, clock, watch }: HealthPageParts): void {
  app.get(
    '/health',
    {
      config: { access: { who: 'roles', roles: ['technician', 'administrator'] } },
      schema: { response: { 200: healthBody } },
    },
    async () => {
      const gaps = await watchGaps({ clock, periods: (from, to) => watch.periods(from, to) });
      return { at: clock.now(), checks: health.list(), deadMan: man.state, ...gaps };
    },
  );
  app.put(
    '/health/dead-man',
    {
      config: { access: { who: 'roles', roles: ['administrator'] } },
      schema: { body: deadManInput, response: { 200: deadMan } },
    },
    async (request) => {
      await man.set(personOf(request), request.body);
      return man.state;
    },
  );
}
