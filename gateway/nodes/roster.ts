import type { Area, AreaKind } from '../../protocol/api/areas.ts';
import type { Target } from '../../protocol/api/broadcast.ts';
import type { Technology } from '../../protocol/nodes.ts';
import { foldForSearch, sortKey } from '../../protocol/vietnamese.ts';

/** A node as the gateway knows it; what it does at the moment comes from presence. */
export interface NodeRecord {
  readonly id: string;
  readonly hamlet: string;
  readonly code: string;
  readonly place: string;
  readonly technology: Technology;
  readonly horns: number;
  readonly sensor?: 'microphone' | 'current' | 'none';
  /** Ed25519, SPKI DER as base64url; stays after a revocation, since old receipts are judged by it. */
  readonly publicKey?: string;
  readonly firmware?: string;
  readonly latitude?: number;
  readonly longitude?: number;
  readonly beatMs?: number;
  /** Never louder than this at any hour, emergencies excepted; percent. */
  readonly loudest?: number;
  /** The hamlet that a listening node hears: it has a microphone and no horns, and is never told to play. */
  readonly listensTo?: string;
  /** Version of the key list it said it holds. */
  readonly keysVersion?: number;
  readonly enrolledAt?: number;
  readonly retiredAt?: number;
  readonly createdAt: number;
  readonly configVersion: number;
  readonly rosterVersion: number;
  /** For lists; follow from code and place. */
  readonly sortKey: string;
  readonly searchKey: string;
}

/** What nodes ask of the area tree; `areas` implements it. */
export interface AreaLookup {
  get(id: string): Area | undefined;
  ancestors(id: string): string[];
  communeOf(id: string): string | undefined;
  isWithin(area: string, scope: readonly string[]): boolean;
  sortKeyOf(id: string): string;
  searchKeyOf(id: string): string;
  find(kind: AreaKind, text: string, within?: string): Area | undefined;
}

/** Every node in memory. Retired nodes are known to `get` and `keyOf` (their late receipts count), lists leave them out. */
export class Roster {
  readonly #areas: AreaLookup;
  readonly #nodes = new Map<string, NodeRecord>();
  readonly #byHamlet = new Map<string, Set<string>>();
  #listed: NodeRecord[] | undefined;

  constructor(areas: AreaLookup) {
    this.#areas = areas;
  }

  /** Adds nodes or replaces those with the same id. */
  put(records: Iterable<NodeRecord>): void {
    for (const record of records) {
      const before = this.#nodes.get(record.id);
      if (before) this.#byHamlet.get(before.hamlet)?.delete(record.id);
      this.#nodes.set(record.id, record);
      if (record.retiredAt !== undefined) continue;
      const neighbours = this.#byHamlet.get(record.hamlet);
      if (neighbours) neighbours.add(record.id);
      else this.#byHamlet.set(record.hamlet, new Set([record.id]));
    }
    this.#listed = undefined;
  }

  get(id: string): NodeRecord | undefined {
    return this.#nodes.get(id);
  }

  /** Every node that is not retired, in the order of codes. */
  all(): readonly NodeRecord[] {
    this.#listed ??= [...this.#nodes.values()].filter((node) => node.retiredAt === undefined).sort(byCode);
    return this.#listed;
  }

  /** Retired ones too, in no particular order. */
  everKnown(): Iterable<NodeRecord> {
    return this.#nodes.values();
  }

  byHamlet(hamlet: string): NodeRecord[] {
    const ids = this.#byHamlet.get(hamlet);
    if (!ids) return [];
    return [...ids].map((id) => this.#nodes.get(id) as NodeRecord).sort(byCode);
  }

  /** Loudspeakers of an area in the order of communes, hamlets, codes; also those still hanging in a hamlet that has ended. */
  inArea(area: string): NodeRecord[] {
    return this.everyIn(area).filter((node) => node.listensTo === undefined);
  }

  /** Those that only listen too. */
  everyIn(area: string): NodeRecord[] {
    return this.#hamletsWith(area).flatMap((hamlet) => this.byHamlet(hamlet));
  }

  /** A key for each node that sorts as `inArea` does and is unique; good until an area or a node changes. */
  placeKeys(): (node: NodeRecord) => string {
    const known = new Map<string, string>();
    const hamletKey = (hamlet: string) => {
      const key = known.get(hamlet) ?? this.#hamletKey(hamlet);
      known.set(hamlet, key);
      return key;
    };
    return (node) => `${hamletKey(node.hamlet)}\u0001${node.sortKey}\u0001${node.id}`;
  }

  keyOf(node: string): string | undefined {
    return this.#nodes.get(node)?.publicKey;
  }

  /** Hamlet, commune, province: the areas whose commands the node obeys. */
  groupsOf(node: string): string[] {
    const record = this.#nodes.get(node);
    return record ? this.#areas.ancestors(record.hamlet) : [];
  }

  /** The nodes that targets mean, each once; unknown and retired ones and those that only listen are left out. */
  resolve(targets: readonly Target[]): NodeRecord[] {
    const found = new Map<string, NodeRecord>();
    for (const target of targets) {
      const nodes = 'area' in target ? this.inArea(target.area) : [this.#nodes.get(target.node)];
      for (const node of nodes)
        if (node && node.retiredAt === undefined && node.listensTo === undefined) found.set(node.id, node);
    }
    return [...found.values()];
  }

  #hamletsWith(area: string): string[] {
    if (this.#areas.get(area)?.kind === 'hamlet') return [area];
    return [...this.#byHamlet.keys()]
      .filter((hamlet) => this.#areas.isWithin(hamlet, [area]))
      .map((hamlet) => ({ hamlet, key: this.#hamletKey(hamlet) }))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .map(({ hamlet }) => hamlet);
  }

  #hamletKey(hamlet: string): string {
    const commune = this.#areas.communeOf(hamlet) ?? '';
    return [this.#areas.sortKeyOf(commune), commune, this.#areas.sortKeyOf(hamlet), hamlet].join('\u0001');
  }
}

export function nodeKeys(node: { code: string; place: string }): { sortKey: string; searchKey: string } {
  return { sortKey: sortKey(node.code), searchKey: foldForSearch(`${node.code} ${node.place}`) };
}

function byCode(a: NodeRecord, b: NodeRecord): number {
  if (a.sortKey !== b.sortKey) return a.sortKey < b.sortKey ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}
