import type { Area } from '../protocol/api/areas.ts';
import type { AreaTree } from './areas/area-tree.ts';
import type { Places } from './notify/message-of.ts';

/** How places are called in messages, and which page a message leads to. */
export function placesOf(tree: AreaTree, publicUrl: string): Places {
  return {
    placeOf: (id) => {
      const area = tree.get(id);
      if (!area) return undefined;
      const commune = area.kind === 'hamlet' && area.parent !== undefined ? tree.get(area.parent) : undefined;
      return [area, ...(commune ? [commune] : [])].map(titleOf).join(', ');
    },
    communeOf: (id) => tree.communeOf(id),
    linkOf: ({ node, kind }) =>
      `${publicUrl}${node ? `/cum-loa/${node}` : kind === 'system' ? '/quan-tri/suc-khoe' : '/su-co'}`,
    homeLink: `${publicUrl}/su-co`,
  };
}

/** «thôn Đông», «xã An Hòa»: the unit before the name, unless the name already says it. */
function titleOf({ unit, name }: Pick<Area, 'unit' | 'name'>): string {
  return !unit || name.toLowerCase().startsWith(unit.toLowerCase()) ? name : `${unit} ${name}`;
}
