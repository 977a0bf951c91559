import type { Page } from '../../protocol/api/common.ts';
import type { NodeSort } from '../../protocol/nodes.ts';
import type { Clock } from '../clock.ts';
import { pageFrom } from '../http/paging.ts';
import type { AreaLookup, NodeRecord, Roster } from './roster.ts';
import { keyFor, type NodeFilter, type NodeStands, passes, type Standing, searcher } from './standing.ts';

export interface NodeQuery extends NodeFilter {
  readonly sort: NodeSort;
  readonly cursor?: string | undefined;
  readonly offset?: number | undefined;
  readonly limit: number;
}

export interface NodeListParts {
  readonly clock: Clock;
  readonly roster: Roster;
  readonly areas: AreaLookup;
  readonly isEnrolled: (node: string) => boolean;
  /** How every node stands at one instant: the returned function is asked for each. */
  readonly standingsAt: (now: number) => (node: string) => Standing;
}

/** A list in its order, with the keys of that order. */
interface Found {
  readonly keyed: readonly Keyed[];
  readonly nodes: readonly NodeStands[];
}
interface Keyed {
  readonly one: NodeStands;
  readonly key: string;
}
/** What was worked out at one moment. */
interface Moment {
  readonly at: number;
  readonly of: readonly NodeRecord[];
  readonly all: readonly NodeStands[];
  readonly sorted: Map<NodeSort, readonly Keyed[]>;
  readonly found: Map<string, Found>;
}

/** How old what is sorted and counted may be; each row shown says how it stands now. */
const FRESH_MS = 2_000;
/** Lists remembered of one moment: what a few dozen people look at. */
const MOST_LISTS = 100;

/**
 * Lists of all nodes in memory. What costs time with their number (asking each how it stands, sorting, filtering) is done at most
 * once in two seconds for all who ask the same; a further page of 20,000 nodes is a search in a sorted array.
 */
export class NodeList {
  readonly #parts: NodeListParts;
  #moment: Moment | undefined;

  constructor(parts: NodeListParts) {
    this.#parts = parts;
  }

  page(scope: readonly string[], { cursor, offset, limit, ...query }: NodeQuery): Page<NodeRecord> {
    if (offset !== undefined) {
      const { nodes } = this.#found(scope, query);
      return { items: nodes.slice(offset, offset + limit).map(({ node }) => node), total: nodes.length };
    }
    const page = pageFrom(this.#found(scope, query).keyed, ({ key }) => key, { cursor, limit });
    return { ...page, items: page.items.map(({ one }) => one.node) };
  }

  /** Every node of a list, in its order; who asks the same within the moment is given the same array. */
  all(scope: readonly string[], query: NodeFilter & { readonly sort: NodeSort }): readonly NodeStands[] {
    return this.#found(scope, query).nodes;
  }

  #found(scope: readonly string[], query: NodeFilter & { readonly sort: NodeSort }): Found {
    const moment = this.#now();
    const name = JSON.stringify([scope, Object.entries(query).sort(([a], [b]) => (a < b ? -1 : 1))]);
    const known = moment.found.get(name);
    if (known) return known;
    const { areas } = this.#parts;
    const inHamlet = new Map<string, boolean>();
    const reaches = (hamlet: string) => {
      const reached = inHamlet.get(hamlet) ?? withinAll(areas, hamlet, scope, query.area);
      inHamlet.set(hamlet, reached);
      return reached;
    };
    const matches = searcher(query.search, areas);
    const keyed = this.#sorted(moment, query.sort).filter(
      ({ one }) => reaches(one.node.hamlet) && passes(one, query) && (matches === undefined || matches(one.node)),
    );
    const found = { keyed, nodes: keyed.map(({ one }) => one) };
    if (moment.found.size >= MOST_LISTS) moment.found.clear();
    moment.found.set(name, found);
    return found;
  }

  #sorted(moment: Moment, sort: NodeSort): readonly Keyed[] {
    const known = moment.sorted.get(sort);
    if (known) return known;
    const keyOf = keyFor(sort, this.#parts.roster);
    const keyed = moment.all.map((one) => ({ one, key: keyOf(one) }));
    // The roster is in the order of codes already.
    if (sort !== 'code') keyed.sort((a, b) => (a.key < b.key ? -1 : 1));
    moment.sorted.set(sort, keyed);
    return keyed;
  }

  #now(): Moment {
    const { clock, roster, isEnrolled, standingsAt } = this.#parts;
    const at = clock.now();
    const of = roster.all();
    const known = this.#moment;
    if (known && known.of === of && at - known.at >= 0 && at - known.at < FRESH_MS) return known;
    const standing = standingsAt(at);
    const all = of.map((node): NodeStands => {
      const { presence, lastSeenAt, clockErrorMs, faults, maintenance } = standing(node.id);
      return { node, enrolled: isEnrolled(node.id), presence, lastSeenAt, clockErrorMs, faults, maintenance };
    });
    this.#moment = { at, of, all, sorted: new Map(), found: new Map() };
    return this.#moment;
  }
}

function withinAll(areas: AreaLookup, hamlet: string, scope: readonly string[], area: string | undefined): boolean {
  return areas.isWithin(hamlet, scope) && (area === undefined || areas.isWithin(hamlet, [area]));
}
