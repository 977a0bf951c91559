// pure
import type { Target } from '../../protocol/api/broadcast.ts';
import type { NodeRecord } from '../nodes/roster.ts';

export interface PlaceLookup {
  /** The area itself and those above it. */
  ancestors(area: string): string[];
  hamletOf(node: string): string | undefined;
}

/**
 * Do targets lie where others lie? Built once for one programme and asked of thousands: each answer costs the targets asked
 * about, not the nodes below them.
 */
export class Touching {
  readonly #lookup: PlaceLookup;
  readonly #areas: ReadonlySet<string>;
  /** Everything the targets lie in, themselves included. */
  readonly #above: ReadonlySet<string>;
  readonly #nodes: ReadonlySet<string>;

  constructor(targets: readonly Target[], lookup: PlaceLookup) {
    this.#lookup = lookup;
    this.#areas = new Set(targets.flatMap((target) => ('area' in target ? [target.area] : [])));
    this.#nodes = new Set(targets.flatMap((target) => ('node' in target ? [target.node] : [])));
    this.#above = new Set(targets.flatMap((target) => this.#pathOf(target)));
  }

  /** True when a node may be reached by both; single nodes of one hamlet are told apart. */
  touches(targets: readonly Target[]): boolean {
    return targets.some((target) => {
      if ('node' in target && this.#nodes.has(target.node)) return true;
      if ('area' in target && this.#above.has(target.area)) return true;
      return this.#pathOf(target).some((area) => this.#areas.has(area));
    });
  }

  #pathOf(target: Target): string[] {
    const area = 'area' in target ? target.area : this.#lookup.hamletOf(target.node);
    return area === undefined ? [] : this.#lookup.ancestors(area);
  }
}

/** Nodes by every area they lie in: whose targets reach which nodes is then a look-up an area. */
export class NodesByArea {
  readonly #byArea = new Map<string, NodeRecord[]>();
  readonly #byId = new Map<string, NodeRecord>();
  readonly #paths = new Map<string, string[]>();

  constructor(nodes: Iterable<NodeRecord>, ancestors: (hamlet: string) => string[]) {
    for (const node of nodes) {
      const path = this.#paths.get(node.hamlet) ?? ancestors(node.hamlet);
      this.#paths.set(node.hamlet, path);
      this.#byId.set(node.id, node);
      for (const area of path) {
        const list = this.#byArea.get(area);
        if (list) list.push(node);
        else this.#byArea.set(area, [node]);
      }
    }
  }

  reachedBy(targets: readonly Target[]): Map<string, NodeRecord> {
    const reached = new Map<string, NodeRecord>();
    for (const target of targets) {
      const node = 'node' in target ? this.#byId.get(target.node) : undefined;
      for (const one of 'area' in target ? (this.#byArea.get(target.area) ?? []) : node ? [node] : [])
        reached.set(one.id, one);
    }
    return reached;
  }

  /** Those that both reach; the smaller side is walked. */
  reachedByBoth(own: ReadonlyMap<string, NodeRecord>, targets: readonly Target[]): NodeRecord[] {
    const size = targets.reduce((sum, one) => sum + ('area' in one ? (this.#byArea.get(one.area)?.length ?? 0) : 1), 0);
    if (size < own.size) return [...this.reachedBy(targets).values()].filter((node) => own.has(node.id));
    const areas = new Set(targets.flatMap((target) => ('area' in target ? [target.area] : [])));
    const nodes = new Set(targets.flatMap((target) => ('node' in target ? [target.node] : [])));
    return [...own.values()].filter(
      (node) => nodes.has(node.id) || this.#paths.get(node.hamlet)?.some((area) => areas.has(area)),
    );
  }
}
