import type { Area } from '../../protocol/api/areas.ts';
import type { NodeRecord } from '../nodes/roster.ts';
import type { Cause } from './grouping.ts';

export type FleetNode = Pick<
  NodeRecord,
  'id' | 'hamlet' | 'code' | 'technology' | 'enrolledAt' | 'createdAt' | 'retiredAt'
>;

export interface GroundParts {
  readonly roster: {
    /** Every node that is not retired; the same array until one changes. */
    all(): readonly FleetNode[];
    get(id: string): FleetNode | undefined;
  };
  readonly tree: {
    get(id: string): Pick<Area, 'name'> | undefined;
    communeOf(id: string): string | undefined;
    smallestOver(ids: readonly string[]): string | undefined;
  };
  /** What people named as the mast and the feeder of a node. */
  readonly parents: {
    causesOf(node: string): readonly Cause[];
    nodesOf(cause: Cause): readonly string[];
    nameOf(cause: Cause): string | undefined;
    areaOf(cause: Cause): string | undefined;
  };
}

/** Where nodes hang, and how places are called. */
export class Ground {
  readonly #parts: GroundParts;
  #indexed: readonly FleetNode[] | undefined;
  #communes = new Map<string, string[]>();

  constructor(parts: GroundParts) {
    this.#parts = parts;
  }

  all(): readonly FleetNode[] {
    return this.#parts.roster.all();
  }

  /** Undefined for one that nobody expects any more. */
  get(node: string): FleetNode | undefined {
    const record = this.#parts.roster.get(node);
    return record?.retiredAt === undefined ? record : undefined;
  }

  codeOf(node: string): string {
    return this.#parts.roster.get(node)?.code ?? node;
  }

  hamletOf(node: string): string | undefined {
    return this.#parts.roster.get(node)?.hamlet;
  }

  /** The smallest area that holds all these nodes. */
  areaOver(nodes: readonly string[]): string | undefined {
    const hamlets = new Set(nodes.flatMap((node) => this.hamletOf(node) ?? []));
    return this.#parts.tree.smallestOver([...hamlets]);
  }

  nameOfArea(area: string): string {
    return this.#parts.tree.get(area)?.name ?? area;
  }

  /** Mast, feeder and commune of a node. */
  causesOf(node: string): Cause[] {
    const commune = this.#communeOf(this.hamletOf(node));
    const own = this.#parts.parents.causesOf(node);
    return commune === undefined ? [...own] : [...own, { kind: 'commune', id: commune }];
  }

  nameOf(cause: Cause): string {
    return cause.kind === 'commune' ? this.nameOfArea(cause.id) : (this.#parts.parents.nameOf(cause) ?? cause.id);
  }

  areaOf(cause: Cause): string | undefined {
    return cause.kind === 'commune' ? cause.id : this.#parts.parents.areaOf(cause);
  }

  nodesOf(cause: Cause): readonly string[] {
    if (cause.kind !== 'commune') return this.#parts.parents.nodesOf(cause);
    const all = this.all();
    if (this.#indexed !== all) this.#index(all);
    return this.#communes.get(cause.id) ?? [];
  }

  #index(all: readonly FleetNode[]): void {
    this.#indexed = all;
    this.#communes = new Map();
    for (const { id, hamlet } of all) {
      const commune = this.#communeOf(hamlet);
      if (commune === undefined) continue;
      const nodes = this.#communes.get(commune);
      if (nodes) nodes.push(id);
      else this.#communes.set(commune, [id]);
    }
  }

  #communeOf(hamlet: string | undefined): string | undefined {
    return hamlet === undefined ? undefined : this.#parts.tree.communeOf(hamlet);
  }
}
