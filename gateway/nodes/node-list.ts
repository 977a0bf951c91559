import type { Page } from '../../protocol/api/common.ts';
import type { NodeSort } from '../../protocol/nodes.ts';
import type { Clock } from '../clock.ts';
import { pageFrom } from '../http/paging.ts';
import type { AreaLookup, NodeRecord, Roster } from './roster.ts';
import { keyFor, type NodeFilter, type NodeStands, passes, type Standing, searchFor } from './standing.ts';

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
  /** Numbers of its SIM and asset, folded for search; empty where nobody wrote them down. */
  readonly alsoKnownAs: (node: string) => string;
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

/** An order with the place of each node in the roster. */
interface Order {
  readonly of: readonly NodeRecord[];
  readonly at: number;
  readonly sorted: readonly { readonly place: number; readonly key: string }[];
}

/** What does not depend on how nodes stand; a renamed hamlet shows in the order a minute later. */
const LASTING_SORTS: ReadonlySet<NodeSort> = new Set(['code', 'hamlet', 'firmware']);
const LASTING_MS = 60_000;
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
  readonly #orders = new Map<NodeSort, Order>();
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
    const narrowed = this.#sorted(moment, query.sort).filter(
      ({ one }) => reaches(one.node.hamlet) && passes(one, query),
    );
    const search = searchFor(query.search, areas, this.#parts.alsoKnownAs);
    const together = search ? narrowed.filter(({ one }) => search.together(one.node)) : narrowed;
    const keyed = search && together.length === 0 ? narrowed.filter(({ one }) => search.anywhere(one.node)) : together;
    const found = { keyed, nodes: keyed.map(({ one }) => one) };
    if (moment.found.size >= MOST_LISTS) moment.found.clear();
    moment.found.set(name, found);
    return found;
  }

  #sorted(moment: Moment, sort: NodeSort): readonly Keyed[] {
    const known = moment.sorted.get(sort);
    if (known) return known;
    const keyed = LASTING_SORTS.has(sort) ? this.#lastingOrder(moment, sort) : this.#freshOrder(moment, sort);
    moment.sorted.set(sort, keyed);
    return keyed;
  }

  /** An order that only a change of nodes or places makes another: sorted once, and filled in with how each node stands now. */
  #lastingOrder(moment: Moment, sort: NodeSort): readonly Keyed[] {
    let order = this.#orders.get(sort);
    if (order?.of !== moment.of || Math.abs(moment.at - order.at) > LASTING_MS) {
      const places = new Map(moment.of.map((node, place) => [node.id, place]));
      const keyed = this.#freshOrder(moment, sort);
      const sorted = keyed.map(({ one, key }) => ({ place: places.get(one.node.id) ?? 0, key }));
      order = { of: moment.of, at: moment.at, sorted };
      this.#orders.set(sort, order);
    }
    // Places are those of `moment.of`, and so of `moment.all`.
    return order.sorted.map(({ place, key }) => ({ one: moment.all[place] as NodeStands, key }));
  }

  #freshOrder(moment: Moment, sort: NodeSort): Keyed[] {
    const keyOf = keyFor(sort, this.#parts.roster);
    const keyed = moment.all.map((one) => ({ one, key: keyOf(one) }));
    // The roster is in the order of codes already.
    if (sort !== 'code') keyed.sort((a, b) => (a.key < b.key ? -1 : 1));
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
