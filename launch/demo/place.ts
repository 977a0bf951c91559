import { planStations } from '../../gateway/areas/station-import.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import type { Area } from '../../protocol/api/areas.ts';
import type { Day } from '../../protocol/vietnam-time.ts';
import type { DemoDistrict } from './district.ts';

/** The former district's text: since 2025-07-01 there is no such level. */
const FORMER_DISTRICT = 'Hưng Nguyên';
const SYSTEM = { id: 'system' };

/** Puts province, communes, hamlets and stations (from the table itself) into the tree. */
export async function placeDistrict(
  gateway: Gateway,
  district: DemoDistrict,
  table: Uint8Array,
  validFrom: Day,
): Promise<void> {
  const { province, communes } = district;
  const usual = { validFrom, predecessors: [] };
  const areas: Area[] = [{ ...usual, id: province.id, kind: 'province', unit: 'tỉnh', name: province.name }];
  for (const { id, name, unit, hamlets } of communes) {
    const households = hamlets.reduce((total, hamlet) => total + hamlet.households, 0);
    const formerDistrict = FORMER_DISTRICT;
    areas.push({ ...usual, id, kind: 'commune', unit, name, parent: province.id, formerDistrict, households });
    for (const hamlet of hamlets) {
      const { nodes: _, ...place } = hamlet;
      areas.push({ ...usual, ...place, kind: 'hamlet', parent: id });
    }
  }
  await gateway.areas.save(SYSTEM, areas, 'area.import');
  const { result, stations } = planStations(
    table,
    gateway.tree,
    () => undefined,
    () => true,
  );
  const [error] = result.errors;
  if (error) throw new Error(`row ${error.row} of the table of communes: ${error.message}`);
  await gateway.stations.save(SYSTEM, stations, 'station.import');
}
