import type { Target } from '../../protocol/api/broadcast.ts';
import type { AreaTree } from '../areas/area-tree.ts';
import type { Clock } from '../clock.ts';
import { upsertMany } from '../database/bulk.ts';
import type { Database } from '../database/database.ts';
import { ForbiddenError, InvalidInputError } from '../errors.ts';
import type { AuditPort } from '../http/ports.ts';
import type { NodeRecord, Roster } from '../nodes/roster.ts';
import type { Message } from './dialect/messages.ts';
import { authorOf, type KnownSource } from './sources.ts';

interface Names {
  readonly nodeOf: Map<string, string>;
  readonly nameOf: Map<string, string>;
}

export interface SourceNodesParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
  readonly tree: AreaTree;
  readonly roster: Roster;
}

const COLUMNS = { source_id: 'text', name: 'text', node_id: 'text', at: 'integer' } as const;

/** By which names a source calls our nodes and places (CumLoaID, DonViID). A node it never named goes by our own id. */
export class SourceNodes {
  readonly #parts: SourceNodesParts;
  readonly #names = new Map<string, Names>();

  constructor(parts: SourceNodesParts) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    const rows: { source_id: string; name: string; node_id: string }[] = await this.#parts.database
      .read('source_nodes')
      .select('source_id', 'name', 'node_id');
    for (const row of rows) this.#remember(row.source_id, row.name, row.node_id);
  }

  /** Nodes of the source, in the order of places; of one area of them where that is named. */
  within(source: KnownSource, area?: string): NodeRecord[] {
    const areas = area === undefined ? source.areas : [this.#area(source, area)];
    const found = areas.flatMap((one) => this.#parts.roster.inArea(one));
    return areas.length > 1 ? [...new Map(found.map((node) => [node.id, node])).values()] : found;
  }

  nameOf(source: string, node: string): string {
    return this.#names.get(source)?.nameOf.get(node) ?? node;
  }

  /** Throws InvalidInputError for one it cannot mean, ForbiddenError outside its areas. */
  node(source: KnownSource, name: string): NodeRecord {
    const found = this.#parts.roster.get(this.#names.get(source.id)?.nodeOf.get(name) ?? name);
    if (!found || found.retiredAt !== undefined || !this.#parts.tree.isWithin(found.hamlet, source.areas))
      throw new InvalidInputError('no-such-target', `There is no loudspeaker «${name}» in the areas of this source.`);
    return found;
  }

  /** Everything the source reaches where neither nodes nor areas are named. */
  targets(source: KnownSource, { nodes, areas }: Pick<Message<'bulletin'>, 'nodes' | 'areas'>): Target[] {
    if (!nodes?.length && !areas?.length) return source.areas.map((area) => ({ area }));
    return [
      ...(areas ?? []).map((area) => ({ area: this.#area(source, area) })),
      ...(nodes ?? []).map((name) => ({ node: this.node(source, name).id })),
    ];
  }

  /** Gives nodes the names by which the source knows them; a name or a node that had another one takes this. */
  async register(source: KnownSource, { nodes }: Message<'register'>): Promise<number> {
    const { database, audit, clock } = this.#parts;
    const byCode = this.#byCode(source);
    const given = nodes.map((one) => ({ name: one.name, node: this.#meant(source, one, byCode) }));
    const names = new Set(given.map(({ name }) => name));
    const meant = new Set(given.map(({ node }) => node.id));
    if (names.size < given.length || meant.size < given.length)
      throw new InvalidInputError('named-twice', 'A loudspeaker, or a name, stands in the list twice.');
    await database.write(async (transaction) => {
      for (const [column, values] of [['name', names] as const, ['node_id', meant] as const])
        for (const some of portions([...values]))
          await transaction('source_nodes').where({ source_id: source.id }).whereIn(column, some).delete();
      const at = clock.now();
      const rows = given.map(({ name, node }) => ({ source_id: source.id, name, node_id: node.id, at }));
      await upsertMany(transaction, database.dialect, 'source_nodes', COLUMNS, [], [], rows);
      const after = { nodes: rows.length, first: rows.slice(0, 20).map(({ name, node_id }) => [name, node_id]) };
      const about = { by: authorOf(source), action: 'source.register', subject: source.id, outcome: 'done' } as const;
      await audit.record({ ...about, area: source.areas[0] ?? '', after }, transaction);
    });
    for (const { name, node } of given) this.#remember(source.id, name, node.id);
    return given.length;
  }

  /** By its id, else by its code within the area that is named, or alone of that code within the source's areas. */
  #meant(
    source: KnownSource,
    one: Message<'register'>['nodes'][number],
    byCode: ReadonlyMap<string, readonly NodeRecord[]>,
  ): NodeRecord {
    const area = one.area === undefined ? undefined : this.#area(source, one.area);
    const isThere = (node: NodeRecord) => area === undefined || this.#parts.tree.isWithin(node.hamlet, [area]);
    const found = one.node === undefined ? (byCode.get(one.code ?? '') ?? []) : [this.node(source, one.node)];
    const [only, ...more] = found.filter(isThere);
    if (!only)
      throw new InvalidInputError(
        'no-such-target',
        `«${one.name}»: no loudspeaker ${one.node ?? one.code ?? ''} there.`,
      );
    if (more.length > 0)
      throw new InvalidInputError('not-one', `«${one.name}»: several have the code ${one.code}; name its place too.`);
    return only;
  }

  #byCode(source: KnownSource): Map<string, NodeRecord[]> {
    const byCode = new Map<string, NodeRecord[]>();
    for (const node of this.within(source)) byCode.set(node.code, [...(byCode.get(node.code) ?? []), node]);
    return byCode;
  }

  /** By our id or by the official code; of several that had a code the one within the source's areas that exists today. */
  #area(source: KnownSource, name: string): string {
    const { tree } = this.#parts;
    const known = tree.get(name)
      ? [name]
      : tree.coded(name).flatMap(({ id, validTo }) => (validTo === undefined ? [id] : []));
    if (known.length === 0) throw new InvalidInputError('no-such-target', `There is no place «${name}» here.`);
    const own = known.find((id) => tree.isWithin(id, source.areas));
    if (own === undefined) throw new ForbiddenError('out-of-scope', `«${name}» does not belong to this source.`);
    return own;
  }

  #remember(source: string, name: string, node: string): void {
    const names = this.#names.get(source) ?? { nodeOf: new Map(), nameOf: new Map() };
    this.#names.set(source, names);
    const [formerName, formerNode] = [names.nameOf.get(node), names.nodeOf.get(name)];
    if (formerName !== undefined) names.nodeOf.delete(formerName);
    if (formerNode !== undefined) names.nameOf.delete(formerNode);
    names.nodeOf.set(name, node);
    names.nameOf.set(node, name);
  }
}

function portions<T>(all: readonly T[], size = 500): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}
