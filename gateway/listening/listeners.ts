import type { PresenceState } from '../../protocol/api/areas.ts';
import type { Listener } from '../../protocol/api/listening.ts';
import { SYSTEM } from '../../protocol/authority.ts';
import type { AreaTree } from '../areas/area-tree.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import { ConflictError, InvalidInputError, NotFoundError } from '../errors.ts';
import { type Person, requireScope } from '../http/app.ts';
import { shown } from '../nodes/node-changes.ts';
import type { Nodes } from '../nodes/nodes.ts';
import type { NodeRecord } from '../nodes/roster.ts';
import { assignmentsOf, beginAssignment, endAssignment, lastWords } from './listeners-store.ts';

export interface ListenersParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly tree: AreaTree;
  readonly nodes: Nodes;
  readonly nameOf: (account: string) => string | undefined;
  readonly presenceOf: (node: string) => PresenceState;
  /** After the commit: its config and its plan follow. */
  readonly changed: (node: string) => Promise<void>;
}

/** Which nodes only listen, and to which hamlet. The node must have no horns: a loudspeaker is not taken off the air by this. */
export class Listeners {
  readonly #parts: ListenersParts;

  constructor(parts: ListenersParts) {
    this.#parts = parts;
  }

  /** Those that listen to a hamlet of this area, as far as the person may see. */
  async list(person: Person, area?: string): Promise<Listener[]> {
    const { tree, nodes } = this.#parts;
    if (area !== undefined) requireScope(tree, person, area);
    const within = area === undefined ? person.areas : [area];
    return this.#shown(nodes.roster.all().filter((node) => tree.isWithin(node.listensTo ?? '', within)));
  }

  of(hamlet: string): Promise<Listener[]> {
    return this.#shown(this.#parts.nodes.roster.all().filter((node) => node.listensTo === hamlet));
  }

  /** Throws unless both places are the person's, the node is an IP one without horns, and the place is a hamlet. */
  async set(person: Person, node: string, hamlet: string): Promise<Listener> {
    const { tree, nodes, clock, changed } = this.#parts;
    const before = nodes.known(node);
    requireScope(tree, person, before.hamlet);
    if (tree.get(hamlet)?.kind !== 'hamlet')
      throw new InvalidInputError('no-such-hamlet', 'A listening node hears one hamlet; name a hamlet.');
    requireScope(tree, person, hamlet);
    if (before.technology !== 'ip')
      throw new ConflictError('not-ip', 'Only an IP node can report what it hears; change its technology first.');
    if (before.horns > 0)
      throw new ConflictError('has-horns', 'A node with horns is a loudspeaker; set its horns to 0 first.');
    const record = { by: person.id, action: 'listener.set', subject: node, outcome: 'done' as const };
    await nodes.apply(
      { ...record, before: shown(before) },
      () => [{ node: { ...nodes.known(node), listensTo: hamlet }, config: true }],
      async (transaction) => {
        const now = clock.now();
        await endAssignment(transaction, node, now);
        await beginAssignment(transaction, { node, hamlet, from: now, by: person.id });
      },
    );
    await changed(node);
    const [listener] = await this.#shown([nodes.known(node)]);
    return listener as Listener;
  }

  async unset(person: Person, node: string): Promise<void> {
    const { tree, nodes, clock, changed } = this.#parts;
    const before = nodes.known(node);
    requireScope(tree, person, before.hamlet);
    if (before.listensTo === undefined) throw new NotFoundError('no-listener', 'This node is no listening node.');
    const record = { by: person.id, action: 'listener.unset', subject: node, outcome: 'done' as const };
    await nodes.apply(
      { ...record, before: shown(before) },
      () => {
        const { listensTo, ...rest } = nodes.known(node);
        return [{ node: rest, config: true }];
      },
      (transaction) => endAssignment(transaction, node, clock.now()),
    );
    await changed(node);
  }

  async #shown(records: readonly NodeRecord[]): Promise<Listener[]> {
    const { database, tree, nameOf, presenceOf } = this.#parts;
    const ids = records.map(({ id }) => id);
    const open = (await assignmentsOf(database.read, ids)).filter(({ until }) => until === undefined);
    const since = new Map(open.map((one) => [one.node, one]));
    const last = await lastWords(database.read, ids);
    return records.map((node) => {
      const hamlet = node.listensTo ?? node.hamlet;
      const assigned = since.get(node.id);
      const word = last.get(node.id);
      return {
        ...{ node: node.id, code: node.code, place: node.place, hamlet, presence: presenceOf(node.id) },
        hamletName: tree.get(hamlet)?.name ?? '',
        since: assigned?.from ?? node.createdAt,
        byName: nameOf(assigned?.by ?? SYSTEM) ?? assigned?.by ?? SYSTEM,
        ...(word && { last: word }),
      };
    });
  }
}
