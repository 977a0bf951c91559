import type { PresenceState } from '../../protocol/api/areas.ts';
import type { Page } from '../../protocol/api/common.ts';
import type { NodeSort } from '../../protocol/nodes.ts';
import { foldForSearch } from '../../protocol/vietnamese.ts';
import { pageFrom } from '../http/paging.ts';
import type { Live } from './node-view.ts';
import type { AreaLookup, NodeRecord, Roster } from './roster.ts';

export interface NodeQuery {
  readonly area?: string | undefined;
  readonly presence?: PresenceState | undefined;
  readonly enrolled?: boolean | undefined;
  readonly technology?: NodeRecord['technology'] | undefined;
  readonly search?: string | undefined;
  readonly sort: NodeSort;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export interface NodeListParts {
  readonly roster: Roster;
  readonly areas: AreaLookup;
  readonly isEnrolled: (node: string) => boolean;
  readonly liveOf: (node: string) => Live;
}

/**
 * A page of the nodes in `scope`, all in memory: 20,000 nodes cost some milliseconds. Every word of the search must stand in
 * code, place, hamlet or commune, accents or not.
 */
export function listNodes(parts: NodeListParts, scope: readonly string[], query: NodeQuery): Page<NodeRecord> {
  const { roster, areas, isEnrolled, liveOf } = parts;
  const words = foldForSearch(query.search ?? '')
    .split(' ')
    .filter(Boolean);
  const placeNames = new Map<string, string>();
  const namesOf = (hamlet: string) => {
    const known = placeNames.get(hamlet);
    if (known !== undefined) return known;
    const names = ` ${areas.searchKeyOf(hamlet)} ${areas.searchKeyOf(areas.communeOf(hamlet) ?? '')}`;
    placeNames.set(hamlet, names);
    return names;
  };
  const inHamlet = new Map<string, boolean>();
  const reaches = (hamlet: string) => {
    const known = inHamlet.get(hamlet) ?? withinAll(areas, hamlet, scope, query.area);
    inHamlet.set(hamlet, known);
    return known;
  };
  const found = roster.all().filter((node) => {
    if (!reaches(node.hamlet)) return false;
    if (query.technology !== undefined && node.technology !== query.technology) return false;
    if (query.enrolled !== undefined && isEnrolled(node.id) !== query.enrolled) return false;
    if (words.length > 0) {
      const text = node.searchKey + namesOf(node.hamlet);
      if (!words.every((word) => text.includes(word))) return false;
    }
    return query.presence === undefined || liveOf(node.id).presence === query.presence;
  });
  const keyOf = keyFor(query.sort, parts);
  if (query.sort === 'code') return pageFrom(found, keyOf, query);
  const keyed = found.map((node) => ({ node, key: keyOf(node) })).sort((a, b) => (a.key < b.key ? -1 : 1));
  const page = pageFrom(keyed, ({ key }) => key, query);
  return { ...page, items: page.items.map(({ node }) => node) };
}

function withinAll(areas: AreaLookup, hamlet: string, scope: readonly string[], area: string | undefined): boolean {
  return areas.isWithin(hamlet, scope) && (area === undefined || areas.isWithin(hamlet, [area]));
}

function keyFor(sort: NodeQuery['sort'], { roster, liveOf }: NodeListParts): (node: NodeRecord) => string {
  switch (sort) {
    case 'code':
      return (node) => `${node.sortKey}\u0001${node.id}`;
    case 'hamlet':
      return roster.placeKeys();
    case 'last-seen':
      // Longest silent first; who was never seen before all.
      return (node) => `${String(liveOf(node.id).lastSeenAt ?? 0).padStart(16, '0')}\u0001${node.id}`;
  }
}
