// pure
import type { AreaTree } from '../../areas/area-tree.ts';
import type { Roster } from '../../nodes/roster.ts';
import type { Notice } from '../../notices.ts';
import type { CasePlace } from './case-record.ts';

type Known = Pick<Roster, 'get' | 'byHamlet'>;

/** Hamlets and nodes of a notice: as it names them, else by their codes; where not every code is told, all of the hamlets. */
export function placesOfNotice(notice: Notice, roster: Known): CasePlace[] {
  const named = notice.members ?? (notice.node === undefined ? undefined : [notice.node]);
  const places: CasePlace[] = (named ?? []).flatMap((node) => {
    const hamlet = roster.get(node)?.hamlet;
    return hamlet === undefined ? [] : [{ hamlet, node }];
  });
  if (named) return places.length > 0 ? places : notice.hamlets.map((hamlet) => ({ hamlet }));
  const codes = new Set(notice.codes);
  const isTold = notice.codes.length >= notice.nodes;
  return notice.hamlets.flatMap((hamlet): CasePlace[] => {
    const nodes = roster.byHamlet(hamlet).filter(({ code }) => !isTold || codes.has(code));
    return nodes.length > 0 ? nodes.map(({ id }) => ({ hamlet, node: id })) : [{ hamlet }];
  });
}

/** In whose book the case stands: the commune that holds it, or that of most of its hamlets. */
export function communeOfNotice(notice: Notice, tree: Pick<AreaTree, 'communeOf'>, roster: Known): string | undefined {
  const own = tree.communeOf(notice.area ?? '') ?? tree.communeOf(roster.get(notice.node ?? '')?.hamlet ?? '');
  if (own !== undefined) return own;
  const counted = new Map<string, number>();
  for (const hamlet of notice.hamlets) {
    const commune = tree.communeOf(hamlet);
    if (commune !== undefined) counted.set(commune, (counted.get(commune) ?? 0) + 1);
  }
  const [most] = [...counted].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return most?.[0];
}
