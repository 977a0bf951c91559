import { useQueries } from '@tanstack/react-query';
import type { Area } from '../../protocol/api/areas.ts';
import type { Page } from '../../protocol/api/common.ts';
import { paths } from '../data/paths.ts';

/** How many hamlets the chosen areas hold: asked level by level, a few requests for what a person chose by hand. Undefined while not known. */
export function useHamletsIn(areas: readonly string[]): number | undefined {
  const chosen = useQueries({ queries: areas.map((id) => ({ queryKey: [paths.area(id), {}] })) });
  const kinds = chosen.map(({ data }) => data as Area | undefined); // the answer of that path
  const provinces = kinds.filter((one) => one?.kind === 'province').map((one) => one?.id ?? '');
  const inProvinces = useQueries({ queries: provinces.map((parent) => listBelow(parent, 'commune')) });
  const communes = [
    ...kinds.filter((one) => one?.kind === 'commune').map((one) => one?.id ?? ''),
    ...inProvinces.flatMap(({ data }) => (data as Page<Area> | undefined)?.items.map(({ id }) => id) ?? []),
  ];
  const inCommunes = useQueries({ queries: communes.map((parent) => listBelow(parent, 'hamlet')) });
  const waiting =
    kinds.some((one) => one === undefined) || [...inProvinces, ...inCommunes].some(({ data }) => data === undefined);
  if (waiting) return undefined;
  const below = inCommunes.reduce((sum, { data }) => sum + ((data as Page<Area> | undefined)?.total ?? 0), 0);
  return below + kinds.filter((one) => one?.kind === 'hamlet').length;
}

function listBelow(parent: string, kind: Area['kind']) {
  return { queryKey: [paths.areas, { limit: 500, parent, kind }] };
}
