import { importResult } from '../../protocol/api/areas.ts';
import { type App, personOf } from '../http/app.ts';
import { answerImport, importQuery, tableOf } from '../http/upload.ts';
import { planAreas } from './area-import.ts';
import { requireProvince } from './area-routes.ts';
import { type Areas, newAreaId } from './areas.ts';
import { planStations } from './station-import.ts';
import type { Stations } from './stations.ts';

const options = {
  config: { access: { who: 'roles', roles: ['administrator'] } },
  bodyLimit: 16 * 1024 * 1024,
  schema: { querystring: importQuery, response: { 200: importResult } },
} as const;

/** Tables of areas and of stations: planned first, and written only when every row is right. */
export function areaImportRoutes(app: App, { areas, stations }: { areas: Areas; stations: Stations }): void {
  const { tree } = areas;

  app.post('/imports/areas', options, async (request) => {
    const person = personOf(request);
    const everyProvince = tree.children().every((province) => person.areas.includes(province.id));
    const fresh = new Set<string>();
    const plan = planAreas(await tableOf(request), tree, newAreaId, (area, known) => {
      const above = known ? area.id : area.parent;
      const mine = above === undefined ? everyProvince : fresh.has(above) || tree.isWithin(above, person.areas);
      if (mine && !known) fresh.add(area.id);
      return mine;
    });
    for (const area of plan.areas) {
      if (area.floorDecision !== undefined && area.floorDecision !== tree.get(area.id)?.floorDecision)
        requireProvince(tree, person, area.parent);
    }
    const dryRun = request.query['dry-run'] === 'true';
    if (!dryRun) await areas.save(person, plan.areas, 'area.import');
    return answerImport(plan.result, dryRun);
  });

  app.post('/imports/stations', options, async (request) => {
    const person = personOf(request);
    const plan = planStations(
      await tableOf(request),
      tree,
      (area) => stations.get(area),
      (area) => tree.isWithin(area, person.areas),
    );
    const dryRun = request.query['dry-run'] === 'true';
    if (!dryRun) await stations.save(person, plan.stations, 'station.import');
    return answerImport(plan.result, dryRun);
  });
}
