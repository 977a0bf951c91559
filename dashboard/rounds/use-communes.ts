import { vietnameseCollator } from '../../protocol/vietnamese.ts';
import { areaTitle } from '../components/area-title.ts';
import { useArea, useAreas } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import type { Place } from './SideTable.tsx';

/** Names of the communes that an account sees: one list for all of them, never one request a row. */
export function useCommunes(): { places: Place[]; nameOf: (id: string) => string } {
  const home = useArea(useMe().account.areas[0]);
  const province = home.data?.kind === 'province';
  const communes = useAreas({ parent: home.data?.id, kind: 'commune' }, province);
  const found = province ? (communes.data?.items ?? []) : home.data ? [home.data] : [];
  const places = found
    .filter(({ kind }) => kind === 'commune')
    .map((area) => ({ id: area.id, name: areaTitle(area) }))
    .sort((a, b) => vietnameseCollator.compare(a.name, b.name));
  const names = new Map(places.map(({ id, name }) => [id, name]));
  return { places, nameOf: (id) => names.get(id) ?? id };
}
