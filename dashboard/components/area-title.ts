import type { Area } from '../../protocol/api/areas.ts';

/** «Xã Hưng Lĩnh», «Thôn Đông»: the unit before the name, unless the name already says it. */
export function areaTitle(area: Pick<Area, 'unit' | 'name'>): string {
  const { unit, name } = area;
  if (!unit || name.toLowerCase().startsWith(unit.toLowerCase())) return name;
  return `${unit.charAt(0).toUpperCase()}${unit.slice(1)} ${name}`;
}
