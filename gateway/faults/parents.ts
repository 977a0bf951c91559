import { ulid } from 'ulid';
import type { Parent } from '../../protocol/api/faults.ts';
import type { ParentKind } from '../../protocol/faults.ts';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../database/database.ts';
import { ConflictError, NotFoundError } from '../errors.ts';
import { type Person, requireScope, type Scope } from '../http/app.ts';
import type { AuditPort } from '../http/ports.ts';
import type { Cause } from './grouping.ts';
import { hangNodes, loadParents, type ParentRow, putParent, removeParent, unhangNodes } from './parents-store.ts';

export interface ParentsParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditPort;
  readonly scope: Scope;
  readonly roster: { get(node: string): { readonly hamlet: string } | undefined };
}

export type ParentInput = Omit<Parent, 'id' | 'nodes'> & { readonly nodes: readonly string[] };
export interface ParentPatch {
  readonly name?: string | undefined;
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** Masts and feeders as people named them: a few hundred, kept in memory. */
export class Parents {
  readonly #parts: ParentsParts;
  readonly #parents = new Map<string, ParentRow>();
  readonly #nodes = new Map<string, Set<string>>();
  readonly #of = new Map<string, Partial<Record<ParentKind, string>>>();

  constructor(parts: ParentsParts) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    const { parents, nodes } = await loadParents(this.#parts.database.read);
    for (const parent of parents) this.#parents.set(parent.id, parent);
    for (const { node, parent } of nodes) this.#hang(node, parent);
  }

  /** Mast and feeder of a node. */
  of(node: string): Partial<Record<ParentKind, string>> {
    return this.#of.get(node) ?? {};
  }

  causesOf(node: string): Cause[] {
    const { uplink, feeder } = this.of(node);
    return [
      ...(feeder === undefined ? [] : [{ kind: 'feeder' as const, id: feeder }]),
      ...(uplink === undefined ? [] : [{ kind: 'uplink' as const, id: uplink }]),
    ];
  }

  nodesOf({ id }: Pick<Cause, 'id'>): string[] {
    return [...(this.#nodes.get(id) ?? [])];
  }

  nameOf({ id }: Pick<Cause, 'id'>): string | undefined {
    return this.#parents.get(id)?.name;
  }

  areaOf({ id }: Pick<Cause, 'id'>): string | undefined {
    return this.#parents.get(id)?.area;
  }

  /** Those in the person's areas, by name. */
  list(person: Person): Parent[] {
    return [...this.#parents.values()]
      .filter(({ area }) => this.#parts.scope.isWithin(area, person.areas))
      .map((parent) => this.#shown(parent))
      .sort((a, b) => a.name.localeCompare(b.name, 'vi') || (a.id < b.id ? -1 : 1));
  }

  async create(person: Person, { kind, name, area, nodes }: ParentInput): Promise<Parent> {
    requireScope(this.#parts.scope, person, area);
    this.#requireNodes(person, nodes);
    const now = this.#parts.clock.now();
    const parent: ParentRow = { id: ulid(now), kind, name: name.normalize('NFC'), area, createdAt: now };
    this.#requireFreeName(parent);
    await this.#write(person, 'parent.create', parent, undefined, async (transaction) => {
      await putParent(transaction, parent);
      await this.#hangIn(transaction, parent, nodes);
      return { ...parent, nodes };
    });
    this.#parents.set(parent.id, parent);
    for (const node of nodes) this.#hang(node, parent.id);
    return this.#shown(parent);
  }

  async patch(person: Person, id: string, { name, add, remove }: ParentPatch): Promise<Parent> {
    const before = this.#require(person, id);
    this.#requireNodes(person, [...add, ...remove]);
    const parent = name === undefined ? before : { ...before, name: name.normalize('NFC') };
    this.#requireFreeName(parent);
    const leaving = remove.filter((node) => !add.includes(node));
    await this.#write(person, 'parent.change', parent, this.#shown(before), async (transaction) => {
      await putParent(transaction, parent);
      await unhangNodes(transaction, id, leaving);
      await this.#hangIn(transaction, parent, add);
      return { ...parent, add, remove: leaving };
    });
    this.#parents.set(id, parent);
    for (const node of leaving) this.#unhang(node, id);
    for (const node of add) this.#hang(node, id);
    return this.#shown(parent);
  }

  async remove(person: Person, id: string): Promise<void> {
    const parent = this.#require(person, id);
    await this.#write(person, 'parent.remove', parent, this.#shown(parent), async (transaction) => {
      await removeParent(transaction, id);
      return undefined;
    });
    for (const node of this.nodesOf({ id })) this.#unhang(node, id);
    this.#nodes.delete(id);
    this.#parents.delete(id);
  }

  #write(
    person: Person,
    action: string,
    { id, area }: ParentRow,
    before: Parent | undefined,
    change: (transaction: Transaction) => Promise<unknown>,
  ): Promise<void> {
    const { database, audit } = this.#parts;
    return database.write(async (transaction) => {
      const after = await change(transaction);
      await audit.record({ by: person.id, action, subject: id, area, outcome: 'done', before, after }, transaction);
    });
  }

  #hangIn(transaction: Transaction, { id, kind }: ParentRow, nodes: readonly string[]): Promise<void> {
    const rows = [...new Set(nodes)].map((node) => ({ node, kind, parent: id }));
    return hangNodes(transaction, this.#parts.database.dialect, rows);
  }

  #require(person: Person, id: string): ParentRow {
    const parent = this.#parents.get(id);
    if (!parent) throw new NotFoundError('no-parent', 'There is no such mast or feeder; reload the list.');
    requireScope(this.#parts.scope, person, parent.area);
    return parent;
  }

  #requireNodes(person: Person, nodes: readonly string[]): void {
    for (const id of nodes) {
      const node = this.#parts.roster.get(id);
      if (!node) throw new NotFoundError('no-node', `There is no node ${id}; reload the list of nodes.`);
      requireScope(this.#parts.scope, person, node.hamlet);
    }
  }

  #requireFreeName({ id, kind, area, name }: ParentRow): void {
    for (const other of this.#parents.values())
      if (other.id !== id && other.kind === kind && other.area === area && other.name === name)
        throw new ConflictError('parent-exists', 'This area has one of that name already; choose another name.');
  }

  #hang(node: string, id: string): void {
    const parent = this.#parents.get(id);
    if (!parent) return;
    const own = this.of(node);
    const before = own[parent.kind];
    if (before !== undefined) this.#nodes.get(before)?.delete(node);
    this.#of.set(node, { ...own, [parent.kind]: id });
    const nodes = this.#nodes.get(id);
    if (nodes) nodes.add(node);
    else this.#nodes.set(id, new Set([node]));
  }

  #unhang(node: string, id: string): void {
    if (!this.#nodes.get(id)?.delete(node)) return;
    const { [this.#parents.get(id)?.kind ?? 'uplink']: _left, ...others } = this.of(node);
    this.#of.set(node, others);
  }

  #shown({ createdAt: _at, ...parent }: ParentRow): Parent {
    return { ...parent, nodes: this.nodesOf(parent) };
  }
}
