// pure
import type { Area } from '../../../protocol/api/areas.ts';

/** What a form asks of the tree. */
export interface Places {
  get(id: string): Area | undefined;
  /** Hamlets that exist in a commune at the end of the window. */
  hamletsOf(commune: string): number;
}

/** «xã Hưng Lĩnh»; a name that says its unit is not told twice. */
export function placeName(area: Pick<Area, 'unit' | 'name'> | undefined, id = ''): string {
  if (!area) return id;
  const isSaid = area.unit === undefined || area.name.toLowerCase().startsWith(area.unit.toLowerCase());
  return isSaid ? area.name : `${area.unit} ${area.name}`;
}
