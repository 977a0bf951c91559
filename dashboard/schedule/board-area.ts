import { useAreas } from '../data/queries.ts';
import { useAreaChoice } from '../frame/area-choice.ts';

/** A board shows one commune at a time: a province's account begins with its first one. */
export function useBoardArea() {
  const { area, home, kind, choose } = useAreaChoice();
  const province = area === undefined && kind === 'province';
  const communes = useAreas({ parent: home, kind: 'commune', limit: 1 }, province);
  return {
    area: area ?? (province ? communes.data?.items[0]?.id : home),
    choose,
    mustChoose: province || (area !== undefined && kind === 'commune'),
  };
}
