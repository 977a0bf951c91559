import type { Area, AreaPatch } from '../../protocol/api/areas.ts';
import { useChange } from '../data/changes.ts';
import { paths } from '../data/paths.ts';

export const useChangeOutline = (area: string) =>
  useChange(
    (client, outline: AreaPatch['outline']) => client.send<Area>('PATCH', paths.area(area), { outline }),
    [paths.area(area)],
  );
