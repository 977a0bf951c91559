import type { Node } from '../../protocol/api/areas.ts';
import { useNodes } from '../data/queries.ts';
import { useMe } from '../data/session.ts';
import { useGroups } from './ask.ts';
import type { ProgrammeForm } from './programme-form.ts';

export interface Reached {
  readonly hamlets: readonly string[];
  readonly nodes: number;
  readonly offline: number;
}

/** Which loudspeakers the places take in; of at most 500 nodes, which is every commune (DOMAIN §7). */
export function reachedBy(
  nodes: readonly Node[],
  home: string | undefined,
  { areas, nodes: single }: Pick<ProgrammeForm, 'areas' | 'nodes'>,
): Reached {
  const chosen = new Set(areas);
  const whole = home !== undefined && chosen.has(home);
  const reached = nodes.filter(
    (node) => whole || chosen.has(node.hamlet) || chosen.has(node.commune) || single.includes(node.id),
  );
  return {
    hamlets: [...new Set(reached.map((node) => node.hamletName))],
    nodes: reached.length,
    offline: reached.filter((node) => node.presence !== 'online').length,
  };
}

/** The same for the account; undefined where there are more nodes than a page should hold. */
export function useReach(form: Pick<ProgrammeForm, 'areas' | 'nodes' | 'groups'>): Reached | undefined {
  const home = useMe().account.areas[0];
  const nodes = useNodes({ area: home, limit: 500 });
  const groups = useGroups();
  if (!nodes.data || nodes.data.total > nodes.data.items.length) return undefined;
  const followed = (groups.data?.items ?? []).filter((group) => form.groups.includes(group.id));
  const members = followed.flatMap((group) => group.targets);
  return reachedBy(nodes.data.items, home, {
    areas: [...form.areas, ...members.flatMap((one) => ('area' in one ? [one.area] : []))],
    nodes: [...form.nodes, ...members.flatMap((one) => ('node' in one ? [one.node] : []))],
  });
}
