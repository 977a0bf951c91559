import type { Area } from '../../protocol/api/areas.ts';
import { isRealDay } from '../../protocol/vietnam-time.ts';
import { bareName } from './area-names.ts';
import type { AreaTree } from './area-tree.ts';

export interface AreaFault {
  readonly code: string;
  readonly field: 'kind' | 'parent' | 'name' | 'code' | 'validFrom' | 'validTo' | 'predecessors';
  readonly message: string;
}

/** Parent a kind must have. Since 2025-07-01 there is no level between province and commune. */
const PARENT_KIND = { province: undefined, commune: 'province', hamlet: 'commune' } as const;

/** What is wrong with putting this area (new, or changed under its id) into the tree; undefined when nothing is. */
export function faultOf(area: Area, tree: AreaTree): AreaFault | undefined {
  return parentFault(area, tree) ?? dayFault(area) ?? twinFault(area, tree) ?? predecessorFault(area, tree);
}

function parentFault(area: Area, tree: AreaTree): AreaFault | undefined {
  const wanted = PARENT_KIND[area.kind];
  if (wanted === undefined) {
    return area.parent === undefined
      ? undefined
      : { code: 'bad-parent', field: 'parent', message: 'A province has no parent; leave it out.' };
  }
  const parent = area.parent === undefined ? undefined : tree.get(area.parent);
  if (parent?.kind === wanted) return undefined;
  return { code: 'bad-parent', field: 'parent', message: `A ${area.kind} needs a ${wanted} as its parent.` };
}

function dayFault(area: Area): AreaFault | undefined {
  for (const field of ['validFrom', 'validTo'] as const) {
    const day = area[field];
    if (day !== undefined && !isRealDay(day))
      return { code: 'bad-day', field, message: `${day} is not a day of the calendar.` };
  }
  if (area.validTo === undefined || area.validFrom <= area.validTo) return undefined;
  return { code: 'bad-day', field: 'validTo', message: 'The last day lies before the first.' };
}

/** A name is taken below its parent, a code in the whole tree, while another area with it exists. Unit counts: xã An and phường An differ. */
function twinFault(area: Area, tree: AreaTree): AreaFault | undefined {
  const overlaps = (other: Area) =>
    other.id !== area.id &&
    other.validFrom <= (area.validTo ?? '9999-12-31') &&
    area.validFrom <= (other.validTo ?? '9999-12-31');
  const plain = (text: string | undefined) => (text ?? '').normalize('NFC').toLowerCase();
  const twin = tree
    .named(area.parent, area.name)
    .find(
      (other) =>
        overlaps(other) && bareName(other.name) === bareName(area.name) && plain(other.unit) === plain(area.unit),
    );
  if (twin) return { code: 'area-exists', field: 'name', message: `«${area.name}» exists there already (${twin.id}).` };
  const coded = area.code === undefined ? undefined : tree.coded(area.code).find(overlaps);
  if (coded) return { code: 'code-taken', field: 'code', message: `The code ${area.code} belongs to «${coded.name}».` };
  return undefined;
}

function predecessorFault(area: Area, tree: AreaTree): AreaFault | undefined {
  const wrong = area.predecessors.find((id) => id === area.id || tree.get(id)?.kind !== area.kind);
  if (wrong === undefined) return undefined;
  return { code: 'bad-predecessor', field: 'predecessors', message: `${wrong} is no other ${area.kind}.` };
}
