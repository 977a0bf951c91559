import type { Area } from '../protocol/api/areas.ts';
import type { IncidentKind } from '../protocol/faults.ts';
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
    linkOf: ({ node, kind }, repairCase) => `${publicUrl}${pageOf(node, kind, repairCase)}`,
    caseLink: (repairCase) => `${publicUrl}/su-co/${repairCase}`,
    homeLink: `${publicUrl}/su-co`,
  };
}

/** The case where somebody has to repair it; else the node, the installation's own page, or the list. */
function pageOf(node: string | undefined, kind: IncidentKind, repairCase: string | undefined): string {
  if (repairCase !== undefined) return `/su-co/${repairCase}`;
  if (node !== undefined) return `/cum-loa/${node}`;
  return kind === 'system' ? '/quan-tri/suc-khoe' : '/su-co';
}

/** «thôn Đông», «xã An Hòa»: the unit before the name, unless the name already says it. */
function titleOf({ unit, name }: Pick<Area, 'unit' | 'name'>): string {
  return !unit || name.toLowerCase().startsWith(unit.toLowerCase()) ? name : `${unit} ${name}`;
}
