import type { Node } from '../../protocol/api/areas.ts';
import { type FaultKind, NODE_FAULTS } from '../../protocol/faults.ts';
import { CLOCK_OFF_MS, isInGroup, type NodeGroup, type NodeSort } from '../../protocol/nodes.ts';
import { foldForSearch, sortKey } from '../../protocol/vietnamese.ts';
import type { AreaLookup, NodeRecord, Roster } from './roster.ts';

/** What a list of nodes asks about each of them: cheap to say for 20,000. */
export interface Standing {
  readonly presence: Node['presence'];
  readonly lastSeenAt?: number | undefined;
  readonly clockErrorMs?: number | undefined;
  /** Open faults, worst first. */
  readonly faults?: readonly FaultKind[] | undefined;
  /** Maintenance window that holds it. */
  readonly maintenance?: string | undefined;
}
export interface NodeStands extends Standing {
  readonly node: NodeRecord;
  readonly enrolled: boolean;
}

export interface NodeFilter {
  readonly area?: string | undefined;
  readonly presence?: Node['presence'] | undefined;
  readonly enrolled?: boolean | undefined;
  readonly technology?: NodeRecord['technology'] | undefined;
  readonly search?: string | undefined;
  readonly group?: NodeGroup | undefined;
  readonly fault?: FaultKind | undefined;
  readonly firmware?: string | undefined;
  readonly maintenance?: boolean | undefined;
  readonly 'clock-off'?: boolean | undefined;
  readonly only?: readonly string[] | undefined;
}

const RANK = new Map<string, number>(NODE_FAULTS.map((kind, index) => [kind, index]));

/** Does a node belong in a list so narrowed? Area and search are asked elsewhere: they are answered hamlet by hamlet. */
export function passes(one: NodeStands, filter: NodeFilter): boolean {
  const { node } = one;
  if (filter.only !== undefined && !filter.only.includes(node.id)) return false;
  if (filter.technology !== undefined && node.technology !== filter.technology) return false;
  if (filter.enrolled !== undefined && one.enrolled !== filter.enrolled) return false;
  if (filter.presence !== undefined && one.presence !== filter.presence) return false;
  if (filter.group !== undefined && !isInGroup(one, filter.group)) return false;
  if (filter.fault !== undefined && !one.faults?.includes(filter.fault)) return false;
  if (filter.firmware !== undefined && (node.firmware ?? '') !== filter.firmware) return false;
  if (filter.maintenance !== undefined && (one.maintenance !== undefined) !== filter.maintenance) return false;
  return filter['clock-off'] === undefined || isClockOff(one) === filter['clock-off'];
}

export function isClockOff({ clockErrorMs }: Standing): boolean {
  return clockErrorMs !== undefined && Math.abs(clockErrorMs) > CLOCK_OFF_MS;
}

export interface Search {
  /** All of it stands together at the beginning of a word: «an 2» is meant as «Ân 2», not as «Thị trấn … TL-132». */
  readonly together: (node: NodeRecord) => boolean;
  /** Every word stands somewhere in code, place, hamlet or commune, or in what the node is also known as. */
  readonly anywhere: (node: NodeRecord) => boolean;
}

/** How a search is read, accents or not; undefined where there is nothing to search for. */
export function searchFor(
  text: string | undefined,
  areas: AreaLookup,
  alsoKnownAs: (node: string) => string,
): Search | undefined {
  const words = foldForSearch(text ?? '')
    .split(' ')
    .filter(Boolean);
  if (words.length === 0) return undefined;
  const placeNames = new Map<string, string>();
  const namesOf = (hamlet: string) => {
    const known = placeNames.get(hamlet);
    if (known !== undefined) return known;
    const names = ` ${areas.searchKeyOf(hamlet)} ${areas.searchKeyOf(areas.communeOf(hamlet) ?? '')}`;
    placeNames.set(hamlet, names);
    return names;
  };
  const phrase = ` ${words.join(' ')}`;
  return {
    // One word alone is as good in the middle of a code: «17» is meant as TL-017 too.
    together: (node) =>
      words.length > 1 && (namesOf(node.hamlet).includes(phrase) || ` ${node.searchKey}`.includes(phrase)),
    anywhere: (node) =>
      words.every(
        (word) =>
          node.searchKey.includes(word) || namesOf(node.hamlet).includes(word) || alsoKnownAs(node.id).includes(word),
      ),
  };
}

/** What a list is sorted by: unique, compared as plain text. */
export function keyFor(sort: NodeSort, roster: Roster): (one: NodeStands) => string {
  switch (sort) {
    case 'code':
      return ({ node }) => codeKey(node);
    case 'hamlet': {
      const placeKey = roster.placeKeys();
      return ({ node }) => placeKey(node);
    }
    case 'last-seen':
      // Longest silent first; who was never seen before all.
      return ({ node, lastSeenAt = 0 }) => `${digits(lastSeenAt)}\u0001${node.id}`;
    case 'firmware':
      return ({ node }) => `${sortKey(node.firmware ?? '')}\u0001${codeKey(node)}`;
    case 'clock':
      // Furthest off first; unknown last.
      return ({ node, clockErrorMs }) =>
        `${digits(clockErrorMs === undefined ? MOST : MOST - 1 - Math.min(MOST - 1, Math.abs(clockErrorMs)))}\u0001${codeKey(node)}`;
    case 'fault':
      // Worst first, by the order of the kinds; without a fault last.
      return ({ node, faults }) => `${digits(RANK.get(faults?.[0] ?? '') ?? MOST)}\u0001${codeKey(node)}`;
  }
}

const MOST = 1e15;

function codeKey(node: NodeRecord): string {
  return `${node.sortKey}\u0001${node.id}`;
}

function digits(value: number): string {
  return String(Math.round(value)).padStart(16, '0');
}
